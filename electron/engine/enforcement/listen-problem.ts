import { AppError } from '../../../shared/errors/index.ts'
import type { ListenerProblem } from '../../gate/protocol.ts'
import type { SiteRecord } from '../store/sites.ts'
import { listenKey, overlaps, parseListen } from '../network/listen.ts'
import { findFreePort, portHolder } from '../network/port.ts'
import { message, type Message } from '../../../shared/messages/message.ts'

/** Why a listener did not open, in words: who has the port, and which one is free. */
export async function describeProblem(problem: ListenerProblem, sites: readonly SiteRecord[]): Promise<AppError> {
  const { address, port, code } = problem
  const taken = new Set(sites.map((site) => parseListen(site.listen).port))
  switch (code) {
    case 'EADDRINUSE':
      return new AppError('site/port-taken', {
        port,
        by: await holder(problem, sites),
        free: await free(address, port + 1, taken),
      })
    case 'EACCES':
    case 'EPERM':
      return new AppError('site/port-forbidden', { port, free: await free(address, port + 8000, taken) })
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case 'EAFNOSUPPORT':
    case 'EINVAL':
      return new AppError('site/address-unavailable', { address })
    default:
      return new AppError('site/gate-failed', {
        problem: message('parts.store.code', { place: listenKey(problem), code }),
      })
  }
}

async function free(address: string, from: number, taken: ReadonlySet<number>): Promise<number> {
  const start = Math.max(1024, Math.min(from, 65_000))
  return findFreePort(address, start, taken).catch(() => findFreePort('0.0.0.0', start, taken))
}

async function holder(problem: ListenerProblem, sites: readonly SiteRecord[]): Promise<Message> {
  const other = sites.find((site) => {
    const listen = parseListen(site.listen)
    return site.enabled && overlaps(listen, problem) && listenKey(listen) !== listenKey(problem)
  })
  if (other) return message('parts.port.bySite', { name: other.name })
  const found = await portHolder(problem.port).catch(() => null)
  return found
    ? message('parts.port.byProgram', { program: found.name, number: found.pid })
    : message('parts.port.none')
}
