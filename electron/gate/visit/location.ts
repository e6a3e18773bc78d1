/** Where an answer comes from. */
export interface Source {
  readonly upstream: URL
  /** As the visitor wrote it, with port: what the upstream was asked for. */
  readonly host: string
}

/**
 * A redirect to the upstream's own address leads visitors to a place they cannot reach: make it relative, and leave out
 * the base path that the way there adds again. The same for `http://` before the name by which the visitor came: the
 * upstream knows that name, but not that there is TLS before it.
 */
export function ownLocation(location: string, { upstream, host }: Source): string {
  if (/^\/(?![/\\])/.test(location)) return below(location, { upstream, host })
  if (!URL.canParse(location)) return location
  const url = new URL(location)
  const own = url.host === upstream.host && url.protocol === upstream.protocol
  const plain =
    url.protocol === 'http:' && URL.canParse(`http://${host}`) && url.host === new URL(`http://${host}`).host
  return own || plain ? below(url.pathname + url.search + url.hash, { upstream, host }) : location
}

/** A path of the upstream, as visitors ask for it. */
function below(path: string, { upstream, host }: Source): string {
  const base = baseOf(upstream)
  const rest = path.startsWith(base) ? path.slice(base.length) : path
  if (rest === '' || /^[?#]/.test(rest)) return `/${rest}`
  // Two slashes at the beginning would name another host.
  if (/^\/[/\\]/.test(rest)) return `https://${host}${rest}`
  return rest.startsWith('/') ? rest : path
}

/** Base path without a slash at the end. */
function baseOf(upstream: URL): string {
  return upstream.pathname.replace(/\/$/, '')
}

/**
 * A cookie for a path of the upstream, for the same path as visitors ask for it: without that, browsers would never send
 * it back. Its domain stays as it is: the upstream is asked by the name that the visitor typed, and knows no other.
 */
export function ownCookie(cookie: string, { upstream }: Pick<Source, 'upstream'>): string {
  if (upstream.pathname === '/') return cookie
  const base = baseOf(upstream)
  // RFC 6265 §5.2: before the first semicolon are name and value, whatever they look like.
  const [pair, ...attributes] = cookie.split(';')
  return [pair, ...attributes.map((one) => ownPath(one, base))].join(';')
}

/** RFC 6265 §5.1.4: a path ends at a slash, and capital letters in it are told apart. */
function ownPath(attribute: string, base: string): string {
  const name = /^\s*path\s*=/i.exec(attribute)?.[0]
  if (name === undefined) return attribute
  const path = attribute.slice(name.length).trim()
  if (path === base) return `${name}/`
  return path.startsWith(`${base}/`) ? name + path.slice(base.length) : attribute
}
