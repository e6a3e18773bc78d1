import { looseLines, strictHead } from './loose-head.ts'

/** Flat list of names and values, as they came: order, spelling and repetition are kept. */
export type HeaderList = string[]

/** How the end of a body is told (RFC 9112 §6.3). */
export type Framing =
  | { readonly kind: 'none' }
  /** `bytes` is never 0: that is `none`. */
  | { readonly kind: 'length'; readonly bytes: number }
  | { readonly kind: 'chunked' }
  /** Responses only. */
  | { readonly kind: 'until-close' }

/** The head of a request that can be read in one way only. */
export interface RequestHead {
  readonly method: string
  readonly target: string
  /** Minor version of HTTP/1. */
  readonly minor: 0 | 1
  readonly headers: HeaderList
  /** The value of the only Host; null when there are several, empty when there is none. */
  readonly host: string | null
  readonly body: Framing
  /** Whether the visitor keeps the connection open for another request. */
  readonly keepAlive: boolean
  readonly expect: 'nothing' | 'continue' | 'other'
  /** RFC 6455 §4.1 */
  readonly webSocket: boolean
  /** What the connection is to change to (RFC 9110 §7.8), in lower case; empty for nothing. */
  readonly upgrade: string
}

/** A head that is no HTTP/1.0 or 1.1, or could be read in two ways. */
export interface HeadRefused {
  readonly refused: 400
}

/** The head of a response. */
export interface ResponseHead {
  readonly status: number
  readonly reason: string
  readonly headers: HeaderList
  readonly body: Framing
  readonly keepAlive: boolean
}

export const NO_BODY: Framing = { kind: 'none' }
const CHUNKED: Framing = { kind: 'chunked' }
const UNTIL_CLOSE: Framing = { kind: 'until-close' }
const BAD: HeadRefused = { refused: 400 }

const SPACE = 32
const TAB = 9
const CR = 13
const LF = 10
const COLON = 58

