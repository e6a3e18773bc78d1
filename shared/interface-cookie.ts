/**
 * The session cookie of the interface in a browser. Browsers send a cookie of 127.0.0.1 to every port of it (RFC 6265
 * §8.5), also to a site of ours that listens there: the gate takes it out of what it forwards.
 */
const NAME = /^(?:vestibule-\d{1,5}|__Host-vestibule)$/

/** The cookie of the interface behind the gate (RFC 6265bis §4.1.3.2): to every port of its name, too. */
export const MANAGE_COOKIE = '__Host-vestibule'

/** @param port of the interface: with it in the name, two instances do not overwrite each other's cookie */
export function interfaceCookieName(port: number): string {
  return `vestibule-${port}`
}

/** A Cookie header (RFC 6265 §4.2.1) without the interface's cookies; null when nothing is left. */
export function withoutInterfaceCookie(header: string): string | null {
  if (!header.includes('vestibule')) return header
  const pairs = header.split(';').filter((pair) => !NAME.test((pair.split('=', 1)[0] ?? '').trim()))
  const left = pairs.join(';').trim()
  return left === '' ? null : left
}
