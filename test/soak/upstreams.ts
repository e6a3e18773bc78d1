import { createHash } from 'node:crypto'
import http from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { WebSocketServer } from 'ws'
import { freePort } from '../support/gate.ts'

/** Bytes of the download, and what they are. */
export const DOWNLOAD = Buffer.alloc(4 * 1_048_576, 'a download that has to arrive whole. ')
/** Milliseconds between two events of the stream. */
const EVENTS = 100

export interface Upstreams {
  readonly stable: string
  readonly flapping: string
  close(): Promise<void>
}

function serve(request: http.IncomingMessage, response: http.ServerResponse): void {
  const { url = '/' } = request
  if (url === '/download') response.end(DOWNLOAD)
  else if (url === '/events') {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    let count = 0
    const timer = setInterval(() => response.write(`data: ${count++}\n\n`), EVENTS)
    response.on('close', () => clearInterval(timer))
  } else if (request.method === 'POST') {
    const hash = createHash('sha256')
    request.on('data', (chunk: Buffer) => hash.update(chunk))
    request.on('end', () => response.end(hash.digest('hex')))
  } else response.end(`${url} for ${String(request.headers['x-ssl-client-cn'])}`)
}

/** Answers, hangs, breaks off in the middle, closes without a word: by turns, and now and then it is not there at all. */
function misbehave(request: http.IncomingMessage, response: http.ServerResponse, turn: number): void {
  switch (turn % 4) {
    case 0:
      serve(request, response)
      break
    case 1:
      response.writeHead(200, { 'content-length': '1000' })
      response.write('the beginning')
      setTimeout(() => request.socket.destroy(), 5)
      break
    case 2:
      request.socket.destroy()
      break
    default:
      // Nothing, ever.
      break
  }
}

async function listening(server: http.Server, port: number): Promise<void> {
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
}

function closed(server: http.Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}

/** The devices behind the doors. `absence`: milliseconds that the flapping one is there, and then away. */
export async function startUpstreams(absence: number): Promise<Upstreams> {
  const stable = http.createServer(serve)
  const sockets = new WebSocketServer({ server: stable })
  sockets.on('connection', (socket) => socket.on('message', (data, binary) => socket.send(data, { binary })))
  // Upgraded connections are no longer the server's own.
  const upgraded = new Set<Socket>()
  stable.on('upgrade', (_request, socket: Socket) => {
    upgraded.add(socket)
    socket.on('close', () => upgraded.delete(socket))
  })
  let turn = 0
  const flapping = http.createServer((request, response) => misbehave(request, response, turn++))
  const port = await freePort()
  await listening(stable, 0)
  await listening(flapping, port)
  let flap: Promise<void> = Promise.resolve()
  let there = true
  const timer = setInterval(() => {
    flap = flap.then(() => (there ? closed(flapping) : listening(flapping, port))).then(() => void (there = !there))
  }, absence)
  return {
    stable: `http://127.0.0.1:${(stable.address() as AddressInfo).port}`,
    flapping: `http://127.0.0.1:${port}`,
    async close() {
      clearInterval(timer)
      await flap
      sockets.close()
      for (const socket of upgraded) socket.destroy()
      await closed(stable)
      if (there) await closed(flapping)
    },
  }
}
