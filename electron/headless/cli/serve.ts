import module from 'node:module'
import os from 'node:os'
import { createClient } from '../../../shared/client.ts'
import type { Caller } from '../../../shared/contract/method.ts'
import { AppError } from '../../../shared/errors/index.ts'
import type { Transport } from '../../../shared/transport.ts'
import { forbidCoreDumps } from '../../engine/core-dumps.ts'
import { isOpenSsl } from '../../engine/tls-library.ts'
import { serveLocalSocket } from '../../rpc/local-socket.ts'
import { gateLauncher, launchAhead } from '../gate-launcher.ts'
import { buildInterface, interfaceFolder } from '../interface/build.ts'
import { createManageDoor } from '../interface/managed.ts'
import { createBrowserOpener } from '../interface/open-browser.ts'
import type { Sessions } from '../interface/sessions.ts'
import { serveInterface, type Served } from '../interface/server.ts'
import { UsageError, whole, type Command, type CommandContext } from './command.ts'
import { untilStopped } from './until-stopped.ts'

/** @throws UsageError */
function interfacePort(context: CommandContext): number {
  const port = whole(context, 'ui-port') ?? 0
  if (port > 65_535) throw new UsageError('--ui-port must be at most 65535')
  return port
}

/** For whoever reads standard error: a person, or the log of a service. */
function tell(...lines: readonly string[]): void {
  for (const line of lines) process.stderr.write(`${line}\n`)
}

function tellFailure(error: unknown): void {
  if (error instanceof AppError) tell(error.message, error.remedy)
  else tell(error instanceof Error ? error.message : 'unknown reason')
}

/**
 * What makes using the program convenient, and is never a reason not to open the sites: what cannot be had is told.
 * @returns what the work gave; null when it failed
 */
async function optional<T>(work: () => T | Promise<T>): Promise<T | null> {
  try {
    return await work()
  } catch (error) {
    tellFailure(error)
    return null
  }
}

async function run(context: CommandContext) {
  const port = interfacePort(context)
  // From the first moment: a stop that comes while it starts is an orderly one, too.
  const stopped = untilStopped()
  forbidCoreDumps()
  // Started before the engine is even loaded: both take a while, each on a core of its own.
  const gate = launchAhead(gateLauncher)
  const closers: (() => Promise<void> | void)[] = [() => gate.abandon()]
  let closeEngine: () => Promise<void> = async () => undefined
  const browser = createBrowserOpener({
    dataFolder: context.dataFolder,
    platform: process.platform,
    env: process.env,
    home: os.homedir(),
    onFailure: (problem) => tell(`No browser could be opened (${problem}): open the address above on this computer.`),
  })
  try {
    const { openEngine } = await import('../open-engine.ts')
    let served: Served | null = null
    const entrance = (): string => {
      if (!served) throw new AppError('app/not-running', { folder: context.dataFolder })
      return served.entrance()
    }
    let transportFor: (caller: Caller) => Transport = () => {
      throw new AppError('app/not-running', { folder: context.dataFolder })
    }
    const manage = createManageDoor({ transportFor: (caller) => transportFor(caller), interfaceFolder })
    const everyone = (): Sessions[] => [...(served ? [served.sessions] : []), manage.sessions]
    const engine = await openEngine({
      dataFolder: context.dataFolder,
      shell: 'headless',
      startSites: true,
      gate,
      features: {
        entrance,
        manage,
        sessions: {
          list: () => everyone().flatMap((some) => some.list()),
          end: (id) => everyone().some((some) => some.end(id)),
        },
      },
    })
    closeEngine = () => engine.close()
    transportFor = (caller) => engine.transport.for(caller)
    await optional(buildInterface)
    served = await optional(() =>
      serveInterface({ transportFor, interfaceFolder, port, onEntranceOver: () => browser.clean() }),
    )
    if (served?.portProblem) tellFailure(served.portProblem)
    closers.push(
      () => browser.clean(),
      async () => served?.close(),
    )
    const closeSocket = await optional(() => serveLocalSocket(context.dataFolder, transportFor({ via: 'local' })))
    if (closeSocket) closers.push(closeSocket)
    const sites = await createClient(engine.transport).call('site.list', {})
    const running = sites.filter((site) => site.state === 'running').map((site) => `  ${site.name}: ${site.url}`)
    const asService = context.values['service'] === true
    // What a service prints lies in a log.
    const url = asService ? null : (served?.entrance() ?? null)
    const lead =
      url === null
        ? ['Vestibule is ready. For an address for a browser: vestibule sessions new']
        : [`Vestibule is ready: ${url}`, 'The address lets one browser in, once.']
    context.print({ event: 'ready', url, sites, ...runtime() }, [...lead, ...running].join('\n'))
    if (url !== null && context.values['no-open'] !== true && !browser.open(url)) {
      tell('There is no display here: open the address above in a browser on this computer.')
    }
    // A service that is killed one day has saved it by then.
    module.flushCompileCache()
    await stopped
  } finally {
    // First, while the ways in are still open: calls that are under way are answered.
    await closeEngine()
    for (const close of closers.toReversed()) await close()
  }
  return { value: null, text: '', silent: true }
}

/** What the program runs on: of Electron, Node and the TLS library, those that there are. */
function runtime(): { electron?: string; node: string; tls: 'OpenSSL' | 'BoringSSL' } {
  const { electron, node } = process.versions
  return { ...(electron === undefined ? {} : { electron }), node, tls: isOpenSsl() ? 'OpenSSL' : 'BoringSSL' }
}

export const serveCommand: Command = {
  usage: '[--ui-port N] [--no-open | --service]',
  summary: 'run the sites and the interface in the browser',
  options: { 'ui-port': { type: 'string' }, 'no-open': { type: 'boolean' }, service: { type: 'boolean' } },
  words: [0, 0],
  run,
}
