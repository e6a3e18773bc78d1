import net from 'node:net'
import tls, { type TLSSocket } from 'node:tls'
import { countedAs } from '../../../shared/access/local-network.ts'
import { MAX_HELLO_BYTES, readClientHello } from './client-hello.ts'
import type { CompiledListener, CompiledSite } from './compile.ts'
import type { GateKnock } from '../protocol.ts'
import { normaliseAddress, normaliseHost } from './names.ts'
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
const HELLO_TIMEOUT = 10_000
/** Connections of one address at a time: a flood from one place must not shut out the others. */
const MOST_PER_ADDRESS = 512
/** Of all addresses. Each holds up to 130 KB (docs/decisions/0028-own-http1-reader.md): half a gigabyte in all. */
const MOST = 4096
/** Handshakes of one address that are not finished. Browsers open six connections at a time to a host. */
const MOST_GREETING = 64

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
  const sockets = new Set<net.Socket>()
  const perAddress = new Map<string, number>()
  /** Those of them whose handshake has ended well. */
  const established = new Map<string, number>()
  /** Who has not begun a handshake, and since when (performance.now()); the oldest first. */
  const waiting = new Map<net.Socket, number>()

  const createEndpoint = (site: CompiledSite): Endpoint => {
    const server = tls.createServer(withEarlyPeer(site.tlsOptions))
    stapleTo(server, site)
    const siteId = site.site.id
    const made = { asks: site.asks, trustKey: site.trustKey, trustsRoots: site.trustsRoots }
    server.on('secureConnection', (socket) => {
      socket.on('error', ignore)
      const { remoteAddress } = socket
      // Whoever has hung up by now has none any more, and counts as one who never finished.
      if (remoteAddress !== undefined) {
        const line = countedAs(normaliseAddress(remoteAddress))
        established.set(line, (established.get(line) ?? 0) + 1)
        socket.on('close', () => countDown(established, line))
      }
      const address = normaliseAddress(remoteAddress ?? '')
      options.onGreeted({ siteId, made, socket, serverName: serverNameOf(socket), address })
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
    const address = normaliseAddress(socket.remoteAddress ?? '')
    const line = countedAs(address)
    const count = perAddress.get(line) ?? 0
    const greeting = count - (established.get(line) ?? 0)
    if (count >= MOST_PER_ADDRESS || sockets.size >= MOST || greeting >= MOST_GREETING) {
      socket.destroy()
      return
    }
    sockets.add(socket)
    perAddress.set(line, count + 1)
    waiting.set(socket, performance.now())
    let heard = false
    const knock = (kind: GateKnock['kind'], serverName: string | null = null): void =>
      options.onKnock({ address, kind, serverName })
    socket.on('error', ignore)
    socket.on('close', () => {
      sockets.delete(socket)
      countDown(perAddress, line)
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
      if (result.state !== 'hello') {
        knock(refusePlain(socket, data) ? 'plain-http' : 'not-tls')
        return
      }
      socket.pause()
      const sent = result.hello.serverName
      const endpoint = endpointFor(sent, socket)
      if (!endpoint) {
        knock('unknown-name', sent)
        socket.end(UNRECOGNIZED_NAME)
        return
      }
      waiting.delete(socket)
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
        if (now - since < HELLO_TIMEOUT) return
        socket.destroy()
      }
    },
    close() {
      server.close()
      for (const socket of sockets) socket.destroy()
    },
  }
}

function ignore(): void {}

function countDown(counts: Map<string, number>, address: string): void {
  const left = (counts.get(address) ?? 1) - 1
  if (left > 0) counts.set(address, left)
  else counts.delete(address)
}

/** A fatal alert 112 unrecognized_name (RFC 6066 §3) in a plain record. */
const UNRECOGNIZED_NAME = Buffer.from([21, 3, 3, 0, 2, 2, 112])

/** Plain HTTP on a TLS port is the commonest mistake of all: say so, in its language. @returns whether it was that */
function refusePlain(socket: net.Socket, data: Buffer): boolean {
  const http = /^[A-Z]{3,10} /.test(data.toString('latin1', 0, 12))
  if (http) {
    const text = 'This port speaks HTTPS. Write https:// in front of the address.\n'
    socket.end(
      `HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain\r\nConnection: close\r\nContent-Length: ${text.length}\r\n\r\n${text}`,
    )
  } else socket.destroy()
  return http
}

/**
 * A visitor who has hung up has no address any more on the TLS side. The socket below remembers it; that Node keeps it
 * there is not documented, and without it the address is not known.
 */
function addressOf(socket: TLSSocket): string {
  const below = (socket as { _parent?: net.Socket })._parent
  return normaliseAddress(socket.remoteAddress ?? below?.remoteAddress ?? '')
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
