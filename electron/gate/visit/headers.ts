import { identityHeaders as reserved } from '../../../shared/identity-headers.ts'
import { withoutInterfaceCookie } from '../../../shared/interface-cookie.ts'
import type { Evidence } from '../../../shared/access/decide.ts'
import { fieldLines, type HeaderList } from '../http/head.ts'
import type { Presented } from '../tls/identity.ts'
import { ownCookie, ownLocation, type Source } from './location.ts'

/** RFC 9110 §7.6.1, and those that Connection may name besides. */
const HOP_BY_HOP = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'proxy-authenticate',
  'proxy-authorization',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'http2-settings',
  'expect',
  'content-length',
  'host',
])

/**
 * One spelling for header names that some server takes for the same: CGI has letters, digits and `_`, and small servers
 * turn everything else into that (lighttpd: http_cgi_encode_varname), not only `-`.
 */
export function plainName(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '-')
}

/** What only the gate may say, in every spelling. */
function isIdentityHeader(name: string): boolean {
  const plain = plainName(name)
  return (
    reserved.prefixes.some((prefix) => plain.startsWith(prefix)) ||
    reserved.names.some((reserved) => reserved === plain)
  )
}

/** Printable ASCII; everything else as %XX of its UTF-8 bytes, so that no certificate text can end a header. */
export function headerText(text: string): string {
  return text
    .slice(0, 4096)
    .replace(/[^\u0020-\u007E]|%/gu, (character) => encodeURIComponent(character.isWellFormed() ? character : '\uFFFD'))
    .slice(0, 4096)
}

/** What becomes of a header that visitors send, by its name as it is written. Bounded: visitors choose the names. */
type VisitorFate = 'kept' | 'dropped' | 'cookie'
const fates = new Map<string, VisitorFate>()
const MOST_FATES = 1000

function fateOf(name: string): VisitorFate {
  let fate = fates.get(name)
  if (fate !== undefined) return fate
  const lower = name.toLowerCase()
  if (lower === 'cookie') fate = 'cookie'
  else fate = HOP_BY_HOP.has(lower) || isIdentityHeader(lower) ? 'dropped' : 'kept'
  if (fates.size < MOST_FATES) fates.set(name, fate)
  return fate
}

/** Names that Connection lists, in lower case; null where it lists none but the usual ones. */
function namedByConnection(headers: HeaderList): ReadonlySet<string> | null {
  let named: Set<string> | null = null
  for (let at = 0; at < headers.length; at += 2) {
    const name = headers[at] as string
    if (name.length !== 10 || name.toLowerCase() !== 'connection') continue
    for (const token of (headers[at + 1] as string).toLowerCase().split(',')) {
      const one = token.trim()
      if (one !== 'keep-alive' && one !== 'close') (named ??= new Set()).add(one)
    }
  }
  return named
}

/** Everything a visitor sent that may go on: no hop-by-hop header, no name that only the gate may use. */
export function visitorHeaders(headers: HeaderList): HeaderList {
  const named = namedByConnection(headers)
  const kept: HeaderList = []
  for (let at = 0; at < headers.length; at += 2) {
    const name = headers[at] as string
    const fate = fateOf(name)
    if (fate === 'dropped' || named?.has(name.toLowerCase())) continue
    const value = headers[at + 1] as string
    // Of the owner's interface, which may be a port of the same address.
    const sent = fate === 'cookie' ? withoutInterfaceCookie(value) : value
    if (sent !== null) kept.push(name, sent)
  }
  return kept
}

/** What the upstream is told about the way the request came. */
export interface Origin {
  readonly address: string
  /** As the visitor wrote it, with port. */
  readonly host: string
  readonly presented: Presented | null
  readonly evidence: Evidence
}

/** `SUCCESS`, `NONE` or `FAILED:…`, as nginx writes `$ssl_client_verify`. */
function verifyWord(evidence: Evidence): string {
  if (!evidence.presented) return 'NONE'
  return evidence.verification.number === 0 ? 'SUCCESS' : `FAILED:${evidence.verification.name}`
}

