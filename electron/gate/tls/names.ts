/**
 * One spelling for host names: lower case, no trailing dot, no port, no brackets. Node compares server names by
 * case and with the dot (CVE-2026-48928), so every name is brought to this form before it is looked up.
 * @returns null for what cannot be a host name
 */
export function normaliseHost(text: string): string | null {
  const match = /^(?:\[([0-9a-fA-F:.]+)\]|([A-Za-z0-9._-]+))(?::\d{1,5})?$/.exec(text)
  const name = (match?.[1] ?? match?.[2])?.toLowerCase().replace(/\.$/, '')
  if (name === undefined || name === '' || name.endsWith('.') || name.length > 253) return null
  return normaliseAddress(name)
}

/** `::ffff:192.0.2.1` is the IPv4 visitor 192.0.2.1. */
export function normaliseAddress(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)
  return mapped?.[1] ?? address.replace(/%.*$/, '')
}

/** Who is at the other end; null when nobody is any more: a socket that was closed or reset has no address. */
export function peerAddress({ remoteAddress }: { readonly remoteAddress?: string | undefined }): string | null {
  return remoteAddress === undefined ? null : normaliseAddress(remoteAddress)
}

/** Absolute-form targets (RFC 9112 §3.2.2) must name the same host. @returns null when they do not */
export function originForm(url: string, host: string): string | null {
  const absolute = /^https?:\/\/([^/?#]*)([^]*)$/i.exec(url)
  if (!absolute) return url
  if (normaliseHost(absolute[1] ?? '') !== host) return null
  const rest = absolute[2] ?? ''
  return rest.startsWith('/') ? rest : `/${rest}`
}
