/** Characters that no path may carry, in plain or encoded form: they mean different things to different servers. */
// oxlint-disable-next-line no-control-regex -- naming them is the point
const FORBIDDEN = /[\u0000-\u0020\u007F-\uFFFF\\#]/

/** Encodings that hide structure: NUL, `/`, `\`, `.`, `%` and `;`. */
const AMBIGUOUS = /%(?:00|2f|5c|2e|25|3b)/i

/** Unreserved characters (RFC 3986 §2.3) have one spelling: the plain one. */
function decodeUnreserved(path: string): string {
  return path.replace(/%([0-9a-fA-F]{2})/g, (whole, hex: string) => {
    const character = String.fromCharCode(Number.parseInt(hex, 16))
    return /[A-Za-z0-9_~-]/.test(character) ? character : whole.toUpperCase()
  })
}

/** A request target, split. `path` is what rules are judged by and what is forwarded. */
export interface Target {
  readonly path: string
  /** With its `?`, or empty. */
  readonly query: string
}

/**
 * Reads a request target in origin form. Without rules nothing depends on the path, so it is passed on as it came;
 * with rules, what cannot be normalised without doubt is refused, and the normalised path is judged AND forwarded
 * (Envoy CVE-2021-29492, Caddy CVE-2026-27587).
 * @returns null when it must be refused
 */
export function readTarget(target: string, strict: boolean): Target | null {
  const mark = target.indexOf('?')
  const raw = mark === -1 ? target : target.slice(0, mark)
  const query = mark === -1 ? '' : target.slice(mark)
  if (!raw.startsWith('/') || FORBIDDEN.test(raw) || /[\r\n\0 #]/.test(query)) return null
  if (!strict) return { path: raw, query }
  if (AMBIGUOUS.test(raw) || /%(?![0-9a-fA-F]{2})/.test(raw) || raw.includes(';')) return null
  const segments: string[] = []
  const parts = decodeUnreserved(raw).split('/').slice(1)
  for (const [index, part] of parts.entries()) {
    const last = index === parts.length - 1
    if (part === '.' || (part === '' && !last)) {
      if (last) segments.push('')
    } else if (part === '..') {
      if (segments.pop() === undefined) return null
      if (last) segments.push('')
    } else segments.push(part)
  }
  return { path: `/${segments.join('/')}`, query }
}
