import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Http2ServerRequest, Http2ServerResponse } from 'node:http2'
import { normaliseHost } from './names.ts'

export type VisitorRequest = IncomingMessage | Http2ServerRequest
export type VisitorResponse = ServerResponse | Http2ServerResponse

/** By what it is, not by the version it claims: `GET / HTTP/2.0` can be written over HTTP/1.1. */
export function isHttp2(request: VisitorRequest): request is Http2ServerRequest {
  return 'stream' in request
}

/** The host that a request is for, as it was written; null when that is not told exactly once. */
export function authorityOf(request: VisitorRequest): string | null {
  const hosts = countHeader(request.rawHeaders, 'host')
  if (isHttp2(request)) {
    const agrees = hosts === 0 || (hosts === 1 && request.headers.host === request.authority)
    return agrees && countHeader(request.rawHeaders, ':authority') <= 1 ? request.authority : null
  }
  return hosts > 1 || !/^1\.[01]$/.test(request.httpVersion) ? null : (request.headers.host ?? '')
}

function countHeader(raw: readonly string[], name: string): number {
  let count = 0
  for (let at = 0; at < raw.length; at += 2) if (raw[at]?.toLowerCase() === name) count += 1
  return count
}

/** Absolute-form targets (RFC 9112 §3.2.2) must name the same host. @returns null when they do not */
export function originForm(url: string, host: string): string | null {
  const absolute = /^https?:\/\/([^/?#]*)(.*)$/i.exec(url)
  if (!absolute) return url
  if (normaliseHost(absolute[1] ?? '') !== host) return null
  const rest = absolute[2] ?? ''
  return rest.startsWith('/') ? rest : `/${rest}`
}

/** Lets the visitor's next request come over another connection: on this one a certificate can never be shown. */
export function leave(request: VisitorRequest, response: VisitorResponse): void {
  if (isHttp2(request)) request.stream.session?.close()
  else (response as ServerResponse).setHeader('connection', 'close')
}
