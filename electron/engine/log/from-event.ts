import type { AppEvent } from '../../../shared/contract/index.ts'
import type { LogLevel } from '../../../shared/contract/log.ts'
import type { Message } from '../../../shared/messages/message.ts'
import type { Log } from './log.ts'
import { english } from '../../../shared/messages/english.ts'

interface LogLine {
  readonly level: LogLevel
  readonly area: string
  readonly text: string
}

/** Writes down what the gate says on its standard error, and why it ended. */
export function logGate(log: Log): {
  readonly onGateEnded: (reason: Message) => void
  readonly onGateError: (text: string) => void
} {
  return {
    onGateEnded: (reason) => log.write('error', 'gate', `the gate has ended: ${english.say(reason)}`),
    onGateError(text) {
      for (const one of text.split('\n').filter((part) => part.trim() !== '')) log.write('error', 'gate', one)
    },
  }
}

const line = (level: LogLevel, area: string, text: string): LogLine => ({ level, area, text })

/** Writes the changes of the house down; the same state of a site is said once, however often it is announced. */
export function logEvents(log: Log): (event: AppEvent) => void {
  const sites = new Map<string, string>()
  return (told) => {
    const said = fromEvent(told)
    if (!said) return
    if (told.event === 'site.changed') {
      if (sites.get(told.payload.id) === said.text) return
      sites.set(told.payload.id, said.text)
    }
    log.write(said.level, said.area, said.text)
  }
}

/** Which changes are worth a line. Visits are not: they are in the activity. Pure. */
function fromEvent({ event, payload }: AppEvent): LogLine | null {
  // oxlint-disable-next-line typescript/switch-exhaustiveness-check -- most events are no news for a log
  switch (event) {
    case 'app.notice':
      return line('warn', 'notice', `${english.say(payload.title)}. ${english.say(payload.body)}`)
    case 'app.clock':
      return line(
        'info',
        'clock',
        payload.why === 'slept' ? 'the computer slept' : `the clock was set by ${payload.by} ms`,
      )
    case 'site.changed': {
      const { name, state, problem, health } = payload
      const failed = problem ?? health?.problem ?? null
      const why = failed === null ? '' : `: ${failed.code}: ${english.failure(failed).message}`
      return line(failed === null ? 'info' : 'error', 'site', `${name} is ${state}${why}`)
    }
    case 'site.removed':
      return line('info', 'site', 'a site was removed')
    case 'authority.changed':
      return line('info', 'authority', `${payload.name} changed`)
    case 'device.removed':
      return line('info', 'device', 'a device was removed')
    case 'settings.changed':
      return line('info', 'settings', 'settings were changed')
    case 'backup.restored':
      return line('warn', 'backup', 'a backup was restored')
    default:
      return null
  }
}