function table(allowed: RegExp): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_none, code) => (allowed.test(String.fromCharCode(code)) ? 1 : 0))
}
/** RFC 9110 §5.6.2: token. */
const TOKEN = table(/[!#$%&'*+.^_`|~0-9A-Za-z-]/)
/** RFC 9110 §5.5: visible characters, obs-text, space and tab. No other control character, CR, LF and NUL least of all. */
const VALUE = table(/[\t\x20-\x7e\x80-\xff]/)

/** `METHOD target HTTP/1.x`, with exactly these spaces (RFC 9112 §3). Methods are written in capitals. */
const REQUEST_LINE = /^([A-Z][A-Z_-]{0,31}) ([\x21-\x7e\x80-\xff]+) HTTP\/1\.([01])$/
const STATUS_LINE = /^HTTP\/1\.([01]) ([1-9]\d\d)(?: ([\t\x20-\x7e\x80-\xff]*))?$/

/** The first character after the one at `from` that the table does not allow. */
function span(text: string, from: number, allowed: Uint8Array): number {
  let at = from
  while (allowed[text.charCodeAt(at)] === 1) at += 1
  return at
}

/**
 * Field lines, each ended by CRLF (RFC 9112 §5). No white space before the colon, no folded line, no other line end.
 * @param from where the first one begins @returns null when there is anything else
 */
function readFields(text: string, from: number): HeaderList | null {
  const headers: HeaderList = []
  let at = from
  while (at < text.length) {
    const nameEnd = span(text, at, TOKEN)
    if (nameEnd === at || text.charCodeAt(nameEnd) !== COLON) return null
    let begin = nameEnd + 1
    const lineEnd = span(text, begin, VALUE)
    if (text.charCodeAt(lineEnd) !== CR || text.charCodeAt(lineEnd + 1) !== LF) return null
    let end = lineEnd
    while (begin < end && isBlank(text.charCodeAt(begin))) begin += 1
    while (end > begin && isBlank(text.charCodeAt(end - 1))) end -= 1
    headers.push(text.slice(at, nameEnd), text.slice(begin, end))
    at = lineEnd + 2
  }
  return headers
}

function isBlank(code: number): boolean {
  return code === SPACE || code === TAB
}

/** Headers as they are written, each line ended by CRLF. */
export function fieldLines(headers: HeaderList): string {
  let text = ''
  for (let at = 0; at < headers.length; at += 2) text += `${headers[at]}: ${headers[at + 1]}\r\n`
  return text
}

/** What the connection and the body depend on. */
interface Framed {
  /** Lower-case tokens of every Connection field. */
  readonly connection: readonly string[]
  readonly body: Framing | null
  readonly host: string | null
  readonly expect: RequestHead['expect']
  readonly upgrade: string
}

const NONE: readonly string[] = []

/**
 * @param otherwise what a body without length and encoding is: none, or all that comes until the connection ends
 * @returns null when two readers could see two different ends: a length beside an encoding, two lengths, an encoding
 *   that is not just `chunked` (RFC 9112 §6.1, §6.3)
 */
function readFraming(headers: HeaderList, minor: number, otherwise: Framing): Framed | null {
  let connection = NONE
  let length: string | null = null
  let encoding: string | null = null
  let host: string | null = ''
  let hosts = 0
  let expect: Framed['expect'] = 'nothing'
  let upgrade = ''
  for (let at = 0; at < headers.length; at += 2) {
    const name = headers[at] as string
    const value = headers[at + 1] as string
    switch (name.length) {
      case 4:
        if (name.toLowerCase() !== 'host') break
        hosts += 1
        host = hosts > 1 ? null : value
        break
      case 6:
        if (name.toLowerCase() === 'expect') expect = value.toLowerCase() === '100-continue' ? 'continue' : 'other'
        break
      case 7:
        if (name.toLowerCase() === 'upgrade') upgrade = value.toLowerCase()
        break
      case 10:
        if (name.toLowerCase() === 'connection')
          connection = connection === NONE ? tokens(value) : [...connection, ...tokens(value)]
        break
      case 14:
        if (name.toLowerCase() !== 'content-length') break
        if (length !== null || !/^\d{1,15}$/.test(value)) return null
        length = value
        break
      case 17:
        if (name.toLowerCase() !== 'transfer-encoding') break
        if (encoding !== null || value.toLowerCase() !== 'chunked' || minor === 0) return null
        encoding = value
        break
    }
  }
  if (length !== null && encoding !== null) return null
  const bytes = Number(length)
  const body =
    encoding !== null
      ? CHUNKED
      : length === null
        ? otherwise
        : bytes === 0
          ? NO_BODY
          : ({ kind: 'length', bytes } as const)
  return { connection, body, host, expect, upgrade }
}

const CLOSE = ['close']
const KEEP_ALIVE = ['keep-alive']

function tokens(value: string): readonly string[] {
  // As nearly everybody writes it.
  if (value === 'keep-alive') return KEEP_ALIVE
  if (value === 'close') return CLOSE
  return value
    .toLowerCase()
    .split(',')
    .map((one) => one.trim())
}

function keepsAlive(connection: readonly string[], minor: number): boolean {
  return minor === 1
    ? !connection.includes('close')
    : connection.includes('keep-alive') && !connection.includes('close')
}

const METHOD = /^[A-Z][A-Z_-]{0,31}$/
const TARGET = /^[\x21-\x7e\x80-\xff]+$/

/** The same for what did not come as a line of text (HTTP/2). */
export function isMethod(text: string): boolean {
  return METHOD.test(text)
}
export function isTarget(text: string): boolean {
  return TARGET.test(text)
}
export function isFieldName(text: string): boolean {
  return text !== '' && span(text, 0, TOKEN) === text.length
}
export function isFieldValue(text: string): boolean {
  return span(text, 0, VALUE) === text.length
}

/**
 * Reads the head of a request, strictly: what two readers could read differently is refused, because the upstream is
 * the second reader. @param text Latin-1, up to and without the empty line, its last line ended by CRLF
 */
export function readRequestHead(text: string): RequestHead | HeadRefused {
  const lineEnd = text.indexOf('\r\n')
  const line = REQUEST_LINE.exec(text.slice(0, lineEnd))
  if (!line) return BAD
  const [, method = '', target = '', version] = line
  const minor = version === '1' ? 1 : 0
  const headers = readFields(text, lineEnd + 2)
  const framed = headers && readFraming(headers, minor, NO_BODY)
  if (!headers || !framed?.body) return BAD
  // RFC 9112 §3.2: 400 for a request of 1.1 without Host.
  if (minor === 1 && framed.host === '') return BAD
  const upgrade = minor === 1 && framed.connection.includes('upgrade') ? framed.upgrade : ''
  const webSocket = method === 'GET' && upgrade === 'websocket'
  if (webSocket && framed.body.kind !== 'none') return BAD
  return {
    method,
    target,
    minor,
    headers,
    host: framed.host,
    body: framed.body,
    keepAlive: keepsAlive(framed.connection, minor),
    expect: minor === 1 ? framed.expect : 'nothing',
    webSocket,
    upgrade,
  }
}

/**
 * Reads the head of a response to a request with this method. What devices write otherwise than they should is brought
 * into one form (loose-head.ts, `withOneFraming`), so that nothing of it goes on to the visitor; whoever reads it
 * differently would see the next response differently, too, so that nothing else is asked on its connection.
 * @param text Latin-1, with the empty line at its end
 * @returns null when it is no HTTP, or its body has no certain end
 */
export function readResponseHead(text: string, method: string): ResponseHead | null {
  const strict = readResponse(text.slice(0, -2), method)
  if (strict) return strict
  const loose = strictHead(text)
  const read = loose === null ? null : readResponse(loose, method)
  return read && { ...read, keepAlive: false }
}

function readResponse(text: string, method: string): ResponseHead | null {
  const lineEnd = text.indexOf('\r\n')
  const line = STATUS_LINE.exec(text.slice(0, lineEnd))
  if (!line) return null
  const minor = Number(line[1])
  const status = Number(line[2])
  let headers = readFields(text, lineEnd + 2)
  if (!headers) return null
  let framed = readFraming(headers, minor, UNTIL_CLOSE)
  let keepAlive = framed !== null && keepsAlive(framed.connection, minor)
  if (!framed) {
    keepAlive = false
    headers = withOneFraming(headers)
    framed = headers && readFraming(headers, 1, UNTIL_CLOSE)
  }
  if (!headers || !framed?.body) return null
  const bodiless = method === 'HEAD' || status < 200 || status === 204 || status === 304
  return { status, reason: line[3] ?? '', headers, body: bodiless ? NO_BODY : framed.body, keepAlive }
}

/**
 * What a response says about the end of its body, said once: an encoding overrides a length (RFC 9112 §6.3), a length
 * that is said several times is one (RFC 9110 §8.6), `identity` is no encoding (RFC 2616 §3.6, taken out by RFC 7230).
 * @returns null when lengths or encodings contradict each other
 */
function withOneFraming(headers: HeaderList): HeaderList | null {
  const kept: HeaderList = []
  const encodings: string[] = []
  const lengths = new Set<string>()
  for (let at = 0; at < headers.length; at += 2) {
    const name = headers[at] as string
    const value = headers[at + 1] as string
    const lower = name.toLowerCase()
    if (lower === 'transfer-encoding')
      encodings.push(...tokens(value).filter((one) => one !== '' && one !== 'identity'))
    else if (lower === 'content-length') {
      for (const one of tokens(value)) if (one !== '') lengths.add(one.replace(/^0+(?=\d)/, ''))
    } else kept.push(name, value)
  }
  const [encoding] = encodings
  if (encoding !== undefined) kept.push('Transfer-Encoding', encodings.join(', '))
  else if (lengths.size > 1) return null
  else for (const length of lengths) kept.push('Content-Length', length)
  return kept
}

const END = Buffer.from('\r\n\r\n')

/** Where the head ends in what has come so far: the position after the empty line, or -1. */
export function endOfHead(buffer: Buffer): number {
  const at = buffer.indexOf(END)
  return at === -1 ? -1 : at + END.length
}

/** The same for responses, whose lines may end with a bare LF. Heads are short: a loop is faster than searching. */
export function endOfLooseHead(buffer: Buffer): number {
  for (let at = 0; at + 1 < buffer.length; at += 1) {
    if (buffer[at] !== LF) continue
    if (buffer[at + 1] === LF) return at + 2
    if (buffer[at + 1] === CR && buffer[at + 2] === LF) return at + 3
  }
  return -1
}

/** Whether a line has ended with anything but CRLF: then a head that has not ended never will. */
export function hasBareLineEnd(buffer: Buffer): boolean {
  for (let at = buffer.indexOf(LF); at !== -1; at = buffer.indexOf(LF, at + 1)) if (buffer[at - 1] !== CR) return true
  return false
}

/** What a message depends on must not come behind it (RFC 9110 §6.5.1): other readers heed it there. */
const NEVER_TRAILING = new Set(['connection', 'content-length', 'expect', 'host', 'te', 'transfer-encoding', 'upgrade'])

/** The same of a response: what cannot be read, or may not be there, is left out. @param text each line ended by CRLF */
export function readLooseTrailer(text: string): HeaderList {
  return looseLines(text).flatMap((line) => readTrailer(`${line}\r\n`) ?? [])
}

/** Fields of a trailer section. @param text each line ended by CRLF @returns null when they are none, or may not be there */
export function readTrailer(text: string): HeaderList | null {
  const fields = readFields(text, 0)
  return fields?.every((one, at) => at % 2 === 1 || !NEVER_TRAILING.has(one.toLowerCase())) ? fields : null
}
