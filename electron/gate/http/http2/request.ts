import { isFieldName, isFieldValue, isMethod, isTarget, NO_BODY, type Framing, type HeaderList } from '../head.ts'

/** A request as a header block has it. */
export interface Http2Request {
  readonly method: string
  /** Empty where it is nothing that could be judged. */
  readonly target: string
  /** The host it is for, as it was written; null when that is not told exactly once. */
  readonly authority: string | null
  /** Without pseudo-header fields. */
  readonly headers: HeaderList
  readonly body: Framing
  /** What Content-Length says; null without one. */
  readonly contentLength: number | null
  readonly expectsContinue: boolean
}

/** Fields that belong to a connection of HTTP/1.1 (RFC 9113 §8.2.2). */
const CONNECTION_SPECIFIC = new Set(['connection', 'proxy-connection', 'keep-alive', 'transfer-encoding', 'upgrade'])

/** Names that are well-formed; bounded, since visitors choose them. */
const knownNames = new Set<string>()
const MAX_KNOWN_NAMES = 1000

/** RFC 9113 §8.2.1: a token in lower case. */
function isLowerCaseName(name: string): boolean {
  if (knownNames.has(name)) return true
  if (!isFieldName(name) || /[A-Z]/.test(name)) return false
  if (knownNames.size < MAX_KNOWN_NAMES) knownNames.add(name)
  return true
}

/** RFC 9113 §8.2.1: nothing but visible characters, and no white space at either end. */
function isWellFormed(name: string, value: string): boolean {
  return (
    isLowerCaseName(name) &&
    isFieldValue(value) &&
    !isBlank(value.charCodeAt(0)) &&
    !isBlank(value.charCodeAt(value.length - 1))
  )
}

/** NaN, of an empty value, is none. */
function isBlank(code: number): boolean {
  return code === 32 || code === 9
}

/**
 * Reads the fields of a request.
 * @param endStream whether no body follows
 * @returns null when it is malformed (RFC 9113 §8.1.1): a stream error of type PROTOCOL_ERROR
 */
export function readHttp2Request(fields: HeaderList, endStream: boolean): Http2Request | null {
  let method: string | null = null
  let path: string | null = null
  let scheme: string | null = null
  let authority: string | null = null
  const headers: HeaderList = []
  const hosts: string[] = []
  let cookie: string | null = null
  let contentLength: number | null = null
  let expectsContinue = false
  let regular = false
  for (let at = 0; at < fields.length; at += 2) {
    const name = fields[at] as string
    const value = fields[at + 1] as string
    if (name.charCodeAt(0) === 58) {
      // RFC 9113 §8.3: before all others, each once, and no others.
      if (regular || !isFieldValue(value)) return null
      if (name === ':method' && method === null) method = value
      else if (name === ':path' && path === null) path = value
      else if (name === ':scheme' && scheme === null) scheme = value
      else if (name === ':authority' && authority === null) authority = value
      else return null
      continue
    }
    regular = true
    if (!isWellFormed(name, value) || CONNECTION_SPECIFIC.has(name)) return null
    if (name === 'te' && value !== 'trailers') return null
    if (name === 'content-length') {
      if (contentLength !== null || !/^\d{1,15}$/.test(value)) return null
      contentLength = Number(value)
    } else if (name === 'host') hosts.push(value)
    else if (name === 'expect') expectsContinue = value.toLowerCase() === '100-continue'
    // RFC 9113 §8.2.3: crumbs of one cookie are put together again for HTTP/1.1.
    if (name === 'cookie') cookie = cookie === null ? value : `${cookie}; ${value}`
    else headers.push(name, value)
  }
  if (cookie !== null) headers.push('cookie', cookie)
  if (method === null || !isFieldName(method)) return null
  // RFC 9113 §8.5: nobody is connected to anything here, which is for the judge to say.
  if (method === 'CONNECT' ? scheme !== null || path !== null : !scheme || !isPath(path, method)) return null
  if (endStream && contentLength !== null && contentLength > 0) return null
  const target = path !== null && isTarget(path) && isMethod(method) ? path : ''
  return {
    method,
    target,
    authority: target === '' ? null : oneAuthority(authority, hosts),
    headers,
    body: endStream || contentLength === 0 ? NO_BODY : bodyOf(contentLength),
    contentLength,
    expectsContinue,
  }
}

/** RFC 9113 §8.3.1: origin form, or `*` for OPTIONS. */
function isPath(path: string | null, method: string): boolean {
  return path !== null && (path.startsWith('/') || (path === '*' && method === 'OPTIONS'))
}

/** RFC 9113 §8.3.1: Host may stand for `:authority`, and must agree with it. */
function oneAuthority(authority: string | null, hosts: readonly string[]): string | null {
  if (hosts.length > 1) return null
  const [host] = hosts
  if (authority === null || authority === '') return host ?? null
  return host === undefined || host.toLowerCase() === authority.toLowerCase() ? authority : null
}

function bodyOf(contentLength: number | null): Framing {
  return contentLength === null ? { kind: 'chunked' } : { kind: 'length', bytes: contentLength }
}

/** Whether a trailer section is well-formed (RFC 9113 §8.1): no pseudo-header field, and nothing that framing depends on. */
export function isTrailerBlock(fields: HeaderList): boolean {
  for (let at = 0; at < fields.length; at += 2) {
    const name = fields[at] as string
    if (!isWellFormed(name, fields[at + 1] as string) || CONNECTION_SPECIFIC.has(name)) return false
  }
  return true
}
