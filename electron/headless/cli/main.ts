import path from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { parseArgs, type ParseArgsOptionsConfig } from 'node:util'
import { createClient } from '../../../shared/client.ts'
import { visibleJson, visibleText } from '../../../shared/visible-text.ts'
import { FailureError } from '../../../shared/errors/failure-error.ts'
import { AppError } from '../../../shared/errors/index.ts'
import { english } from '../../../shared/messages/english.ts'
import { withTexts } from '../../../shared/messages/json.ts'
import { verbatim } from '../../../shared/messages/message.ts'
import type { Envelope } from '../../../shared/transport.ts'
import { defaultDataFolder } from '../../engine/data-folder.ts'
import { connectLocalSocket } from '../../rpc/local-socket.ts'
import { UsageError, type Attached, type Command, type CommandContext, type Commands } from './command.ts'
import { readSecret } from './files.ts'
import { helpFor, type Named } from './help.ts'
import { speakerFor } from './language.ts'

/** Words of the command line → where the commands are. Loaded when asked for: a command starts faster than the whole. */
const groups: Readonly<Record<string, () => Promise<Command | Commands>>> = {
  serve: async () => (await import('./serve.ts')).serveCommand,
  authority: async () => (await import('./authority.ts')).authorityCommands,
  device: async () => (await import('./device.ts')).deviceCommands,
  server: async () => (await import('./server.ts')).serverCommands,
  acme: async () => (await import('./acme.ts')).acmeCommands,
  site: async () => (await import('./site.ts')).siteCommands,
  diagnose: async () => (await import('./diagnose.ts')).diagnoseCommands,
  backup: async () => (await import('./backup.ts')).backupCommands,
  store: async () => (await import('./store.ts')).storeCommands,
  service: async () => (await import('./service.ts')).serviceCommands,
  doctor: async () => (await import('./doctor.ts')).doctorCommand,
  sessions: async () => (await import('./sessions.ts')).sessionsCommands,
  person: async () => (await import('./person.ts')).personCommands,
  manage: async () => (await import('./manage.ts')).manageCommands,
  reminders: async () => (await import('./reminders.ts')).remindersCommand,
  settings: async () => (await import('./settings.ts')).settingsCommands,
  notify: async () => (await import('./notify.ts')).notifyCommands,
  log: async () => (await import('./log.ts')).logCommand,
  audit: async () => (await import('./audit.ts')).auditCommand,
  update: async () => (await import('./update.ts')).updateCommands,
  inbox: async () => (await import('./inbox.ts')).inboxCommands,
  activity: async () => (await import('./activity.ts')).activityCommand,
  completion: async () => (await import('./completion.ts')).completionCommand,
}

/** Of every command. */
export const common = {
  data: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean' },
  'passphrase-file': { type: 'string' },
} as const satisfies ParseArgsOptionsConfig

function isCommand(group: Command | Commands): group is Command {
  return typeof group['run'] === 'function'
}

/** Every command below some words. */
function flatten(words: string, group: Command | Commands): [string, Command][] {
  if (isCommand(group)) return [[words, group]]
  return Object.entries(group).flatMap(([word, below]) => flatten(`${words} ${word}`, below))
}

/** All commands by their words, in the order of the overview. */
export async function listCommands(): Promise<Named[]> {
  const found = await Promise.all(Object.entries(groups).map(async ([name, load]) => flatten(name, await load())))
  return found.flat()
}

/** Splits the words from the options, which may stand anywhere. @throws UsageError */
function parse(args: readonly string[], options: ParseArgsOptionsConfig) {
  try {
    return parseArgs({ args: [...args], options: { ...common, ...options }, allowPositionals: true, strict: true })
  } catch (error) {
    throw new UsageError(error instanceof Error ? (error.message.split('\n')[0] ?? '') : 'wrong usage')
  }
}

/** A first look, which never fails: the words that say which command is meant, and the flags that every command has. */
function glance(args: readonly string[]) {
  const { positionals, values } = parseArgs({ args: [...args], options: common, allowPositionals: true, strict: false })
  const flag = (name: keyof typeof common): boolean => values[name] !== undefined
  return { words: positionals, json: flag('json'), help: flag('help'), version: flag('version') }
}

async function findCommand(words: readonly string[]): Promise<{ command: Command; depth: number }> {
  const [first = ''] = words
  const load = Object.hasOwn(groups, first) ? groups[first] : undefined
  if (!load) {
    throw new UsageError(
      first === '' ? 'a command is missing' : `there is no command “${first}”: ${Object.keys(groups).join(', ')}`,
    )
  }
  let found = await load()
  let depth = 1
  while (!isCommand(found)) {
    const next: Command | Commands | undefined = Object.hasOwn(found, words[depth] ?? '')
      ? found[words[depth] ?? '']
      : undefined
    if (!next) {
      const before = words.slice(0, depth).join(' ')
      throw new UsageError(`after “${before}” comes one of: ${Object.keys(found).join(', ')}`)
    }
    found = next
    depth += 1
  }
  return { command: found, depth }
}

