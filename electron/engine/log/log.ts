import type { LogAddresses, LogLevel } from '../../../shared/contract/log.ts'
import { createLogFile } from './file.ts'
import { redact } from './redact.ts'

/** Lines of one minute; more are counted and told together: no flood becomes our own load. */
const MAX_PER_MINUTE = 300
const MINUTE_MS = 60_000

/** The log of the program: what happened, for whoever looks for a fault. */
export interface Log {
  /** Never throws and never waits: a full disk stops nothing. @param text in English, one line */
  write(this: void, level: LogLevel, area: string, text: string): void
  /** Something that nobody expected: its stack, never the input. */
  bug(this: void, area: string, error: unknown): void
}

export interface LogOptions {
  readonly dataFolder: string
  /** Milliseconds since 1970. */
  readonly now: () => number
  readonly addresses: () => LogAddresses
  /** Bytes of one file; see file.ts. */
  readonly maxBytes?: number
}

export function createLog({ dataFolder, now, addresses, maxBytes }: LogOptions): Log {
  const file = createLogFile(dataFolder, maxBytes)
  let minute = 0
  let count = 0

  const append = (level: LogLevel, area: string, text: string): void => {
    try {
      const entry = { at: new Date(now()).toISOString(), level, area, text: redact(text, addresses()) }
      file.append(JSON.stringify(entry))
    } catch {
      // There is nowhere to say it; `app.status` says that the disk is full.
    }
  }
  const write: Log['write'] = (level, area, text) => {
    const its = Math.floor(now() / MINUTE_MS)
    if (its !== minute) {
      const left = count - MAX_PER_MINUTE
      minute = its
      count = 0
      if (left > 0) append('warn', 'log', `${left} more lines of one minute were left out`)
    }
    count += 1
    if (count <= MAX_PER_MINUTE) append(level, area, text)
  }
  return {
    write,
    bug: (area, error) =>
      write('error', area, error instanceof Error ? (error.stack ?? error.message) : 'something that is no error'),
  }
}
