import os from 'node:os'
import { appStatus } from '../app/service.ts'
import type { Context } from '../app/context.ts'
import type { Engine } from '../engine.ts'
import { chosenAddresses } from './addresses.ts'
import { readLog } from './file.ts'
import { redactAddresses } from './redact.ts'

type Methods = Pick<Engine['methods'], 'log.read' | 'log.report'>

/** Lines in a report. */
const REPORT_LINES = 300

export function createLogService(context: Context): Methods {
  const { deps, store } = context
  return {
    'log.read': async ({ lines, level }) => readLog(deps.dataFolder, { lines, level }),
    'log.report': async () => {
      const { version, shell, versions, gate, problems, locked } = await appStatus(context)
      const counts = store.counts()
      const head = [
        `Vestibule ${version} (${shell}), Node ${versions.node}, ${versions.tls}, SQLite ${versions.sqlite}`,
        `${os.type()} ${os.release()} ${os.arch()}`,
        `gate ${gate.state}, ${gate.restarts} restarts; authority ${locked ? 'locked' : 'unlocked'}`,
        Object.entries(counts)
          .map(([what, count]) => `${count} ${what}`)
          .join(', '),
        ...problems.map(({ code }) => `problem: ${code}`),
      ]
      // In a report an address is at most its network, however the log is kept.
      const how = chosenAddresses(store) === 'none' ? 'none' : 'shortened'
      const lines = readLog(deps.dataFolder, { lines: REPORT_LINES, level: 'info' }).map(
        ({ at, level, area, text }) => `${at} ${level} ${area}: ${redactAddresses(text, how)}`,
      )
      return { text: `${[...head, '', ...lines].join('\n')}\n` }
    },
  }
}