/** Runs one command. @returns the exit status: 0 done, 1 could not be done, 2 wrong usage, 3 see `Answer.status` */
export async function main(args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  // Before anything can fail: also a wrong usage is answered in JSON when that is asked for.
  const { words, json, help, version } = glance(args)
  // Programs read English, and ids and values beside it (docs/json.md).
  const document = (envelope: Envelope): void =>
    void process.stdout.write(`${visibleJson(withTexts(envelope, english))}\n`)
  const print = (value: unknown, text: string): void =>
    json ? document({ ok: true, value }) : void process.stdout.write(`${visibleText(text)}\n`)
  const closers: (() => Promise<void> | void)[] = []
  const speaker = await speakerFor(env)
  try {
    if (version) {
      const { version } = await import('../package.ts')
      print({ version: version() }, version())
      return 0
    }
    if (help) {
      const text = helpFor(words, await listCommands(), process.stdout.columns)
      print({ help: text }, text)
      return 0
    }
    const { command, depth } = await findCommand(words)
    const { values, positionals } = parse(args, command.options)
    const rest = positionals.slice(depth)
    const [least, most] = command.words
    if (rest.length < least)
      throw new UsageError(`something is missing: ${words.slice(0, depth).join(' ')} ${command.usage}`)
    if (rest.length > most)
      throw new UsageError(`“${rest[most] ?? ''}” is too much: ${words.slice(0, depth).join(' ')} ${command.usage}`)
    const passphraseFile = values['passphrase-file']
    const dataFolder = path.resolve(
      typeof values['data'] === 'string' ? values['data'] : env['VESTIBULE_DATA'] || defaultDataFolder(env),
    )
    const context: CommandContext = {
      values,
      positionals: rest,
      json,
      dataFolder,
      passphrase:
        typeof passphraseFile === 'string'
          ? await readSecret(passphraseFile)
          : env['VESTIBULE_PASSPHRASE'] || undefined,
      newPassphrase: env['VESTIBULE_NEW_PASSPHRASE'] || undefined,
      connect: async (options) => (await attach(dataFolder, options?.startSites ?? false, closers)).client,
      attach: () => attach(dataFolder, false, closers),
      follow: () => follow(dataFolder, closers),
      print,
      speaker,
      commands: listCommands,
      said: (value) => withTexts(value, speaker),
    }
    const answer = await command.run(context)
    if (answer.silent !== true) print(answer.value, answer.text)
    return answer.status ?? 0
  } catch (error) {
    const { failure, status } = describe(error)
    if (json) document({ ok: false, error: failure })
    else {
      const { message, remedy } = speaker.failure(failure)
      process.stderr.write(visibleText(`${message}\n${remedy}\n`))
    }
    return status
  } finally {
    for (const close of closers) await close()
  }
}

function describe(error: unknown) {
  if (error instanceof UsageError)
    return { failure: new AppError('app/usage', { problem: verbatim(error.message) }).toFailure(), status: 2 }
  if (error instanceof FailureError) return { failure: error.toFailure(), status: 1 }
  if (process.env['VESTIBULE_DEBUG']) {
    process.stderr.write(visibleText(`${error instanceof Error ? error.stack : String(error)}\n`))
  }
  return { failure: new AppError('app/unexpected').toFailure(), status: 1 }
}

/** Through a running instance when there is one, so that a revocation is in force at once; else the folder itself. */
async function attach(
  dataFolder: string,
  startSites: boolean,
  closers: (() => Promise<void> | void)[],
): Promise<Attached> {
  const begun = performance.now()
  for (;;) {
    const running = await connectLocalSocket(dataFolder)
    if (running) {
      closers.push(() => running.close())
      return { client: createClient(running), ended: running.closed }
    }
    const { openEngine } = await import('../open-engine.ts')
    try {
      const engine = await openEngine({ dataFolder, shell: 'cli', startSites })
      closers.push(() => engine.close())
      // The engine is this process: it does not go before the command does.
      return { client: createClient(engine.transport), ended: new Promise(() => undefined) }
    } catch (error) {
      const inUse = error instanceof AppError && error.code === 'store/in-use'
      if (!inUse || performance.now() - begun > FOLDER_TIMEOUT_MS) throw error
      await setTimeout(RETRY_INTERVAL_MS)
    }
  }
}

/** How long a command waits for another one to leave the data folder: scripts meet there, also on slow computers. */
const FOLDER_TIMEOUT_MS = 30_000
const RETRY_INTERVAL_MS = 100

async function follow(dataFolder: string, closers: (() => Promise<void> | void)[]): Promise<Attached> {
  const running = await connectLocalSocket(dataFolder)
  if (!running) throw new AppError('app/not-running', { folder: dataFolder })
  closers.push(() => running.close())
  return { client: createClient(running), ended: running.closed }
}
