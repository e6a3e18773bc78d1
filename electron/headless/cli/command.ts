import type { ParseArgsOptionsConfig } from 'node:util'
import type { Client } from '../../../shared/client.ts'
import type { Texts } from '../../../shared/messages/json.ts'
import type { Speaker } from '../../../shared/messages/say.ts'

/** The way to the engine, and when it is gone. */
export interface Attached {
  readonly client: Client
  readonly ended: Promise<void>
}

/** What a command works with. */
export interface CommandContext {
  /** Values of its own options: a string, a list of strings, or a flag. */
  readonly values: Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>
  readonly positionals: readonly string[]
  readonly json: boolean
  readonly dataFolder: string
  /** From --passphrase-file or VESTIBULE_PASSPHRASE. */
  readonly passphrase: string | undefined
  /** From VESTIBULE_NEW_PASSPHRASE: where one is set. */
  readonly newPassphrase: string | undefined
  /** Opens the way to the engine: a running instance, or the data folder itself. */
  connect(options?: { startSites?: boolean }): Promise<Client>
  /** Like `connect`, for commands that wait; `ended` resolves when a running instance is gone. */
  attach(): Promise<Attached>
  /** Like `attach`, but only to a running instance; @throws AppError app/not-running */
  follow(): Promise<Attached>
  /** An answer with its messages said in the language of the reader, for the text of the command. */
  said<T>(this: void, value: T): Texts<T>
  /** How to say a message. */
  readonly speaker: Speaker
  /** All commands of the command line by their words. */
  commands(): Promise<readonly (readonly [words: string, command: Command])[]>
  /** Writes one more document or line to standard output while the command runs. */
  print(value: unknown, text: string): void
}

/** What a command answers: the value for `--json`, the text for people. */
export interface Answer {
  readonly value: unknown
  readonly text: string
  /** True when everything was printed while it ran. */
  readonly silent?: boolean
  /** The exit status where 0 would hide the answer from a script; the command's summary says when. */
  readonly status?: 1 | 3
}

export interface Command {
  /** What follows the words of the command. */
  readonly usage: string
  readonly summary: string
  readonly options: ParseArgsOptionsConfig
  /** How many words it takes besides options. */
  readonly words: readonly [least: number, most: number]
  run(context: CommandContext): Promise<Answer>
}

/** Commands by their next word. */
export interface Commands {
  readonly [word: string]: Command | Commands
}

/** Wrong usage: exit status 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** The value of an option, or undefined. */
export function text(context: CommandContext, name: string): string | undefined {
  const value = context.values[name]
  return typeof value === 'string' ? value : undefined
}

/** The values of an option that may be repeated. */
export function texts(context: CommandContext, name: string): string[] | undefined {
  const value = context.values[name]
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : undefined
}

export function required(context: CommandContext, name: string): string {
  const value = text(context, name)
  if (value === undefined) throw new UsageError(`--${name} is missing`)
  return value
}

/** A whole number. @throws UsageError */
export function whole(context: CommandContext, name: string): number | undefined {
  const value = text(context, name)
  if (value === undefined) return undefined
  if (!/^\d{1,9}$/.test(value)) throw new UsageError(`--${name} must be a whole number`)
  return Number(value)
}

/** A switch that says which way. @throws UsageError */
export function onOff(context: CommandContext, name: string): boolean | undefined {
  const value = text(context, name)
  if (value === undefined) return undefined
  if (value !== 'on' && value !== 'off') throw new UsageError(`--${name} must be on or off`)
  return value === 'on'
}

/** Leaves out what is undefined, as `exactOptionalPropertyTypes` wants it. */
export function given<T extends Record<string, unknown>>(fields: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never
}

/** Columns for people. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, at) => Math.max(title.length, ...rows.map((row) => row[at]?.length ?? 0)))
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join('  ')
      .trimEnd()
  return [line(head), ...rows.map(line)].join('\n')
}

/** `2027-11-20` of an instant. */
export function day(instant: string): string {
  return instant.slice(0, 10)
}
