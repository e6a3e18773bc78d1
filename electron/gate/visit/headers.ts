import type { Evidence } from '../../../shared/access/decide.ts'
import { fieldLines, type HeaderList } from '../http/head.ts'
import type { UpstreamHeaders } from '../../../shared/contract/upstream-settings.ts'
import type { Presented } from '../tls/identity.ts'
import { HOP_BY_HOP, namedByConnection } from './header-policy.ts'
import { ownCookie, ownLinks, ownLocation, ownRefresh, type Source } from './location.ts'

/** Printable ASCII; everything else as %XX of its UTF-8 bytes, so that no certificate text can end a header. */
export function headerText(text: string): string {
  return text
    .slice(0, 4096)
    .replace(/[^\u0020-\u007E]|%/gu, (character) => encodeURIComponent(character.isWellFormed() ? character : '\uFFFD'))
    .slice(0, 4096)
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
interface Kept {
  readonly verdict: number
  readonly names: string
  readonly certificate: string
}
const kept = new WeakMap<Presented, Kept>()

/** The gate's own headers, each ended by CRLF. X-SSL-Error is absent when no certificate was sent: 0 would read as "good". */
export function identityLines({ presented, evidence, address, host }: Origin, level: UpstreamHeaders): string {
  if (level === 'none') return ''
  const lines = fieldLines([
    'X-Forwarded-For',
    address,
    'X-Forwarded-Proto',
    'https',
    'X-Forwarded-Host',
    host,
    'X-Real-IP',
    address,
  ])
  if (level === 'forwarded') return lines
  const verified = `${lines}X-SSL-Client-Verify: ${verifyWord(evidence)}\r\n`
  if (!presented) return verified
  const verdict = evidence.verification.number
  let own = kept.get(presented)
  if (own?.verdict !== verdict) {
    const names = fieldLines(nameHeaders(presented, verdict))
    own = { verdict, names, certificate: fieldLines(certificateHeaders(presented, verdict)) }
    kept.set(presented, own)
  }
  return verified + own.names + (level === 'full' ? own.certificate : '')
}

/** What a certificate says. */
function nameHeaders(presented: Presented, verdict: number): HeaderList {
  return [
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
}

/** RFC 9440: only certificates that passed, as structured-field byte sequences. */
function certificateHeaders(presented: Presented, verdict: number): HeaderList {
  if (verdict !== 0 || presented.pem.length > 16_384) return []
  const chain = presented.intermediates.map((one) => `:${one}:`).join(', ')
  // Visitors may have sent some of them: nobody makes a header of any length.
  const tooLong = chain === '' || chain.length > 16_384
  return ['Client-Cert', `:${presented.pem}:`, ...(tooLong ? [] : ['Client-Cert-Chain', chain])]
}

/** What names a place of the upstream names the same place as visitors know it. */
const REWRITTEN = {
  location: ownLocation,
  'content-location': ownLocation,
  refresh: ownRefresh,
  link: ownLinks,
  'set-cookie': ownCookie,
} as const

function isRewritten(name: string): name is keyof typeof REWRITTEN {
  return Object.hasOwn(REWRITTEN, name)
}

/** What is done with a response header, by its name as it is written. Bounded: upstreams choose the names. */
const responsePolicies = new Map<string, ResponsePolicy>()
type ResponsePolicy = 'forward' | 'drop' | 'length' | keyof typeof REWRITTEN
const MAX_NAMES = 1000

function responsePolicyOf(name: string): ResponsePolicy {
  let policy = responsePolicies.get(name)
  if (policy !== undefined) return policy
  const lower = name.toLowerCase()
  if (lower === 'content-length') policy = 'length'
  else if (isRewritten(lower)) policy = lower
  // Other ways to the upstream (RFC 7838, HTTP/3 most of all) lead past this door.
  else policy = HOP_BY_HOP.has(lower) || lower.startsWith('x-vestibule-') || lower === 'alt-svc' ? 'drop' : 'forward'
  if (responsePolicies.size < MAX_NAMES) responsePolicies.set(name, policy)
  return policy
}

/** Response headers of the upstream that may go on to the visitor. @param bodiless RFC 9110 §8.6: no length either */
export function upstreamHeaders(headers: HeaderList, source: Source, bodiless: boolean): HeaderList {
  const named = namedByConnection(headers)
  const kept: HeaderList = []
  for (let at = 0; at < headers.length; at += 2) {
    const name = headers[at] as string
    const value = headers[at + 1] as string
    const policy = responsePolicyOf(name)
    if (policy === 'drop' || (policy === 'length' ? bodiless : named?.has(name.toLowerCase()))) continue
    kept.push(name, policy === 'forward' || policy === 'length' ? value : REWRITTEN[policy](value, source))
  }
  return kept
}

/**
 * Fields behind a response's content that may go on: those that would go on in front of it as they are. What leads
 * somewhere, or sets a cookie, is heeded in front only (RFC 9110 §6.5.1).
 */
export function upstreamTrailers(trailers: HeaderList): HeaderList {
  return trailers.filter((_one, at) => responsePolicyOf(trailers[at - (at % 2)] as string) === 'forward')
}
