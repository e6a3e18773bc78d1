import path from 'node:path'
import { AppError } from '../../../shared/errors/index.ts'
import { knowsFlag } from '../gate-command.ts'
import { buildInterface } from '../interface/build.ts'
import { packageRoot } from '../package.ts'
import { detectManager, managerOf, type Manager, type ManagerName } from '../service/managers.ts'
import { installService, serviceStatus, uninstallService } from '../service/service.ts'
import { newAddress } from './sessions.ts'
import { text, UsageError, whole, type Command, type CommandContext, type Commands } from './command.ts'

const NAMES: readonly ManagerName[] = ['systemd', 'openrc', 'launchd']

function chosenManager(context: CommandContext): Manager {
  const wanted = text(context, 'manager')
  const named = NAMES.find((name) => name === wanted)
  if (wanted !== undefined && !named) throw new UsageError(`--manager must be one of ${NAMES.join(', ')}`)
  const name = named ?? detectManager()
  if (!name) throw new AppError('service/no-manager')
  return managerOf(name, process.getuid?.() === 0, process.env)
}

/** A service of the system must not run as root: it says as whom. @throws UsageError */
function chosenUser(context: CommandContext, manager: Manager): string | null {
  const user = text(context, 'user')
  const system = manager.name === 'openrc' || (manager.name === 'systemd' && process.getuid?.() === 0)
  if (!system) {
    if (user !== undefined) throw new UsageError('--user is for services of the system, which root installs')
    return null
  }
  if (user === undefined) throw new UsageError('--user NAME is missing: Vestibule does not run as root')
  if (!/^[a-z_][a-z0-9_-]{0,31}$/i.test(user) || user === 'root') throw new UsageError('--user must be another user')
  if (context.values['data'] === undefined) throw new UsageError('--data is missing: the folder of that user’s data')
  return user
}

const manager = { type: 'string' } as const

const install: Command = {
  usage: '[--ui-port N] [--no-start] [--manager systemd|openrc|launchd] [--user NAME]',
  summary: 'run Vestibule in the background from now on, also after a restart',
  options: { manager, user: { type: 'string' }, 'ui-port': { type: 'string' }, 'no-start': { type: 'boolean' } },
  words: [0, 0],
  async run(context) {
    const manager = chosenManager(context)
    const user = chosenUser(context, manager)
    const port = whole(context, 'ui-port')
    if (port !== undefined && port > 65_535) throw new UsageError('--ui-port must be at most 65535')
    const program = path.join(packageRoot, 'electron/headless/vestibule.js')
    const flags = knowsFlag('--disable-sigusr1') ? ['--disable-sigusr1'] : []
    const command = [process.execPath, ...flags, program, 'serve', '--service', '--data', context.dataFolder]
    const start = context.values['no-start'] !== true
    // The service itself may write nothing but data.
    if (start) await buildInterface()
    const { sandbox, running } = await installService({
      manager,
      dataFolder: context.dataFolder,
      command: [...command, ...(port === undefined ? [] : ['--ui-port', String(port)])],
      user,
      start,
    })
    const lines = [
      `Wrote ${manager.file}.`,
      running ? 'The service runs. vestibule service open gives an address for a browser.' : 'It was not started.',
      ...(manager.name === 'systemd' && user === null
        ? ['So that it also runs while you are not logged in: loginctl enable-linger']
        : []),
      ...(manager.name === 'systemd' && !sandbox
        ? ['This kernel gives services of users no view of the files of their own: those options were left out.']
        : []),
    ]
    return { value: { manager: manager.name, file: manager.file, running, sandbox }, text: lines.join('\n') }
  },
}

const uninstall: Command = {
  usage: '[--manager systemd|openrc|launchd]',
  summary: 'stop the service and remove it; the data stays',
  options: { manager },
  words: [0, 0],
  async run(context) {
    const manager = chosenManager(context)
    await uninstallService(manager)
    return {
      value: { manager: manager.name, file: manager.file },
      text: `Removed ${manager.file}. The data folder ${context.dataFolder} stays as it is.`,
    }
  },
}

const status: Command = {
  usage: '[--manager systemd|openrc|launchd]',
  summary: 'whether the service is installed and runs',
  options: { manager },
  words: [0, 0],
  async run(context) {
    const status = await serviceStatus(chosenManager(context))
    const sentence = !status.installed
      ? `Not installed: there is no ${status.file}.`
      : `${status.file}: ${status.running ? 'running' : 'not running'}.`
    return { value: status, text: sentence }
  },
}

const open: Command = {
  usage: '',
  summary: 'a new address of the interface that lets one browser in, once',
  options: {},
  words: [0, 0],
  run: (context) => newAddress(context, false),
}

export const serviceCommands: Commands = { install, uninstall, status, open }
