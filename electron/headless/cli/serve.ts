import { spawn } from 'node:child_process'
import module from 'node:module'
import { createClient } from '../../../shared/client.ts'
import { AppError } from '../../../shared/errors/index.ts'
import { fileProblem } from '../../engine/store/write-whole.ts'
import { serveLocalSocket } from '../../rpc/local-socket.ts'
import { gateLauncher, launchAhead } from '../gate-launcher.ts'
import { builtInterface } from '../interface.ts'
import { serve, type Served } from '../serve.ts'
import { UsageError, whole, type Command, type CommandContext } from './command.ts'
import { untilStopped } from './until-stopped.ts'

/** @returns false where there is no browser to open */
function openBrowser(url: string): boolean {
  const [command, ...args] =
    process.platform === 'darwin'
      ? ['open', url]
      : process.platform === 'win32'
        ? ['rundll32', 'url.dll,FileProtocolHandler', url]
        : ['xdg-open', url]
  if (process.platform === 'linux' && !process.env['DISPLAY'] && !process.env['WAYLAND_DISPLAY']) return false
  const child = spawn(command ?? '', args, { stdio: 'ignore', detached: true })
  child.on('error', () => process.stderr.write(`Open this address in your browser: ${url}\n`))
  child.unref()
  return true
}

/** @throws UsageError */
function interfacePort(context: CommandContext): number {
  const port = whole(context, 'ui-port') ?? 0
  if (port > 65_535) throw new UsageError('--ui-port must be at most 65535')
  return port
}

async function run(context: CommandContext) {
  const port = interfacePort(context)
  const interfaceFolder = builtInterface()
  // Started before the engine is even loaded: both take a while, each on a core of its own.
  const gate = launchAhead(gateLauncher)
  const closers: (() => Promise<void>)[] = [() => gate.abandon()]
  let closeEngine: () => Promise<void> = async () => undefined
  try {
    const { openEngine } = await import('../open-engine.ts')
    let served: Served | null = null
    const entrance = (): string => {
      if (!served) throw new AppError('app/not-running', { folder: context.dataFolder })
      return served.entrance()
    }
    const engine = await openEngine({
      dataFolder: context.dataFolder,
      shell: 'headless',
      startSites: true,
      gate,
      features: { entrance },
    })
    closeEngine = () => engine.close()
    const here = await serve({ transport: engine.transport, interfaceFolder, port })
    served = here
    closers.push(() => here.close())
    // The sites need no way for the command line: what is in its way (a full disk) is told, and closes no door.
    const closeSocket = await serveLocalSocket(context.dataFolder, engine.transport).catch((error: unknown) => {
      process.stderr.write(`The command line cannot reach this program: ${fileProblem(error)}.\n`)
      return null
    })
    if (closeSocket) closers.push(closeSocket)
    const stopped = untilStopped()
    const sites = await createClient(engine.transport).call('site.list', {})
    const running = sites.filter((site) => site.state === 'running').map((site) => `  ${site.name}: ${site.url}`)
    const asService = context.values['service'] === true
    // What a service prints lies in a log.
    const url = asService ? null : here.entrance()
    const lead =
      url === null
        ? ['Vestibule is ready. For an address for a browser: vestibule service open']
        : [`Vestibule is ready: ${url}`, 'The address lets one browser in, once.']
    context.print({ event: 'ready', url, sites }, [...lead, ...running].join('\n'))
    if (url !== null && context.values['no-open'] !== true && !openBrowser(url)) {
      process.stderr.write('There is no display here: open the address above in a browser on this computer.\n')
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

export const serveCommand: Command = {
  usage: '[--ui-port N] [--no-open | --service]',
  summary: 'run the sites and the interface in the browser',
  options: { 'ui-port': { type: 'string' }, 'no-open': { type: 'boolean' }, service: { type: 'boolean' } },
  words: [0, 0],
  run,
}
