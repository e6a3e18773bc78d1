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
  const base = upstream.pathname.replace(/\/$/, '')
  const rest = path.startsWith(base) ? path.slice(base.length) : path
  if (rest === '' || /^[?#]/.test(rest)) return `/${rest}`
  // Two slashes at the beginning would name another host.
  if (/^\/[/\\]/.test(rest)) return `https://${host}${rest}`
  return rest.startsWith('/') ? rest : path
}
