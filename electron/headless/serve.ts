import http, { type IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer, type WebSocket } from 'ws'
import type { MethodName } from '../../shared/contract/index.ts'
import { AppError } from '../../shared/errors/index.ts'
import type { Transport } from '../../shared/transport.ts'
import { readCall } from '../rpc/message.ts'
import { createGuard, type Refusal } from './guard.ts'
import { securityHeaders, serveStatic } from './static.ts'
import { message, verbatim, type Message } from '../../shared/messages/message.ts'

export interface ServeOptions {
  readonly transport: Transport
  /** Folder with the built interface. */
  readonly interfaceFolder: string
  /** 0: any free port. */
  readonly port: number
}

/** The interface in the browser. */
export interface Served {
  /** A new address with a token that is good for one visit; one from before is good for none any more. */
  entrance(): string
  readonly port: number
  close(): Promise<void>
}

/** Bytes of one message: an imported file of some megabytes fits. */
const MOST = 32 * 1_048_576

const WORDS: Readonly<Record<Refusal, string>> = {
  'foreign-host': 'This address is not the one of Vestibule on this computer.\n',
  'foreign-origin': 'Other web pages may not talk to Vestibule.\n',
  'no-session':
    'Open Vestibule with the address that it printed when it started: the address lets one browser in, once. Start it again for a new one.\n',
}

const PROBLEMS: Readonly<Record<string, Message>> = {
  EADDRINUSE: message('parts.port.otherProgram'),
  EACCES: message('parts.port.special'),
}

/** Serves interface and engine on the loopback address only. @throws AppError app/port-unavailable */
export async function serve(options: ServeOptions): Promise<Served> {
  let port = 0
  const guard = createGuard(() => port)
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MOST, perMessageDeflate: false })

  const server = http.createServer((request, response) => {
    const refuse = (refusal: Refusal): void => {
      response.writeHead(403, { ...securityHeaders, 'content-type': 'text/plain; charset=utf-8' }).end(WORDS[refusal])
    }
    const foreign = guard.checkOrigin(request)
    if (foreign) return refuse(foreign)
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.writeHead(405, { ...securityHeaders, allow: 'GET, HEAD' }).end()
      return
    }
    const token = /^\/enter\/([\w-]{1,128})$/.exec(request.url ?? '')?.[1]
    const cookie = token === undefined ? null : guard.enter(token)
    if (cookie !== null) {
      // The token leaves the address bar and the history at once.
      response
        .writeHead(303, { ...securityHeaders, 'cache-control': 'no-store', 'set-cookie': cookie, location: '/' })
        .end()
      return
    }
    const refused = guard.check(request)
    if (refused) return refuse(refused)
    if (token !== undefined) {
      response.writeHead(303, { ...securityHeaders, 'cache-control': 'no-store', location: '/' }).end()
      return
    }
    void serveStatic(options.interfaceFolder, request.url ?? '/', response)
  })
  server.headersTimeout = 10_000
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => undefined)
    // Browsers always send an Origin here: without one it is not our page.
    if (guard.check(request) || request.headers.origin === undefined || request.url !== '/rpc') {
      socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n')
      return
    }
    sockets.handleUpgrade(request, socket, head, (webSocket) => attach(webSocket, options.transport))
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const { code = '' } = error
      const problem = PROBLEMS[code] ?? (code === '' ? message('parts.file.unknown') : verbatim(code))
      reject(new AppError('app/port-unavailable', { port: String(options.port), problem }))
    })
    server.listen(options.port, '127.0.0.1', resolve)
  })
  const address = server.address()
  port = typeof address === 'object' && address ? address.port : options.port
  return {
    entrance: () => `http://127.0.0.1:${port}${guard.entrance()}`,
    port,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets.clients) socket.terminate()
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** Calls and events over one WebSocket: `{ id, method, input }` → `{ id, envelope }`, and `{ event, payload }`. */
function attach(socket: WebSocket, transport: Transport): void {
  const send = (message: unknown): void => {
    if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(message))
  }
  const unsubscribe = transport.subscribe(send)
  socket.on('close', unsubscribe)
  socket.on('error', () => socket.terminate())
  const answer = async (data: string): Promise<void> => {
    const call = readCall(data)
    if (call) send({ id: call.id, envelope: await transport.call(call.method as MethodName, call.input) })
    else socket.close(1007)
  }
  socket.on('message', (data, binary) => {
    if (binary) socket.close(1003)
    else void answer((data as Buffer).toString('utf8'))
  })
}
