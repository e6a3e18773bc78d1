import { randomBytes } from 'node:crypto'
import http, { type IncomingMessage, type ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import type { Caller } from '../../../shared/contract/method.ts'
import { MANAGE_COOKIE } from '../../../shared/interface-cookie.ts'
import type { Transport } from '../../../shared/transport.ts'
import { sameSecret } from '../../engine/app/secret.ts'
import type { ManageDoor, ManagingDevice } from '../../engine/deps.ts'
import { GATE_SECRET_HEADER } from '../../gate/protocol.ts'
import { connectPage } from './connection.ts'
import { browserOf, MAX_MESSAGE_BYTES } from './server.ts'
import { createSessions, type HeldSession, type Sessions } from './sessions.ts'
import { securityHeaders, serveStatic } from './static.ts'

export interface ManageDoorOptions {
  /** The way into the engine for whoever calls. */
  readonly transportFor: (caller: Caller) => Transport
  /** Folder with the built interface. */
  readonly interfaceFolder: string
  /** Milliseconds since 1970. Default: Date.now. */
  readonly now?: () => number
}

/** The interface for devices that come through the gate, and who uses it. */
export interface ServedManageDoor extends ManageDoor {
  readonly sessions: Sessions
}

/** The gate keeps connections to it; nobody else gets further than the secret. */
const MAX_CONNECTIONS = 256

type Opened = Parameters<ManageDoor['open']>[0]

/** The header's only value. Node joins several of one name: those match nothing. */
function headerOf(request: IncomingMessage, name: string): string {
  const value = request.headers[name.toLowerCase()]
  return typeof value === 'string' ? value : ''
}

/**
 * Serves the interface to the gate on a port of the loopback address. Every request shows the secret of this start, and is
 * judged anew by the certificate that the gate has verified: what the gate says of a visitor is not believed from anybody
 * who does not know the secret. A session belongs to one certificate.
 */
export function createManageDoor(options: ManageDoorOptions): ServedManageDoor {
  const { transportFor, interfaceFolder, now = Date.now } = options
  const sessions = createSessions({ now })
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE_BYTES, perMessageDeflate: false })
  let running: { readonly server: http.Server; readonly opened: Opened } | null = null

  /** Whether it comes from the gate, for our name, and from no foreign page. @returns the device; null: refused */
  const admit = (request: IncomingMessage, { origin, deviceOf }: Opened, secret: string): ManagingDevice | null => {
    const { headers } = request
    if (!sameSecret(headerOf(request, GATE_SECRET_HEADER), secret)) return null
    if (headerOf(request, 'X-SSL-Client-Verify') !== 'SUCCESS') return null
    if (headers.host !== new URL(origin).host) return null
    if (headers.origin !== undefined && headers.origin !== origin) return null
    const site = headers['sec-fetch-site']
    // A page of another site may link here, and do nothing else.
    const foreign = site === 'cross-site' || site === 'same-site'
    if (foreign && headers['sec-fetch-mode'] !== 'navigate') return null
    return deviceOf(headerOf(request, 'X-SSL-Client-Fingerprint'))
  }

  /** The session of the cookie, if it belongs to this very certificate. */
  const sessionOf = (request: IncomingMessage, device: ManagingDevice): HeldSession | null => {
    for (const pair of (request.headers.cookie ?? '').split(';')) {
      const [name, value = ''] = pair.trim().split('=')
      const session = name === MANAGE_COOKIE ? sessions.byCookie(value) : null
      if (session?.device?.fingerprint === device.fingerprint) return session
    }
    return null
  }

  const answer = (request: IncomingMessage, response: ServerResponse, device: ManagingDevice | null): void => {
    const plain = (status: number, text: string): void => {
      const type = { 'cache-control': 'no-store', 'content-type': 'text/plain; charset=utf-8' }
      response.writeHead(status, { ...securityHeaders, ...type }).end(text)
    }
    if (!device) return plain(403, 'Not from here.\n')
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.writeHead(405, { ...securityHeaders, allow: 'GET, HEAD' }).end()
      return
    }
    // The page asks for it with HEAD, too: after a restart of the program it needs another session, and gets it.
    if (request.url?.split('?', 1)[0] === '/') {
      const cookie = sessions.enterAs(device, browserOf(request))
      response.setHeader('set-cookie', `${MANAGE_COOKIE}=${cookie}; Secure; HttpOnly; SameSite=Strict; Path=/`)
    }
    void serveStatic(interfaceFolder, request.url ?? '/', response)
  }

  const connect = (request: IncomingMessage, socket: Duplex, head: Buffer, opened: Opened, secret: string): void => {
    socket.on('error', () => undefined)
    const device = admit(request, opened, secret)
    const session = device && sessionOf(request, device)
    // Browsers always send an Origin here: without one it is not our page.
    if (!device || !session || request.headers.origin === undefined || request.url !== '/rpc') {
      socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n')
      return
    }
    const mayStay = (): boolean => running?.opened === opened && opened.deviceOf(device.fingerprint) !== null
    sockets.handleUpgrade(request, socket, head, (webSocket) =>
      connectPage(webSocket, { session, transportFor, mayStay }),
    )
  }

  const close = (): Promise<void> => {
    sessions.endAll()
    for (const socket of sockets.clients) socket.terminate()
    const ending = running?.server
    running = null
    return new Promise((resolve) => {
      if (!ending) return resolve()
      ending.close(() => resolve())
      ending.closeAllConnections()
    })
  }

  return {
    sessions,
    async open(opened) {
      await close()
      const secret = randomBytes(32).toString('base64url')
      const server = http.createServer((request, response) => answer(request, response, admit(request, opened, secret)))
      server.headersTimeout = 10_000
      server.maxConnections = MAX_CONNECTIONS
      server.on('upgrade', (request, socket, head) => connect(request, socket, head, opened, secret))
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject)
        server.listen({ host: '127.0.0.1', port: 0, exclusive: true }, resolve)
      })
      server.on('error', () => undefined)
      running = { server, opened }
      const address = server.address()
      const port = typeof address === 'object' && address ? address.port : 0
      return { url: `http://127.0.0.1:${port}/`, secret }
    },
    recheck() {
      sessions.recheck(({ fingerprint }) => running?.opened.deviceOf(fingerprint) != null)
    },
    async close() {
      await close()
    },
  }
}
