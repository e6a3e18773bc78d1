import { isIP } from 'node:net'
import { normaliseHost } from '../tls/names.ts'

/** Where an answer comes from. */
export interface Source {
  readonly upstream: URL
  /** As the visitor wrote it, with port. */
  readonly host: string
  /** What the upstream was asked for: the same, unless the owner wants it otherwise. */
  readonly askedHost: string
}

/** What browsers drop from an address: line ends and tabs, and control characters at either end (https://url.spec.whatwg.org/#concept-basic-url-parser). */
function asBrowsersRead(text: string): string {
  // oxlint-disable-next-line no-control-regex -- naming them is the point
  return text.replace(/[\t\r\n]/g, '').replace(/^[\u0000-\u0020]+|[\u0000-\u0020]+$/g, '')
}

/** Browsers take `\` for `/` in front of query and fragment. */
function withSlashes(path: string): string {
  return path.replace(/^[^?#]*/, (start) => start.replaceAll('\\', '/'))
}

/**
 * A redirect to the upstream's own address leads visitors to a place they cannot reach: make it relative, and leave out
 * the base path that the way there adds again. The same for `http://` before the name by which the visitor came: the
 * upstream knows that name, but not that there is TLS before it. What is written is what browsers read, so that nothing
 * else comes of it there.
 */
export function ownLocation(location: string, source: Source): string {
  const { upstream } = source
  const read = asBrowsersRead(location)
  if (/^[/\\](?![/\\])/.test(read)) return below(withSlashes(read), source)
  // Two slashes name a host, and leave out the scheme.
  const whole = /^[/\\]{2}/.test(read) ? upstream.protocol + withSlashes(read) : read
  if (!URL.canParse(whole)) return read
  const url = new URL(whole)
  return isOwn(url, source) ? below(url.pathname + url.search + url.hash, source) : read
}

/** Whether an address is one that the upstream has of itself. */
function isOwn(url: URL, { upstream, host, askedHost }: Source): boolean {
  if (url.host === upstream.host && url.protocol === upstream.protocol) return true
  // By its own name the door is known with TLS already: only a base path has to be taken off.
  if (isHost(url, host)) return url.protocol === 'http:' || (url.protocol === 'https:' && baseOf(upstream) !== '')
  return askedHost !== host && isHost(url, askedHost)
}

/** Whether an address has this host and port; the usual port of its scheme needs not be written. */
function isHost(url: URL, host: string): boolean {
  const same = `${url.protocol}//${host}`
  return URL.canParse(same) && new URL(same).host === url.host
}

/** `5; url=http://…`, as browsers read it (https://html.spec.whatwg.org/#shared-declarative-refresh-steps). */
const REFRESH = /^(\s*[\d.]+(?:\s*[;,]\s*|\s+)(?:url\s*=\s*)?)(?:"([^"]*)"?|'([^']*)'?|(.*)).*$/is

/** The same for a Refresh header, which printers and routers send instead of a redirect. */
export function ownRefresh(value: string, source: Source): string {
  const [, start, double, single, plain] = REFRESH.exec(value) ?? []
  const url = double ?? single ?? plain
  if (start === undefined || url === undefined || url === '') return value
  return start.replaceAll('\t', ' ') + ownLocation(url, source)
}

/** The same for every target of a Link header (RFC 8288 §3). */
export function ownLinks(value: string, source: Source): string {
  return value.replace(/<([^<>]*)>/g, (_target, url: string) => `<${ownLocation(url, source)}>`)
}

/** A path of the upstream, as visitors ask for it. */
function below(path: string, { upstream, host }: Pick<Source, 'upstream' | 'host'>): string {
  const base = baseOf(upstream)
  const rest = path.startsWith(base) ? path.slice(base.length) : path
  if (rest === '' || /^[?#]/.test(rest)) return `/${rest}`
  const own = rest.startsWith('/') ? rest : path
  // Two slashes at the beginning would name another host.
  return own.startsWith('//') ? `https://${host}${own}` : own
}

/** Base path without a slash at the end. */
function baseOf(upstream: URL): string {
  return upstream.pathname.replace(/\/$/, '')
}

/**
 * A cookie for a path of the upstream, for the same path as visitors ask for it: without that, browsers would never send
 * it back. A domain that is the upstream's and not the door's is left out, since browsers drop such a cookie: it comes back
 * to the door alone (RFC 6265 §5.3).
 */
export function ownCookie(cookie: string, { upstream, host, askedHost }: Source): string {
  // RFC 6265 §5.2: before the first semicolon are name and value, whatever they look like.
  const [pair = '', ...attributes] = cookie.split(';')
  const base = baseOf(upstream)
  const kept = attributes.filter((one) => !isUpstreamDomain(one, [upstream.hostname, askedHost], host))
  return [pair, ...(base === '' ? kept : kept.map((one) => ownPath(one, base)))].join(';')
}

function isUpstreamDomain(attribute: string, names: readonly string[], host: string): boolean {
  const said = /^\s*domain\s*=\s*\.?(.*?)\s*$/is.exec(attribute)?.[1]?.toLowerCase()
  if (said === undefined || said === '') return false
  const door = normaliseHost(host) ?? ''
  return names.some((name) => covers(said, normaliseHost(name) ?? '')) && !covers(said, door)
}

/** RFC 6265 §5.1.3: the host itself, or one below it that is no address. */
function covers(domain: string, host: string): boolean {
  const bare = domain.replace(/^\[|\]$/g, '')
  return host === bare || (host.endsWith(`.${domain}`) && isIP(host) === 0)
}

/** RFC 6265 §5.1.4: a path ends at a slash, and capital letters in it are told apart. */
function ownPath(attribute: string, base: string): string {
  const name = /^\s*path\s*=/i.exec(attribute)?.[0]
  if (name === undefined) return attribute
  const path = attribute.slice(name.length).trim()
  if (path === base) return `${name}/`
  return path.startsWith(`${base}/`) ? name + path.slice(base.length) : attribute
}
