import net from 'node:net'
import tls, { type TLSSocket } from 'node:tls'
import { countedAs } from '../../../shared/access/local-network.ts'
import { RANK, type Occupancy, type Occupant } from '../../../shared/access/occupancy.ts'
import { fatalAlert, MAX_HELLO_BYTES, readClientHello } from './client-hello.ts'
import type { CompiledListener, CompiledSite } from './compile.ts'
import type { GateKnock } from '../protocol.ts'
import { endAfterError, endWith } from './end-with-visitor.ts'
import type { ChallengeAnswerer } from './acme-challenge.ts'
import { normaliseAddress, normaliseHost, peerAddress } from './names.ts'
import { withEarlyPeer } from './peer.ts'
import { stapleTo } from './staple.ts'

/** A finished handshake, on its way to HTTP. */
export interface Greeted {
  readonly siteId: string
  /** What the handshake was made with: the policy may have changed while it went on. */
  readonly made: Pick<CompiledSite, 'asks' | 'trustKey' | 'trustsRoots'>
  readonly socket: TLSSocket
  readonly serverName: string | null
  readonly address: string
  /** The place that the connection holds; null when that is not known. */
  readonly occupant: Occupant | null
}

/** A handshake that was refused or failed. */
export interface Failed {
  readonly siteId: string | null
  readonly address: string
  readonly error: NodeJS.ErrnoException
  readonly socket: TLSSocket | null
  /** As it was asked for in the hello. */
  readonly serverName: string | null
}

export interface ListenerOptions {
  readonly address: string
  readonly port: number
  /** Places for connections, of all ports together. */
  readonly occupancy: Occupancy
  /** Takes the connections of ACME authorities that validate. */
  readonly challenges: Pick<ChallengeAnswerer, 'take'>
  readonly onGreeted: (greeted: Greeted) => void
  readonly onFailed: (failed: Failed) => void
  /** A connection that did not get as far as a site. */
  readonly onKnock: (knock: Pick<GateKnock, 'address' | 'kind' | 'serverName'>) => void
}

export interface Listener {
  /** Opens the port. @throws Error with Node's code (EADDRINUSE …) */
  open(): Promise<void>
  /** Uses these sites for every handshake that begins from now on. */
  use(listener: CompiledListener): void
  /** Ends connections that begin no handshake. @param now performance.now() */
  sweep(now: number): void
  /** Stops listening and ends every connection. */
  close(): void
}

/** Milliseconds that a visitor has for the ClientHello, to the next look. */
const HELLO_TIMEOUT_MS = 10_000

/** The TLS side of one site: its own context, its own authorities, so that nothing earned at one site counts at another. */
interface Endpoint {
  readonly site: CompiledSite
  readonly server: tls.Server
}

/**
 * One port. The ClientHello is read before TLS begins, and the connection is handed, bytes put back, to the TLS
 * server of the site it names. See docs/decisions/0002-one-tls-context-per-site.md.
 */
