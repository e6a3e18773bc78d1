import net from 'node:net'
import type { LogAddresses } from '../../../shared/contract/log.ts'
import { oneLine } from '../../../shared/messages/message.ts'

/** Longer lines are cut. Characters. */
const MAX_TEXT = 1000
const HIDDEN = '[hidden]'

/** What looks like a secret, whoever wrote it. The order counts: whole blocks first. */
const SECRETS: readonly (readonly [RegExp, string])[] = [
  // PEM (RFC 7468), also cut off, also with its lines joined.
  [/-----BEGIN [A-Z0-9 ]+-----[\s\S]*?(?:-----END [A-Z0-9 ]+-----|$)/g, HIDDEN],
  [/\b(?:Bearer|Basic|Digest|Negotiate)\s+[A-Za-z0-9._~+/=-]+/gi, HIDDEN],
  // User and password of an address, and everything behind its host that may be a token.
  [/\b([a-z][a-z0-9+.-]{1,20}:\/\/)[^\s/@"']*@/gi, `$1${HIDDEN}@`],
  [/\b([a-z][a-z0-9+.-]{1,20}:\/\/[^\s/?#"'<>]+)[/?#][^\s"'<>]*/gi, '$1/…'],
  [
    /\b(pass(?:word|phrase|wd)?|pwd|secret|token|api[-_]?key|hmac[-_]?key|key|authorization|cookie|set-cookie|session|sid)(["']?\s*[=:]\s*)(?:"[^"]*"|'[^']*'|[^\s,;&}]+)/gi,
    `$1$2${HIDDEN}`,
  ],
  [/\bAGE-SECRET-KEY-1[0-9A-Z]+/gi, HIDDEN],
  // JSON Web Tokens, and prefixes of services.
  [/\beyJ[\w-]{8,}\.[\w-]+\.[\w-]*/g, HIDDEN],
  [/\b(?:tk_|gh[pousr]_|github_pat_|xox[abprs]-|sk-)[\w-]{8,}/g, HIDDEN],
  // Long words of base64; fingerprints and serials are hexadecimal digits and stay.
  [/(?<![\w+/=-])(?![0-9a-fA-F]+(?![\w+/=-]))(?=[\w+/-]*\d)(?=[\w+/-]*[A-Za-z])[\w+/-]{40,}={0,2}/g, HIDDEN],
]

const IPV4 = /(?<![\w.])(\d{1,3}\.\d{1,3}\.\d{1,3})\.\d{1,3}(?![\w]|\.\d)/g
const IPV6 = /(?<![\w:.])(?:[0-9a-fA-F]{0,4}:){2,7}(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-fA-F]{0,4})(?:%\w+)?(?![\w:])/g

/** The loopback and the unspecified address are nobody's. */
function isNobodys(address: string): boolean {
  return address.startsWith('127.') || address === '0.0.0.0' || address === '::1' || address === '::'
}

function shortenedV6(address: string): string {
  const [plain = ''] = address.split('%')
  // The first 48 bits are the network; those of a short form are written before its `::`.
  const [head = ''] = plain.split('::')
  const groups = head.split(':').filter((one) => one !== '')
  return `${groups.slice(0, 3).join(':')}::/48`
}

/** Addresses as the owner chose. Pure. */
export function redactAddresses(text: string, how: LogAddresses): string {
  if (how === 'whole') return text
  return text
    .replace(IPV6, (address) => {
      if (!net.isIPv6(address.split('%')[0] ?? '') || isNobodys(address)) return address
      return how === 'none' ? '[address]' : shortenedV6(address)
    })
    .replace(IPV4, (address: string, network: string) => {
      if (!net.isIPv4(address) || isNobodys(address)) return address
      return how === 'none' ? '[address]' : `${network}.0/24`
    })
}

/** A text without what looks like a secret, on one line. Pure. */
export function redact(text: string, how: LogAddresses): string {
  // Cut before the expressions see it: none of them runs long.
  const clean = SECRETS.reduce((left, [pattern, by]) => left.replace(pattern, by), text.slice(0, 4 * MAX_TEXT))
  return redactAddresses(oneLine(clean.slice(0, MAX_TEXT)), how)
}
