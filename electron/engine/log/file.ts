import fs from 'node:fs'
import path from 'node:path'
import { LogEntry, type LogLevel } from '../../../shared/contract/log.ts'

/** Of one file; at most so many bytes and one line more. */
const MAX_FILE_BYTES = 1_048_576
/** The one that is written and those before it. */
const MAX_FILES = 5

/** The files of the log, the newest first. */
export function logFiles(dataFolder: string): string[] {
  return Array.from({ length: MAX_FILES }, (_, number) =>
    path.join(dataFolder, number === 0 ? 'vestibule.log' : `vestibule.log.${number}`),
  )
}

/** Writes lines into files that are turned over when they are full. */
export interface LogFile {
  /** @throws what the file system says */
  append(line: string): void
}

export function createLogFile(dataFolder: string, maxBytes = MAX_FILE_BYTES): LogFile {
  const files = logFiles(dataFolder)
  const [current = ''] = files
  const turnOver = (): void => {
    for (let number = files.length - 1; number > 0; number -= 1) {
      const [from, to] = [files[number - 1] ?? '', files[number] ?? '']
      if (fs.existsSync(from)) fs.renameSync(from, to)
    }
  }
  return {
    append(line) {
      const { O_APPEND, O_CREAT, O_WRONLY } = fs.constants
      // Windows has none.
      const { O_NOFOLLOW = 0 } = fs.constants as { O_NOFOLLOW?: number }
      const open = (): number => fs.openSync(current, O_APPEND | O_CREAT | O_WRONLY | O_NOFOLLOW, 0o600)
      let descriptor = open()
      try {
        const { size, mode } = fs.fstatSync(descriptor)
        if (size > 0 && size + line.length > maxBytes) {
          fs.closeSync(descriptor)
          turnOver()
          descriptor = open()
        } else if ((mode & 0o077) !== 0 && process.platform !== 'win32') fs.fchmodSync(descriptor, 0o600)
        fs.writeSync(descriptor, `${line}\n`)
      } finally {
        fs.closeSync(descriptor)
      }
    },
  }
}

const SEVERITY: Readonly<Record<LogLevel, number>> = { info: 0, warn: 1, error: 2 }

/** One line of a file; null where it is none: cut off by a full disk, or changed by somebody. */
export function readLine(line: string): LogEntry | null {
  try {
    const { success, data } = LogEntry.safeParse(JSON.parse(line))
    return success ? data : null
  } catch {
    return null
  }
}

export function isAtLeast(entry: LogEntry, level: LogLevel): boolean {
  return SEVERITY[entry.level] >= SEVERITY[level]
}

/** The last lines, oldest first. What cannot be read is left out. */
export function readLog(dataFolder: string, { lines, level }: { lines: number; level: LogLevel }): LogEntry[] {
  const found: LogEntry[] = []
  for (const file of logFiles(dataFolder)) {
    let text = ''
    try {
      text = fs.readFileSync(file, 'utf8')
    } catch {
      continue
    }
    const entries = text
      .split('\n')
      .map(readLine)
      .filter((one): one is LogEntry => one !== null && isAtLeast(one, level))
    found.unshift(...entries.slice(-lines))
    if (found.length >= lines) break
  }
  return found.slice(-lines)
}
