import http, { type IncomingMessage, type ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import type { Caller } from '../../../shared/contract/method.ts'
import { AppError } from '../../../shared/errors/index.ts'
import { CLAIM_PARAMETER } from '../../../shared/session-protocol.ts'
import type { Transport } from '../../../shared/transport.ts'
import { connectPage } from './connection.ts'
import { createGuard, isVisit, type Refusal } from './guard.ts'
import { createSessions, type Sessions } from './sessions.ts'
import { securityHeaders, serveStatic } from './static.ts'
import { message, verbatim, type Message } from '../../../shared/messages/message.ts'

export interface ServeOptions {
  /** The way into the engine for whoever calls. */
  readonly transportFor: (caller: Caller) => Transport
  /** Folder with the built interface. */
  readonly interfaceFolder: string
  /** 0: any free port. Where another program has it, any free one is taken, and told. */
  readonly port: number
  /** Milliseconds since 1970. Default: Date.now. */
  readonly now?: () => number
  /** The address that was handed out last works no more: it was used, or a newer one has taken its place. */
  readonly onEntranceOver?: () => void
}

/** The interface in the browser. */
export interface Served {
  /** A new address with a token that is good for one visit; one from before is good for none any more. */
  entrance(): string
  readonly sessions: Sessions
  readonly port: number
  /** Why it is not the port that was asked for; else null. */
  readonly portProblem: AppError | null
  close(): Promise<void>
}

/** Bytes of one message: an imported file of some megabytes fits. */
export const MAX_MESSAGE_BYTES = 32 * 1_048_576
/** Everybody of this computer can connect: what they hold open is bounded. */
const MAX_CONNECTIONS = 256

const WORDS: Readonly<Record<Refusal, string>> = {
  'foreign-host': 'This address is not the one of Vestibule on this computer.\n',
  'foreign-origin': 'Other web pages may not talk to Vestibule.\n',
  'no-session':
    'Open Vestibule with an address that lets one browser in, once. It printed one when it started; vestibule sessions new gives another.\n',
}

const PROBLEMS: Readonly<Record<string, Message>> = {
  EADDRINUSE: message('parts.port.otherProgram'),
  EACCES: message('parts.port.special'),
}

/** Serves interface and engine on the loopback address only. @throws AppError app/port-unavailable */
export async function serveInterface(options: ServeOptions): Promise<Served> {
  let port = 0
  const { now = Date.now, onEntranceOver } = options
  const sessions = createSessions({ now, ...(onEntranceOver ? { onEntranceOver } : {}) })
  const guard = createGuard(() => port, sessions)
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE_BYTES, perMessageDeflate: false })

  const redirect = (
    response: ServerResponse,
    location: string,
    headers: Readonly<Record<string, string>> = {},
  ): void => {
    response.writeHead(303, { ...securityHeaders, 'cache-control': 'no-store', ...headers, location }).end()
  }
  const plain = (response: ServerResponse, status: number, text: string): void => {
    const headers = { ...securityHeaders, 'cache-control': 'no-store', 'content-type': 'text/plain; charset=utf-8' }
    response.writeHead(status, headers).end(text)
  }

  const server = http.createServer((request, response) => {
    const foreign = guard.checkOrigin(request)
    if (foreign) return plain(response, 403, WORDS[foreign])
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.writeHead(405, { ...securityHeaders, allow: 'GET, HEAD' }).end()
      return
    }
    const token = /^\/enter\/([\w-]{1,128})$/.exec(request.url ?? '')?.[1]
    if (token !== undefined && sessions.isEntrance(token) && !isVisit(request)) {
      // Nothing was opened: what looks ahead gets nothing that could be kept, and the owner comes after it.
      return plain(response, request.method === 'HEAD' ? 200 : 503, 'Nobody has opened this address yet.\n')
    }
    const session = guard.check(request)
    const before = typeof session === 'string' ? null : session
    const entered = token === undefined ? null : sessions.enter(token, browserOf(request), before)
    if (entered) {
      // The token leaves the address bar at once. The fragment, a screen of the interface, stays (RFC 9110 §10.2.2).
      const cookie = guard.setCookie(entered.cookie)
      return redirect(response, `/?${CLAIM_PARAMETER}=${entered.claim}`, { 'set-cookie': cookie })
    }
    if (typeof session === 'string') return plain(response, 403, WORDS[session])
    // Used already, in this browser: back to where it led.
    if (token !== undefined) return redirect(response, '/')
    void serveStatic(options.interfaceFolder, request.url ?? '/', response)
  })
  server.headersTimeout = 10_000
  server.maxConnections = MAX_CONNECTIONS
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => undefined)
    const session = guard.check(request)
    // Browsers always send an Origin here: without one it is not our page.
    if (typeof session === 'string' || request.headers.origin === undefined || request.url !== '/rpc') {
      socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n')
      return
    }
    const { transportFor } = options
    sockets.handleUpgrade(request, socket, head, (webSocket) => connectPage(webSocket, { session, transportFor }))
  })
  const portProblem = await listen(server, options.port)
  const address = server.address()
  port = typeof address === 'object' && address ? address.port : options.port
  return {
    entrance: () => `http://127.0.0.1:${port}/enter/${sessions.entrance()}`,
    sessions,
    port,
    portProblem,
    close: () =>
      new Promise((resolve) => {
        sessions.close()
        for (const socket of sockets.clients) socket.terminate()
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** What a browser calls itself; null when it says nothing. */
export function browserOf(request: IncomingMessage): string | null {
  // Printable ASCII only: it is shown to the owner.
  const text = (request.headers['user-agent'] ?? '').replace(/[^\u0020-\u007E]/g, '').slice(0, 200)
  return text === '' ? null : text
}

/** @returns why it is another port than the wanted one; null when it is that. @throws AppError app/port-unavailable */
async function listen(server: http.Server, port: number): Promise<AppError | null> {
  const open = (wanted: number): Promise<AppError | null> =>
    new Promise((resolve) => {
      const onError = (error: NodeJS.ErrnoException): void => {
        const { code = '' } = error
        const problem = PROBLEMS[code] ?? (code === '' ? message('parts.file.unknown') : verbatim(code))
        resolve(new AppError('app/port-unavailable', { port: String(wanted), problem }, { cause: error }))
      }
      server.once('error', onError)
      server.listen({ host: '127.0.0.1', port: wanted, exclusive: true }, () => {
        server.off('error', onError)
        resolve(null)
      })
    })
  const problem = await open(port)
  const last = problem !== null && port !== 0 ? await open(0) : problem
  if (last !== null) throw last
  // Later errors (a process that has no file descriptors left cannot accept) end nothing: the next connection may do.
  server.on('error', () => undefined)
  return problem
}
