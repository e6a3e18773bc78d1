import fs from 'node:fs'
import net from 'node:net'
import { message } from '../../../shared/messages/message.ts'
import { portHolder } from '../../engine/network/port.ts'
import { note, ok, wrong, type Finding } from './finding.ts'

/** CAP_NET_BIND_SERVICE of capabilities(7). */
const CAP_NET_BIND_SERVICE = 1n << 10n

function read(file: string): string {
  try {
    return fs.readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}

/** The first port that every account may open: ip(7), `ip_unprivileged_port_start`. Unknown is 1024. */
function firstFreePort(): number {
  const said = Number(read('/proc/sys/net/ipv4/ip_unprivileged_port_start').trim() || '1024')
  return Number.isSafeInteger(said) ? said : 1024
}

function hasCapability(): boolean {
  const found = /^CapEff:\s*([0-9a-f]+)$/m.exec(read('/proc/self/status'))
  return found !== null && (BigInt(`0x${found[1] ?? '0'}`) & CAP_NET_BIND_SERVICE) !== 0n
}

/** Whether sites may have ports below 1024. @param units files of the service */
export function examineLowPorts(units: readonly string[]): Finding {
  if (process.platform === 'win32' || process.platform === 'darwin') return ok('ports', message('doctor.ports.free'))
  const first = firstFreePort()
  if (first <= 80) return ok('ports', message('doctor.ports.free'))
  const service = units.find((file) => read(file).includes('CAP_NET_BIND_SERVICE'))
  if (service !== undefined) return ok('ports', message('doctor.ports.service', { file: service }))
  if (hasCapability()) return ok('ports', message('doctor.ports.capability'))
  return note('ports', message('doctor.ports.forbidden', { first }), message('doctor.ports.forbiddenFix'))
}

function listenOnce(port: number): Promise<string | null> {
  return new Promise((resolve) => {
    const server = net.createServer()
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? 'EUNKNOWN'))
    server.listen({ port, exclusive: true }, () => server.close(() => resolve(null)))
  })
}

/** Whether a site could have this port. @param own ports of sites that run */
export async function examinePort(port: number, own: ReadonlySet<number>): Promise<Finding> {
  if (own.has(port)) return ok('ports', message('doctor.ports.own', { port }))
  const code = await listenOnce(port)
  if (code === null) return ok('ports', message('doctor.ports.usable', { port }))
  if (code === 'EACCES' || code === 'EPERM') {
    return wrong('ports', message('doctor.ports.denied', { port }), message('doctor.ports.forbiddenFix'))
  }
  if (code !== 'EADDRINUSE') {
    return wrong('ports', message('doctor.ports.failed', { port, code }), message('doctor.ports.takenFix'))
  }
  const holder = await portHolder(port)
  const by = holder
    ? message('parts.port.byProgram', { program: holder.name, number: String(holder.pid) })
    : message('parts.port.none')
  return wrong('ports', message('doctor.ports.taken', { port, by }), message('doctor.ports.takenFix'))
}