/** The lines that do not change while certificate and verdict stay the same; kept, since they are sent with every request. */
const kept = new WeakMap<Presented, { readonly verdict: number; readonly lines: string }>()

/** The gate's own headers, each ended by CRLF. X-SSL-Error is absent when no certificate was sent: 0 would read as "good". */
export function identityLines({ presented, evidence, address, host }: Origin): string {
  const lines = fieldLines([
    'X-Forwarded-For',
    address,
    'X-Forwarded-Proto',
    'https',
    'X-Forwarded-Host',
    host,
    'X-Real-IP',
    address,
    'X-SSL-Client-Verify',
    verifyWord(evidence),
  ])
  if (!presented) return lines
  const verdict = evidence.verification.number
  let own = kept.get(presented)
  if (own?.verdict !== verdict) {
    own = { verdict, lines: fieldLines(certificateHeaders(presented, verdict)) }
    kept.set(presented, own)
  }
  return lines + own.lines
}

function certificateHeaders(presented: Presented, verdict: number): HeaderList {
  const list: HeaderList = [
    'X-SSL-Client-DN',
    headerText(presented.subject),
    'X-SSL-Client-CN',
    headerText(presented.commonName ?? ''),
    'X-SSL-Client-Serial',
    presented.serial,
    'X-SSL-Client-Fingerprint',
    presented.fingerprint,
    'X-SSL-Client-Not-After',
    new Date(presented.notAfter).toISOString(),
    'X-SSL-Error',
    String(verdict),
  ]
  // RFC 9440: only certificates that passed, as structured-field byte sequences.
  if (verdict === 0 && presented.pem.length <= 16_384) {
    list.push('Client-Cert', `:${presented.pem}:`)
    const chain = presented.intermediates.map((one) => `:${one}:`).join(', ')
    // Visitors may have sent some of them: nobody makes a header of any length.
    if (chain !== '' && chain.length <= 16_384) list.push('Client-Cert-Chain', chain)
  }
  return list
}

/** What becomes of a header that upstreams send, by its name as it is written. */
const answerFates = new Map<string, AnswerFate>()
type AnswerFate = 'kept' | 'dropped' | 'length' | 'location' | 'cookie'

function answerFateOf(name: string): AnswerFate {
  let fate = answerFates.get(name)
  if (fate !== undefined) return fate
  const lower = name.toLowerCase()
  if (lower === 'content-length') fate = 'length'
  else if (lower === 'location') fate = 'location'
  else if (lower === 'set-cookie') fate = 'cookie'
  // Other ways to the upstream (RFC 7838, HTTP/3 most of all) lead past this door.
  else fate = HOP_BY_HOP.has(lower) || lower.startsWith('x-vestibule-') || lower === 'alt-svc' ? 'dropped' : 'kept'
  if (answerFates.size < MOST_FATES) answerFates.set(name, fate)
  return fate
}

/** Response headers of the upstream that may go on to the visitor. @param bodiless RFC 9110 §8.6: no length either */
export function upstreamHeaders(headers: HeaderList, source: Source, bodiless: boolean): HeaderList {
  const named = namedByConnection(headers)
  const kept: HeaderList = []
  for (let at = 0; at < headers.length; at += 2) {
    const name = headers[at] as string
    const value = headers[at + 1] as string
    const fate = answerFateOf(name)
    if (fate === 'dropped' || (fate === 'length' ? bodiless : named?.has(name.toLowerCase()))) continue
    kept.push(name, fate === 'kept' ? value : ownValue(fate, value, source))
  }
  return kept
}

/** What names a place of the upstream names the same place as visitors know it. */
function ownValue(fate: AnswerFate, value: string, source: Source): string {
  if (fate === 'location') return ownLocation(value, source)
  return fate === 'cookie' ? ownCookie(value, source) : value
}
