import fs from 'node:fs'
import path from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { LogLevel, type LogEntry } from '../../../shared/contract/log.ts'
import { isAtLeast, logFiles, readLine, readLog } from '../../engine/log/file.ts'
import { text, UsageError, whole, type Command, type CommandContext } from './command.ts'
import { forceOption, writeOutput } from './files.ts'
import { untilStopped } from './until-stopped.ts'

const MAX_LINES = 2000
/** Between two looks. Milliseconds. */
const FOLLOW_INTERVAL_MS = 300

const written = ({ at, level, area, text }: LogEntry): string => `${at} ${level.padEnd(5)} ${area}: ${text}`

function levelOf(context: CommandContext): LogLevel {
  const word = text(context, 'level') ?? 'info'
  const found = LogLevel.options.find((one) => one === word)
  if (found === undefined) throw new UsageError(`--level must be one of ${LogLevel.options.join(', ')}`)
  return found
}

/** What is added to a file, also after it was turned over. */
async function* additions(file: string, from: number, ended: AbortSignal): AsyncGenerator<string> {
  let offset = from
  let rest = ''
  while (!ended.aborted) {
    let size = 0
    try {
      size = fs.statSync(file).size
      if (size < offset) offset = 0
      if (size > offset) {
        const descriptor = fs.openSync(file, 'r')
        try {
          const buffer = Buffer.alloc(Math.min(size - offset, 1_048_576))
          const read = fs.readSync(descriptor, buffer, 0, buffer.length, offset)
          offset += read
          rest += buffer.toString('utf8', 0, read)
        } finally {
          fs.closeSync(descriptor)
        }
      }
    } catch {
      // Between two files there is none for a moment.
    }
    const lines = rest.split('\n')
    rest = lines.pop() ?? ''
    yield* lines
    await setTimeout(FOLLOW_INTERVAL_MS, undefined, { signal: ended }).catch(() => undefined)
  }
}

/** Reads the files themselves: also of a program that does not start. */
export const logCommand: Command = {
  usage: '[--lines N] [--level error|warn|info] [--follow] [--report FILE [--force]]',
  summary: 'what the program did and what failed; with --report in a file for whoever helps, without secrets',
  options: {
    ...forceOption,
    lines: { type: 'string' },
    level: { type: 'string' },
    follow: { type: 'boolean' },
    report: { type: 'string' },
  },
  words: [0, 0],
  async run(context) {
    const level = levelOf(context)
    const lines = whole(context, 'lines') ?? 100
    if (lines < 1 || lines > MAX_LINES) throw new UsageError(`--lines must be from 1 to ${MAX_LINES}`)
    const report = text(context, 'report')
    if (report !== undefined) {
      const file = path.resolve(report)
      const client = await context.connect()
      const { text } = await client.call('log.report', {})
      await writeOutput(context, file, Buffer.from(text))
      return { value: { file }, text: `${file}: read it before you give it to anybody.` }
    }
    const [current = ''] = logFiles(context.dataFolder)
    const follow = context.values['follow'] === true
    const size = follow && fs.existsSync(current) ? fs.statSync(current).size : 0
    const entries = readLog(context.dataFolder, { lines, level })
    if (!follow) {
      const none = `There is no log in ${context.dataFolder}.`
      return { value: entries, text: entries.length === 0 ? none : entries.map(written).join('\n') }
    }
    const print = (entry: LogEntry): void => context.print(entry, written(entry))
    for (const entry of entries) print(entry)
    const ended = new AbortController()
    void untilStopped().then(() => ended.abort())
    for await (const line of additions(current, size, ended.signal)) {
      const entry = readLine(line)
      if (entry && isAtLeast(entry, level)) print(entry)
    }
    return { value: null, text: '', silent: true }
  },
}
