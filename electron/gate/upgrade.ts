import http, { type IncomingMessage, type OutgoingHttpHeaders } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Connect } from './connect.ts'
import { upstreamPath } from './forward.ts'
import type { HeaderList } from './headers.ts'

export interface UpgradeOptions {
  readonly upstream: URL
  readonly connect: Connect
  readonly path: string
  readonly headers: HeaderList
  readonly host: string
  readonly request: IncomingMessage
  readonly socket: Duplex
  /** Bytes that came right behind the request. */
  readonly head: Buffer
  readonly onOpen: (status: number) => void
  readonly onFailed: (detail: string) => void
  readonly onEnd: () => void
}

/** RFC 9110 §7.8: WebSocket only; every other upgrade is answered as if it had not been asked for. */
export function isWebSocket(request: IncomingMessage): boolean {
  return request.headers.upgrade?.toLowerCase() === 'websocket'
}

function statusLine(response: IncomingMessage): string {
  const lines = [`HTTP/1.1 ${response.statusCode ?? 502} ${response.statusMessage ?? ''}`]
  for (let at = 0; at < response.rawHeaders.length; at += 2) {
    const name = response.rawHeaders[at] ?? ''
    if (!name.toLowerCase().startsWith('x-vestibule-')) lines.push(`${name}: ${response.rawHeaders[at + 1] ?? ''}`)
  }
  return `${lines.join('\r\n')}\r\n\r\n`
}

/** Carries a WebSocket through, byte for byte. @returns a function that ends it at once */
export function upgrade(options: UpgradeOptions): () => void {
  const { upstream, socket } = options
  const list: Record<string, string[]> = {}
  for (let at = 0; at < options.headers.length; at += 2) {
    ;(list[options.headers[at] ?? ''] ??= []).push(options.headers[at + 1] ?? '')
  }
  const headers: OutgoingHttpHeaders = { ...list, host: options.host, connection: 'Upgrade', upgrade: 'websocket' }
  let outgoing: http.ClientRequest | null = null
  let opened = false
  let over = false
  let beyond: Duplex | null = null
  const finish = (): void => {
    if (over) return
    over = true
    outgoing?.destroy()
    beyond?.destroy()
    socket.destroy()
    options.onEnd()
  }
  const fail = (error: Error): void => {
    if (over) return
    if (opened) {
      finish()
      return
    }
    over = true
    options.onFailed('code' in error ? String(error.code) : error.name)
    options.onEnd()
  }
  const begin = (connected: Duplex): void => {
    // The connection is there: with TLS where the upstream has it, and to the right one.
    const createConnection = (): Duplex => connected
    outgoing = http.request({ method: 'GET', path: upstreamPath(upstream, options.path), headers, createConnection })
    outgoing.on('upgrade', (response, upstreamSocket, upstreamHead) => {
      if (over) {
        upstreamSocket.destroy()
        return
      }
      opened = true
      beyond = upstreamSocket
      options.onOpen(response.statusCode ?? 101)
      socket.write(statusLine(response))
      if (upstreamHead.length > 0) socket.write(upstreamHead)
      if (options.head.length > 0) upstreamSocket.write(options.head)
      upstreamSocket.pipe(socket)
      socket.pipe(upstreamSocket)
      for (const side of [socket, upstreamSocket]) {
        side.on('error', finish)
        side.on('close', finish)
      }
    })
    outgoing.on('response', (response) => {
      if (over) return
      opened = true
      options.onOpen(response.statusCode ?? 502)
      socket.write(statusLine(response))
      response.pipe(socket)
      response.on('close', finish)
    })
    outgoing.on('error', fail)
    outgoing.end()
  }
  options.connect((error, connected) => {
    if (error) fail(error)
    else if (over) connected.destroy()
    else begin(connected)
  })
  socket.on('error', finish)
  socket.on('close', finish)
  return finish
}
