import net from 'node:net'
import tls, { type TLSSocket } from 'node:tls'
import { countedAs } from '../../shared/access/local-network.ts'
import { MAX_HELLO_BYTES, readClientHello } from './client-hello.ts'
import type { CompiledListener, CompiledSite } from './compile.ts'
import type { GateKnock } from './protocol.ts'
import { normaliseAddress, normaliseHost } from './names.ts'
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
  /** Stops listening and ends every connection. */
  close(): void
}

/** Milliseconds that a visitor has for the ClientHello. */
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
  const greeting = new Map<string, number>()

  /** Who is counted for each handshake that goes on, by the visitor's address and port. */
  const greetings = new Map<string, string>()
  const greeted = (place: string): void => {
    const line = greetings.get(place)
    if (line === undefined) return
    greetings.delete(place)
    countDown(greeting, line)
  }

  const createEndpoint = (site: CompiledSite): Endpoint => {
    const server = tls.createServer(site.tlsOptions)
    stapleTo(server, site)
    const siteId = site.site.id
    const made = { asks: site.asks, trustKey: site.trustKey, trustsRoots: site.trustsRoots }
    server.on('secureConnection', (socket) => {
      socket.on('error', () => undefined)
      greeted(placeOf(socket))
      options.onGreeted({
        siteId,
        made,
        socket,
        serverName: serverNameOf(socket),
        address: normaliseAddress(socket.remoteAddress ?? ''),
      })
    })
    server.on('tlsClientError', (error: NodeJS.ErrnoException, socket) => {
      socket.on('error', () => undefined)
      options.onFailed({
        siteId,
        address: addressOf(socket),
        error,
        socket,
        serverName: serverNameOf(socket),
      })
      socket.destroy()
    })
    return { site, server }
  }

  /** Unknown, absent and IP server names get the only site there is, or none. Which hosts it serves is checked per request. */
  const endpointFor = (serverName: string | null, socket: net.Socket): Endpoint | null => {
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
    const count = (perAddress.get(line) ?? 0) + 1
    if (count > MOST_PER_ADDRESS || sockets.size >= MOST || (greeting.get(line) ?? 0) >= MOST_GREETING) {
      socket.destroy()
      return
    }
    sockets.add(socket)
    perAddress.set(line, count)
    greeting.set(line, (greeting.get(line) ?? 0) + 1)
    const place = placeOf(socket)
    greetings.set(place, line)
    socket.on('error', () => undefined)
    socket.on('close', () => {
      sockets.delete(socket)
      countDown(perAddress, line)
      greeted(place)
    })
    const timer = setTimeout(() => socket.destroy(), HELLO_TIMEOUT)
    const chunks: Buffer[] = []
    const knock = (kind: GateKnock['kind'], serverName: string | null = null): void =>
      options.onKnock({ address, kind, serverName })
    const stop = (): void => {
      clearTimeout(timer)
      socket.off('data', onData)
      socket.off('close', onSilent)
    }
    const onSilent = (): void => {
      stop()
      knock('silent')
    }
    const onData = (chunk: Buffer): void => {
      chunks.push(chunk)
      const data = chunks.length === 1 ? chunk : Buffer.concat(chunks)
      const result = readClientHello(data)
      if (result.state === 'incomplete' && data.length <= MAX_HELLO_BYTES) return
      stop()
      if (result.state !== 'hello') {
        knock(refusePlain(socket, data) ? 'plain-http' : 'not-tls')
        return
      }
      socket.pause()
      const sent = result.hello.serverName
      const serverName = knownForm(sent)
      const endpoint = endpointFor(serverName, socket)
      if (!endpoint) {
        knock('unknown-name', sent)
        socket.end(UNRECOGNIZED_NAME)
        return
      }
      socket.unshift(data)
      endpoint.server.emit('connection', socket)
    }
    socket.on('data', onData)
    socket.once('close', onSilent)
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
    close() {
      server.close()
      for (const socket of sockets) socket.destroy()
    },
  }
}

/** The other end of a connection: the same for the socket and for the TLS that runs over it. */
function placeOf(socket: net.Socket): string {
  return `${socket.remoteAddress ?? ''} ${socket.remotePort ?? 0}`
}

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