export function createListener(options: ListenerOptions): Listener {
  let endpoints: readonly Endpoint[] = []
  const occupants = new Map<net.Socket, Occupant>()
  /** Who has not begun a handshake, and since when (performance.now()); the oldest first. */
  const waiting = new Map<net.Socket, number>()

  const createEndpoint = (site: CompiledSite): Endpoint => {
    const server = tls.createServer(withEarlyPeer(site.tlsOptions))
    stapleTo(server, site)
    const siteId = site.site.id
    const made = { asks: site.asks, trustKey: site.trustKey, trustsRoots: site.trustsRoots }
    server.on('secureConnection', (socket) => {
      endAfterError(socket)
      const below = socketBelow(socket)
      const occupant = (below && occupants.get(below)) ?? null
      options.onGreeted({
        siteId,
        made,
        socket,
        serverName: serverNameOf(socket),
        address: addressOf(socket),
        occupant,
      })
    })
    server.on('tlsClientError', (error: NodeJS.ErrnoException, socket) => {
      socket.on('error', ignore)
      const serverName = serverNameOf(socket)
      options.onFailed({ siteId, address: addressOf(socket), error, socket, serverName })
      socket.destroy()
    })
    return { site, server }
  }

  /** Unknown, absent and IP server names get the only site there is, or none. Which hosts it serves is checked per request. */
  const endpointFor = (sent: string | null, socket: net.Socket): Endpoint | null => {
    const serverName = knownForm(sent)
    const byName = endpoints.find(({ site }) => serverName !== null && site.hosts.has(serverName))
    if (byName) return byName
    if (endpoints.length === 1) return endpoints[0] ?? null
    if (serverName !== null) return null
    const localAddress = normaliseAddress(socket.localAddress ?? '')
    return endpoints.find(({ site }) => site.hosts.has(localAddress)) ?? null
  }

  const greet = (socket: net.Socket): void => {
    const address = peerAddress(socket)
    if (address === null) {
      socket.destroy()
      return
    }
    const begun = performance.now()
    let heard = false
    const occupant: Occupant = {
      line: countedAs(address),
      rank: RANK.greeting,
      idleSince: () => (heard ? null : begun),
      destroy: () => socket.destroy(),
    }
    if (!options.occupancy.enter(occupant)) {
      socket.destroy()
      return
    }
    occupants.set(socket, occupant)
    waiting.set(socket, begun)
    const knock = (kind: GateKnock['kind'], serverName: string | null = null): void =>
      options.onKnock({ address, kind, serverName })
    socket.on('error', ignore)
    socket.on('close', () => {
      occupants.delete(socket)
      options.occupancy.leave(occupant)
      waiting.delete(socket)
      if (!heard) knock('silent')
    })
    let before: Buffer | null = null
    const onData = (chunk: Buffer): void => {
      const data = before ? Buffer.concat([before, chunk]) : chunk
      const result = readClientHello(data)
      if (result.state === 'incomplete' && data.length <= MAX_HELLO_BYTES) {
        before = data
        return
      }
      heard = true
      socket.off('data', onData)
      waiting.delete(socket)
      if (result.state === 'broken') {
        knock('not-tls')
        endWith(socket, fatalAlert(result.alert))
        return
      }
      if (result.state !== 'hello') {
        knock(refusePlain(socket, data) ? 'plain-http' : 'not-tls')
        return
      }
      const sent = result.hello.serverName
      // Before the sites: an authority gets to none of them.
      if (options.challenges.take(socket, data, knownForm(sent))) return
      const endpoint = endpointFor(sent, socket)
      if (!endpoint) {
        knock('unknown-name', sent)
        endWith(socket, fatalAlert(UNRECOGNIZED_NAME))
        return
      }
      socket.pause()
      socket.unshift(data)
      endpoint.server.emit('connection', socket)
    }
    socket.on('data', onData)
  }

  const server = net.createServer({ noDelay: true }, greet)
  return {
    open: () =>
      new Promise((resolve, reject) => {
        server.once('error', reject)
        server.listen({ host: options.address, port: options.port }, () => {
          server.off('error', reject)
          server.on('error', () => undefined)
          resolve()
        })
      }),
    use(listener) {
      const before = endpoints
      endpoints = listener.sites.map((site) => {
        const same = before.find((one) => one.site.tlsKey === site.tlsKey)
        return same ? { site, server: same.server } : createEndpoint(site)
      })
    },
    sweep(now) {
      for (const [socket, since] of waiting) {
        if (now - since < HELLO_TIMEOUT_MS) return
        socket.destroy()
      }
    },
    close() {
      server.close()
      for (const socket of occupants.keys()) socket.destroy()
    },
  }
}

function ignore(): void {}

/** Alert unrecognized_name (RFC 6066 §3). */
const UNRECOGNIZED_NAME = 112

/** Plain HTTP on a TLS port is the commonest mistake of all: say so, in its language. @returns whether it was that */
function refusePlain(socket: net.Socket, data: Buffer): boolean {
  const http = /^[A-Z]{3,10} /.test(data.toString('latin1', 0, 12))
  if (http) {
    const text = 'This port speaks HTTPS. Write https:// in front of the address.\n'
    endWith(
      socket,
      `HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain\r\nConnection: close\r\nContent-Length: ${text.length}\r\n\r\n${text}`,
    )
  } else socket.destroy()
  return http
}

/** The socket that TLS was begun on. That Node keeps it there is not documented. */
export function socketBelow(socket: TLSSocket): net.Socket | undefined {
  return (socket as { _parent?: net.Socket })._parent
}

/** A visitor who has hung up has no address any more on the TLS side. The socket below remembers it. */
function addressOf(socket: TLSSocket): string {
  return peerAddress(socket) ?? peerAddress(socketBelow(socket) ?? {}) ?? ''
}

/** IP addresses are no server names (RFC 6066 §3): as good as none. What is no name at all matches no site. */
function knownForm(sent: string | null): string | null {
  return sent === null || net.isIP(sent) !== 0 ? null : (normaliseHost(sent) ?? '')
}

function serverNameOf(socket: TLSSocket): string | null {
  // `false` when none was sent; the types do not know it.
  const sent = (socket as { servername?: string | false }).servername
  return knownForm(typeof sent === 'string' && sent !== '' ? sent : null)
}
