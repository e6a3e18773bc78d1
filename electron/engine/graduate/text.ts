import { createHash } from 'node:crypto'
import type { ExportCertificate, ExportModel, ExportUpstream } from './model.ts'

/** One line for a comment: no line break can end it, no control character hides anything. */
export function line(text: string): string {
  return text.replace(/\p{C}/gu, ' ')
}

/** Matches the text itself and nothing else, in every dialect of regular expressions that the servers know. */
export function literal(text: string): string {
  return text.replace(/[^\w/~-]/gu, (character) =>
    (character.codePointAt(0) ?? 0) < 0x80 ? `\\${character}` : character,
  )
}

/** The path prefix as a regular expression on decoded paths: a prefix ends at a slash. */
export function prefixPattern(path: string): string {
  return path === '' ? '^/' : `^${literal(path)}(/|$)`
}

/** `METHOD /path` as a regular expression: a prefix, for some methods or all. */
export function requestPattern({
  path,
  methods,
}: {
  readonly path: string
  readonly methods: readonly string[]
}): string {
  return `^(?:${methods.length === 0 ? '[^ ]+' : methods.join('|')}) ${prefixPattern(path).slice(1)}`
}

/** A path of a URL as servers see it after decoding, without a slash at the end. */
export function decodedPath(path: string): string {
  const text = path.replace(/\/+$/, '')
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** As it stands in a URL or a Host header: an IPv6 address in brackets. */
export function bracketed(host: string): string {
  return host.includes(':') ? `[${host}]` : host
}

/** The name of a server that is called by name: no wildcard. */
export function mainName(hosts: readonly string[]): string {
  const [first = 'localhost'] = hosts
  return hosts.find((host) => !host.startsWith('*.')) ?? first.replace(/^\*\./, '')
}

/** A name of the site as a regular expression: `*.` stands for one label. */
export function namePattern(host: string): string {
  return host.startsWith('*.') ? `[^.]+${literal(host.slice(1))}` : literal(bracketed(host))
}

/** `host:port`. */
export function authorityOf({ host, port }: Pick<ExportUpstream, 'host' | 'port'>): string {
  return `${bracketed(host)}:${port}`
}

/** `http://host:port`, without the base path. */
export function originOf(upstream: ExportUpstream): string {
  return `${upstream.tls ? 'https' : 'http'}://${authorityOf(upstream)}`
}

/**
 * Beginnings of redirects that lead visitors to a place they cannot reach: the upstream's own address, with and without
 * the port that goes without saying, and the names of the site itself with `http://`, as an upstream writes them that
 * knows nothing of TLS.
 */
export function ownOrigins(
  upstream: ExportUpstream,
  { hosts, listen }: Pick<ExportModel, 'hosts' | 'listen'>,
): string[] {
  const standard = upstream.port === (upstream.tls ? 443 : 80)
  const origin = originOf(upstream)
  const plain = hosts.map((host) => `http://${bracketed(host)}`)
  return [
    ...(standard ? [origin.replace(/:\d+$/, '')] : []),
    origin,
    ...plain,
    ...plain.map((one) => `${one}:${listen.port}`),
  ]
}

/**
 * The same as patterns, each with what takes its place. The base path is added again on the way there; and two slashes
 * at the beginning would name another host.
 */
export function redirectPatterns(
  upstream: ExportUpstream,
  model: Pick<ExportModel, 'hosts' | 'listen'>,
): { pattern: string; path: 'root' | 'first group' }[] {
  const origins = `(?:${ownOrigins(upstream, model).map(literal).join('|')})`
  const starts = upstream.path === '' ? [origins] : [`${origins}?${literal(upstream.path)}`, origins]
  return starts.flatMap((start) => [
    { pattern: `^${start}$`, path: 'root' as const },
    { pattern: `^${start}(/(?:[^/\\\\].*)?)$`, path: 'first group' as const },
  ])
}

/**
 * Paths of cookies that lie below the upstream's base path, as patterns of a whole Set-Cookie in the order in which they
 * are applied, each with what stands between the two groups that stay. None where there is no base path.
 */
export function cookiePatterns({ path }: Pick<ExportUpstream, 'path'>): { pattern: string; between: string }[] {
  if (path === '') return []
  // RFC 6265 §5.2: before the first semicolon are name and value; the last attribute of a name is the one that counts.
  const before = `^([^;]*;(?:.*;)?[ \\t]*[Pp][Aa][Tt][Hh][ \\t]*=[ \\t]*)${literal(path)}`
  return [
    { pattern: `${before}([ \\t]*(?:;.*)?)$`, between: '/' },
    { pattern: `${before}(/.*)$`, between: '' },
  ]
}

/** A segment `..`, in whatever spelling some server reads as one: it would lead out of the base path. */
export const UPWARDS = '(/|%2f|%5c|\\\\)(\\.|%2e)(\\.|%2e)(/|;|\\\\|%2f|%5c|%3b|%00|[?]|$)'

/** What a visitor types. */
export function siteAddress({ hosts, listen }: Pick<ExportModel, 'hosts' | 'listen'>): string {
  return `https://${bracketed(hosts[0] ?? 'localhost')}${portSuffix({ listen })}/`
}

/** True where every address is listened on. */
export function everywhere({ address }: ExportModel['listen']): boolean {
  return address === '*' || address === '::'
}

/** True for a name that must be looked up. */
export function isName(host: string): boolean {
  return !host.includes(':') && !/^\d+\.\d+\.\d+\.\d+$/.test(host)
}

/** SHA-1 of the DER, lower-case hexadecimal; null when the certificate is not at hand. */
export function sha1Of({ der }: ExportCertificate): string | null {
  return der ? createHash('sha1').update(der).digest('hex') : null
}

/** SHA-1 of the certificate as OpenSSL prints it: PEM with lines of 64 characters. */
export function sha1OfPem({ der }: ExportCertificate): string | null {
  if (!der) return null
  const body = (
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? []
  ).join('\n')
  return createHash('sha1').update(`-----BEGIN CERTIFICATE-----\n${body}\n-----END CERTIFICATE-----\n`).digest('hex')
}

/** Whole bytes, as OpenSSL writes serial numbers: the sign of a negative one first. */
export function evenSerial(serial: string): string {
  if (serial.startsWith('-')) return `-${evenSerial(serial.slice(1))}`
  return serial.length % 2 === 0 ? serial : `0${serial}`
}

/** Text for a header: printable ASCII, everything else as %XX of its UTF-8 bytes. */
export function headerText(text: string): string {
  return text.replace(/[^\u0020-\u007E]|%/gu, (character) =>
    encodeURIComponent(character.isWellFormed() ? character : '\uFFFD'),
  )
}

/** What stands between the name and the path of the site's addresses. */
export function portSuffix({ listen }: Pick<ExportModel, 'listen'>): string {
  return listen.port === 443 ? '' : `:${listen.port}`
}

/** Where certificate authorities look for an answer. */
export const CHALLENGE = '/.well-known/acme-challenge/'
