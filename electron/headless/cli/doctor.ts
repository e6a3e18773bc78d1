import { FailureError } from '../../../shared/errors/failure-error.ts'
import { message, messageOf, remedyOf, sentences } from '../../../shared/messages/message.ts'
import { parseListen } from '../../engine/network/listen.ts'
import { examineFolder } from '../doctor/data-folder.ts'
import { note, ok, wrong, type Finding, type FindingStatus } from '../doctor/finding.ts'
import { examineLowPorts, examinePort } from '../doctor/ports.ts'
import { examineClock, examineFirewall, examineService, examineVersions, serviceFiles } from '../doctor/system.ts'
import { texts, UsageError, type Command, type CommandContext } from './command.ts'

/** What only the running program knows: whether it is unlocked, and how its sites are. */
async function examineRunning(context: CommandContext): Promise<{ findings: Finding[]; ports: Set<number> }> {
  try {
    const { client } = await context.follow()
    const [{ locked }, sites] = [await client.call('app.status', {}), await client.call('site.list', {})]
    const findings = sites.map(({ name, state, problem, listen }) =>
      state === 'failed' && problem !== null
        ? wrong('site', message('doctor.site.closed', { name, problem: messageOf(problem) }), remedyOf(problem))
        : ok('site', message(state === 'running' ? 'doctor.site.fine' : 'doctor.site.stopped', { name, listen })),
    )
    const state = locked ? note('keys', message('doctor.keys.locked')) : ok('keys', message('doctor.keys.unlocked'))
    return { findings: [state, ...findings], ports: new Set(sites.map(({ listen }) => parseListen(listen).port)) }
  } catch (error) {
    if (!(error instanceof FailureError) || error.code !== 'app/not-running') throw error
    const stopped = note('service', message('doctor.service.stopped'), message('doctor.service.stoppedFix'))
    return { findings: [stopped], ports: new Set() }
  }
}

/** @throws UsageError */
function wantedPorts(context: CommandContext): number[] {
  return (texts(context, 'port') ?? []).map((text) => {
    const port = /^\d{1,5}$/.test(text) ? Number(text) : 0
    if (port < 1 || port > 65_535) throw new UsageError('--port must be a number from 1 to 65535')
    return port
  })
}

const MARKS: Readonly<Record<FindingStatus, string>> = { ok: 'ok   ', note: 'note ', wrong: 'WRONG' }

export const doctorCommand: Command = {
  usage: '[--port N]…',
  summary: 'look at the installation and say what to do; status 1 when something is wrong',
  options: { port: { type: 'string', multiple: true } },
  words: [0, 0],
  async run(context) {
    const now = Date.now()
    const ports = wantedPorts(context)
    const running = await examineRunning(context)
    const findings: Finding[] = [
      ...examineFolder(context.dataFolder, now),
      ...running.findings,
      await examineService(),
      examineLowPorts(serviceFiles()),
      ...(await Promise.all(ports.map((port) => examinePort(port, running.ports)))),
      ...examineFirewall(),
      examineClock(now),
      examineVersions(),
    ]
    const isWrong = findings.some(({ status }) => status === 'wrong')
    const lines = findings.map((finding) => {
      const said = context.speaker.say(sentences(finding.message, finding.remedy))
      return `${MARKS[finding.status]}  ${said}`
    })
    const value = { wrong: isWrong, findings }
    return { value, text: lines.join('\n'), ...(isWrong ? { status: 1 } : {}) }
  },
}
