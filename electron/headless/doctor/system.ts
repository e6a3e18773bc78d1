import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { message } from '../../../shared/messages/message.ts'
import { TESTED_NODE_MAJORS } from '../launch/node-versions.js'
import { packageRoot, version } from '../package.ts'
import { detectManager } from '../service/managers.ts'
import { run } from '../service/run.ts'
import { note, ok, wrong, type Finding } from './finding.ts'

/** No clock may be before this program was made. @param now milliseconds since 1970 */
export function examineClock(now: number, made = fs.statSync(`${packageRoot}package.json`).mtimeMs): Finding {
  return now < made - 86_400_000
    ? wrong('clock', message('doctor.clock.behind', { at: new Date(now).toISOString() }), message('doctor.clock.fix'))
    : ok('clock', message('doctor.clock.fine', { at: new Date(now).toISOString() }))
}

export function examineVersions(): Finding {
  const { node, openssl } = process.versions
  const said = message('doctor.versions.fine', { version: version(), node, openssl })
  const tested: readonly number[] = TESTED_NODE_MAJORS
  return tested.includes(Number(node.split('.')[0]))
    ? ok('versions', said)
    : note('versions', said, message('doctor.versions.untested', { tested: tested.join(', ') }))
}

/** Where units are, the owner’s own before that of a package. */
function unitFiles(): readonly string[] {
  const own = path.join(process.env['XDG_CONFIG_HOME'] || path.join(os.homedir(), '.config'), 'systemd/user')
  return [own, '/etc/systemd/system', '/usr/lib/systemd/system', '/lib/systemd/system'].map((folder) =>
    path.join(folder, 'vestibule.service'),
  )
}

/** Files of the service that are there, the one that counts first. */
export function serviceFiles(): readonly string[] {
  const others = ['/etc/init.d/vestibule', path.join(os.homedir(), 'Library/LaunchAgents/org.vestibule.serve.plist')]
  return [...unitFiles(), ...others].filter((file) => fs.existsSync(file))
}

/** Whether the program is started by itself. */
export async function examineService(): Promise<Finding> {
  const [file] = serviceFiles()
  const manager = detectManager()
  if (file === undefined) {
    return manager === null
      ? note('service', message('doctor.service.noManager'), message('doctor.service.noManagerFix'))
      : note('service', message('doctor.service.none'), message('doctor.service.noneFix'))
  }
  if (manager !== 'systemd') return ok('service', message('doctor.service.file', { file }))
  const scope = file.includes('/systemd/user/') ? ['--user'] : []
  const enabled = await run('systemctl', ...scope, 'is-enabled', '--quiet', 'vestibule.service')
  if (enabled.status !== 0) {
    const command = ['systemctl', ...scope, 'enable', '--now', 'vestibule.service'].join(' ')
    return wrong(
      'service',
      message('doctor.service.disabled', { file }),
      message('doctor.service.disabledFix', { command }),
    )
  }
  return ok('service', message('doctor.service.enabled', { file }))
}

/** Firewalls that are there; what they let through only root may ask, and the router has one besides. */
export function examineFirewall(root = '/'): Finding[] {
  const has = (...parts: string[]): boolean => fs.existsSync(path.join(root, ...parts))
  const read = (file: string): string => {
    try {
      return fs.readFileSync(path.join(root, file), 'utf8')
    } catch {
      return ''
    }
  }
  const found: readonly (readonly [name: string, command: string])[] = [
    ...(/^ENABLED=yes$/m.test(read('etc/ufw/ufw.conf')) ? [['ufw', 'sudo ufw allow 8443/tcp'] as const] : []),
    ...(has('run/firewalld')
      ? [['firewalld', 'sudo firewall-cmd --permanent --add-port=8443/tcp && sudo firewall-cmd --reload'] as const]
      : []),
    ...(has('etc/systemd/system/sysinit.target.wants/nftables.service')
      ? [['nftables', 'sudo nft add rule inet filter input tcp dport 8443 accept'] as const]
      : []),
  ]
  return found.map(([name, command]) =>
    note('firewall', message('doctor.firewall.there', { name }), message('doctor.firewall.fix', { command })),
  )
}
