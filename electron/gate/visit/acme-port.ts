import net from 'node:net'
import tls from 'node:tls'
import { countedAs } from '../../../shared/access/local-network.ts'
import { Occupancy, RANK, type Occupant, type OccupancyLimits } from '../../../shared/access/occupancy.ts'
import { Http1Connection } from '../http/http1-connection.ts'
import type { AcmePortPolicy, AcmeRequest, AcmeResponse } from '../acme-protocol.ts'
import type { ListenerProblem } from '../protocol.ts'
import { TLS_LIMITS } from '../tls/compile.ts'
import { endAfterError, endWithVisitor } from '../tls/end-with-visitor.ts'
import { socketBelow } from '../tls/listener.ts'
import { peerAddress } from '../tls/names.ts'
import { createAcmeRequests } from './acme-requests.ts'

/** Places of its own: whoever floods this port takes none from the visitors of sites. */
const LIMITS: OccupancyLimits = { max: 256, maxPerLine: 32, maxGreetingPerLine: 16 }
/** Milliseconds from the first byte of TCP to the end of the handshake. */
const HANDSHAKE_TIMEOUT_MS = 10_000

/** The port of the house's own ACME server: TLS and HTTP/1.1 end here, the engine answers (decision 51). */
export interface AcmePort {
  /** Opens, closes or moves the port. A new certificate is shown from the next handshake on. @returns what did not open */
  use(policy: AcmePortPolicy | null): Promise<ListenerProblem[]>
  answer(response: AcmeResponse): void
  /** Ends what takes too long. @param now performance.now() */
  sweep(now: number): void
  close(): void
}

interface OpenPort {
  readonly key: string
  /** Certificate and key that it shows. */
  shown: string
  readonly listener: net.Server
  readonly secure: tls.Server
}

export function createAcmePort({ send }: { readonly send: (request: AcmeRequest) => void }): AcmePort {
  const occupancy = new Occupancy(LIMITS)
  const requests = createAcmeRequests(send)
  const occupants = new Map<net.Socket, Occupant>()
  const connections = new Set<Http1Connection>()
  let current: OpenPort | null = null

  /** A connection before its handshake. */
  const greet = (secure: tls.Server, socket: net.Socket): void => {
    const address = peerAddress(socket)
    if (address === null) {
      socket.destroy()
      return
    }
    const begun = performance.now()
    const occupant: Occupant = {
      line: countedAs(address),
      rank: RANK.greeting,
      idleSince: () => begun,
      destroy: () => socket.destroy(),
    }
    socket.on('error', ignore)
    if (!occupancy.enter(occupant)) {
      socket.destroy()
      return
    }
    occupants.set(socket, occupant)
    socket.on('close', () => {
      occupants.delete(socket)
      occupancy.leave(occupant)
    })
    secure.emit('connection', socket)
  }

  const accept = (socket: tls.TLSSocket): void => {
    endAfterError(socket)
    endWithVisitor(socket)
    const below = socketBelow(socket)
    const occupant = below && occupants.get(below)
    const address = peerAddress(socket) ?? peerAddress(below ?? {})
    if (address === null) {
      socket.destroy()
      return
    }
    const connection = new Http1Connection(socket, {
      onVisit: (visit) => requests.take(visit, address),
      onClose: () => connections.delete(connection),
    })
    connections.add(connection)
    if (!occupant) return
    occupant.rank = RANK.stranger
    occupant.idleSince = () => connection.idleSince
  }

  const optionsOf = ({ certPem, keyPem }: AcmePortPolicy): tls.SecureContextOptions => ({
    cert: certPem,
    key: keyPem,
    ...TLS_LIMITS,
  })

  const open = async (policy: AcmePortPolicy, key: string): Promise<void> => {
    const secure = tls.createServer({
      ...optionsOf(policy),
      ALPNProtocols: ['http/1.1'],
      handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
    })
    secure.on('secureConnection', accept)
    secure.on('tlsClientError', (_error, socket) => {
      socket.on('error', ignore)
      socket.destroy()
    })
    const listener = net.createServer({ noDelay: true }, (socket) => greet(secure, socket))
    await new Promise<void>((resolve, reject) => {
      listener.once('error', reject)
      listener.listen({ host: policy.address, port: policy.port }, () => {
        listener.off('error', reject)
        listener.on('error', ignore)
        resolve()
      })
    })
    current = { key, shown: shownOf(policy), listener, secure }
  }

  const close = (): void => {
    current?.listener.close()
    current = null
    for (const socket of occupants.keys()) socket.destroy()
  }

  return {
    async use(policy) {
      const key = policy && `${policy.address} ${policy.port}`
      if (current && current.key !== key) close()
      if (!policy || key === null) return []
      const { address, port } = policy
      try {
        if (!current) await open(policy, key)
        else if (current.shown !== shownOf(policy)) {
          current.secure.setSecureContext(optionsOf(policy))
          current.shown = shownOf(policy)
        }
        return []
      } catch (error) {
        // A certificate that cannot be used closes this port and no site.
        const code = error instanceof Error && 'code' in error ? String(error.code) : 'EUNKNOWN'
        return [{ address, port, code }]
      }
    },
    answer: (response) => requests.answer(response),
    sweep(now) {
      requests.sweep(now)
      for (const connection of connections) connection.sweep(now)
    },
    close,
  }
}

const shownOf = ({ certPem, keyPem }: AcmePortPolicy): string => `${certPem}\n${keyPem}`

function ignore(): void {}
