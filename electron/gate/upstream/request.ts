import type { Socket } from 'node:net'
import type { Framing, HeaderList, ResponseHead } from '../http/head.ts'
import { fieldLines } from '../http/head.ts'

/** A request as it goes to the upstream. */
export interface UpstreamRequest {
  readonly method: string
  /** Origin form. */
  readonly path: string
  /** Host first; nothing about body or connection. Every value was checked where it came from. */
  readonly headers: HeaderList
  /** The gate's own headers, each line ended by CRLF. */
  readonly own: string
  readonly body: Framing
  /** What the connection is to change to (RFC 9110 §7.8); null for nothing. */
  readonly upgrade: string | null
}

/** What becomes of a request. After `onEnd`, `onSwitched` or `onFailed` nothing more comes. */
export interface ResponseHandlers {
  onInterim(head: ResponseHead): void
  onHead(head: ResponseHead): void
  onData(piece: Buffer): void
  /** @param trailers fields behind the content */
  onEnd(trailers: HeaderList): void
  /** After `101 Switching Protocols`: the connection is the caller's now. @param rest bytes that came behind it */
  onSwitched(head: ResponseHead, socket: Socket, rest: Buffer): void
}

/** A visitor's own connection. What is logged in for it is used by it alone, and ends with it. */
export interface ConnectionOwner {
  /** Called once, when the connection has ended. */
  onClosed(callback: () => void): void
}

/** Methods whose servers expect a length even where there is no body (RFC 9110 §8.6). */
const EXPECTS_LENGTH = new Set(['POST', 'PUT', 'PATCH'])

/** The head of a request as it is written, with the empty line. */
export function requestHead({ method, path, headers, own, body, upgrade }: UpstreamRequest, keepAlive = true): string {
  let head = `${method} ${path} HTTP/1.1\r\n${fieldLines(headers)}${own}`
  if (body.kind === 'length') head += `Content-Length: ${body.bytes}\r\n`
  else if (body.kind === 'chunked') head += 'Transfer-Encoding: chunked\r\n'
  else if (EXPECTS_LENGTH.has(method)) head += 'Content-Length: 0\r\n'
  if (upgrade !== null) return `${head}Connection: Upgrade\r\nUpgrade: ${upgrade}\r\n\r\n`
  return `${head}Connection: ${keepAlive ? 'keep-alive' : 'close'}\r\n\r\n`
}

/** Requests that may be made twice (RFC 9110 §9.2.2, https://www.iana.org/assignments/http-methods). */
const IDEMPOTENT = new Set(['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE', 'PROPFIND', 'REPORT', 'SEARCH'])

/** Whether a request can be sent again: its method allows it, and there is no body that was not kept. */
export function isRepeatable({ method, body }: UpstreamRequest): boolean {
  return body.kind === 'none' && IDEMPOTENT.has(method)
}
