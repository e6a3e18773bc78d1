import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { LABEL, launchdAgent } from './launchd.ts'
import { openrcScript } from './openrc.ts'
import type { ServicePlan } from './plan.ts'
import { run, type Ran } from './run.ts'
import { sandboxOptions, systemdUnit } from './systemd.ts'

export type ManagerName = 'systemd' | 'openrc' | 'launchd'

/** What starts programs on this system, and keeps them running. */
export interface Manager {
  readonly name: ManagerName
  /** Path of what it reads. */
  readonly file: string
  /** Where a package of the system puts the same. */
  readonly packaged: readonly string[]
  /** 0755 for a script that is run, else 0644. */
  readonly mode: number
  write(plan: ServicePlan): string
  /** One after the other, up to the first that fails. */
  readonly start: readonly (readonly string[])[]
  readonly stop: readonly (readonly string[])[]
  readonly afterRemoval: readonly (readonly string[])[]
  /** Succeeds while the service runs. */
  readonly probe: readonly string[]
  /** Whether a service may have a view of the files of its own. */
  canSandbox(): Promise<boolean>
}

const UNIT = 'vestibule.service'

/** @param system as a service of the system, not of the user */
function systemd(system: boolean, env: NodeJS.ProcessEnv): Manager {
  const config = env['XDG_CONFIG_HOME'] || path.join(os.homedir(), '.config')
  const scope = system ? [] : ['--user']
  const systemctl = (...args: string[]): string[] => ['systemctl', ...scope, ...args]
  return {
    name: 'systemd',
    file: system ? `/etc/systemd/system/${UNIT}` : path.join(config, 'systemd/user', UNIT),
    packaged: system ? [`/usr/lib/systemd/system/${UNIT}`, `/lib/systemd/system/${UNIT}`] : [],
    mode: 0o644,
    write: systemdUnit,
    start: [systemctl('daemon-reload'), systemctl('enable', UNIT), systemctl('restart', UNIT)],
    stop: [systemctl('disable', '--now', UNIT)],
    afterRemoval: [systemctl('daemon-reload')],
    probe: systemctl('is-active', '--quiet', UNIT),
    async canSandbox() {
      if (system) return true
      // Needs user namespaces with mounts in them, which some kernels keep from users.
      const args = sandboxOptions(system).flatMap((one) => ['-p', one])
      return (await run('systemd-run', '--user', '--wait', '--quiet', '--collect', ...args, 'true')).status === 0
    },
  }
}

function openrc(): Manager {
  return {
    name: 'openrc',
    file: '/etc/init.d/vestibule',
    packaged: [],
    mode: 0o755,
    write: openrcScript,
    start: [
      ['rc-update', 'add', 'vestibule', 'default'],
      ['rc-service', 'vestibule', 'restart'],
    ],
    stop: [
      ['rc-service', '--ifstarted', 'vestibule', 'stop'],
      ['rc-update', '--all', 'delete', 'vestibule'],
    ],
    afterRemoval: [],
    probe: ['rc-service', '--quiet', 'vestibule', 'status'],
    canSandbox: async () => false,
  }
}

function launchd(): Manager {
  const domain = `gui/${process.getuid?.() ?? 0}`
  const file = path.join(os.homedir(), 'Library/LaunchAgents', `${LABEL}.plist`)
  return {
    name: 'launchd',
    file,
    packaged: [],
    mode: 0o644,
    write: launchdAgent,
    start: [['launchctl', 'bootstrap', domain, file]],
    stop: [['launchctl', 'bootout', `${domain}/${LABEL}`]],
    afterRemoval: [],
    probe: ['launchctl', 'print', `${domain}/${LABEL}`],
    canSandbox: async () => false,
  }
}

/** The one that runs this system; null where it is none of the three. */
export function detectManager(): ManagerName | null {
  if (process.platform === 'darwin') return 'launchd'
  // sd_booted(3), and what OpenRC makes when it has started.
  if (fs.existsSync('/run/systemd/system')) return 'systemd'
  return fs.existsSync('/run/openrc') ? 'openrc' : null
}

export function managerOf(name: ManagerName, system: boolean, env: NodeJS.ProcessEnv): Manager {
  if (name === 'systemd') return systemd(system, env)
  return name === 'openrc' ? openrc() : launchd()
}

/** Runs commands up to the first that fails. @returns the failure, or null */
export async function runAll(commands: readonly (readonly string[])[]): Promise<Ran | null> {
  for (const [program = '', ...args] of commands) {
    const ran = await run(program, ...args)
    if (ran.status !== 0) return ran
  }
  return null
}
