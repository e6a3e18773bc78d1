/** Characters that no path may carry, in plain or encoded form: they mean different things to different servers. */
// oxlint-disable-next-line no-control-regex -- naming them is the point
const FORBIDDEN = /[\u0000-\u0020\u007F-\uFFFF\\#]/

/** What some servers take for structure and others do not: encoded `/`, `\`, `.`, `%` and `;`, and path parameters. */
const AMBIGUOUS = /%(?:2f|5c|2e|25|3b)|;/i

/** Whether servers may read a path in different ways. */
export function isAmbiguous(path: string): boolean {
  return AMBIGUOUS.test(path)
}

/** Characters of a path up to which it is read in every way that servers do: each way takes time. */
const MAX_AMBIGUOUS_LENGTH = 4096

/** Unreserved characters (RFC 3986 §2.3) have one spelling: the plain one. */
function decodeUnreserved(path: string): string {
  return path.replace(/%([0-9a-fA-F]{2})/g, (whole, hex: string) => {
    const character = String.fromCharCode(Number.parseInt(hex, 16))
    return /[A-Za-z0-9_~-]/.test(character) ? character : whole.toUpperCase()
  })
}

/**
 * The spelling in which paths are compared: every character that may be written plain or as %XX is plain, because the
 * upstream decodes before it looks. `/%40admin` is `/@admin` to it. Only for comparing: decoded, a path may no longer be
 * one. @param path as `readTarget` has it, where it is strict
 */
export function comparable(path: string, ignoreCase: boolean): string {
  // What an encoded slash is belongs to the readings below: here it is none.
  const plain = path.includes('%') ? path.replace(/(?:%(?!2F|5C)[0-9A-F]{2})+/g, decoded) : path
  return ignoreCase ? plain.toLowerCase() : plain
}

/**
 * The same as Windows opens it, where capital letters are not told apart: without dots and blanks at the end of each
 * segment, and without the name of a stream (`::$DATA`), so that `/admin.`, `/admin%20` and `/admin::$DATA` are `/admin`
 * (https://learn.microsoft.com/windows/win32/fileio/naming-a-file). Short names (`ADMINI~1`) cannot be known here: whoever
 * protects a folder on such a server turns them off there.
 * @param path as `comparable` has it @returns null for a segment of dots and blanks that might lead upwards
 */
export function asWindowsOpens(path: string): string | null {
  if (!/[.\s:]/.test(path)) return path
  const segments: string[] = []
  const parts = path.split('/')
  for (const [index, part] of parts.entries()) {
    const name = part.replace(/:.*$/s, '').replace(/[.\s]+$/, '')
    if (name === '' && /\.[.\s]*\./.test(part)) return null
    // An empty one in the middle is none; at the end it is the slash.
    if (name !== '' || index === 0 || index === parts.length - 1) segments.push(name)
  }
  return segments.join('/') || '/'
}

/** How a server may read what others leave alone, in the order in which one does. */
const DOUBTS: readonly { readonly seen: RegExp; readonly read: (path: string) => string }[] = [
  // Decoded twice, or more often.
  { seen: /%25/, read: (path) => path.replace(/%(?:25)+/g, '%') },
  // Path parameters are cut off before anything is decoded (Tomcat), or afterwards.
  { seen: /;/, read: (path) => path.replace(/;[^/]*/g, '') },
  { seen: /%2e/i, read: (path) => path.replace(/%2e/gi, '.') },
  { seen: /%2f/i, read: (path) => path.replace(/%2f/gi, '/') },
  // As Windows does.
  { seen: /%5c/i, read: (path) => path.replace(/%5c/gi, '/') },
  { seen: /;|%3b/i, read: (path) => path.replace(/(?:;|%3b)[^/]*/gi, '') },
]

/**
 * Every way in which a server may read a path, its own spelling first: who may have one resource by all of them may have
 * it, whichever the upstream means (`%2F` in a name, `;` before a parameter).
 * @param path as `readTarget` has it, where it is strict
 * @returns null when one of them leads upwards, or cuts the path off
 */
export function readingsOf(path: string): readonly string[] | null {
  if (!AMBIGUOUS.test(path)) return [path]
  if (path.length > MAX_AMBIGUOUS_LENGTH) return null
  let readings = [path]
  for (const { seen, read } of DOUBTS) {
    readings = readings.flatMap((one) => (seen.test(one) ? [one, read(one)] : [one]))
  }
  const whole = new Set<string>()
  for (const one of readings) {
    const without = one.includes('%00') ? null : withoutDots(one)
    if (without === null) return null
    whole.add(without)
  }
  return [...whole]
}

/** Bytes that are no UTF-8 stay encoded, but not the ASCII among them. */
function decoded(encoded: string): string {
  try {
    return decodeURIComponent(encoded)
  } catch {
    return encoded.replace(/%[2-7][0-9A-F]/g, (one) => String.fromCharCode(Number.parseInt(one.slice(1), 16)))
  }
}

/** A segment `..`, in whatever spelling some server reads as one. */
const UPWARDS = /(?:\/|%2f|%5c)(?:\.|%2e){2}(?:$|\/|;|%2f|%5c|%3b|%00)/i

/** Whether a path could lead out of the folder below which it is put. */
export function leadsUpwards(path: string): boolean {
  return UPWARDS.test(path)
}

/** A request target, split. `path` is what rules are judged by and what is forwarded. */
export interface Target {
  readonly path: string
  /** With its `?`, or empty. */
  readonly query: string
}

/**
 * Reads a request target in origin form. Without rules nothing depends on the path, so it is passed on as it came;
 * with rules, the normalised path is judged AND forwarded (Envoy CVE-2021-29492, Caddy CVE-2026-27587). What servers read
 * differently in it stays as it is: it is judged by all their readings (`readingsOf`).
 * @returns null when it must be refused
 */
export function readTarget(target: string, strict: boolean): Target | null {
  const mark = target.indexOf('?')
  const raw = mark === -1 ? target : target.slice(0, mark)
  const query = mark === -1 ? '' : target.slice(mark)
  if (!raw.startsWith('/') || FORBIDDEN.test(raw) || /[\r\n\0 #]/.test(query)) return null
  if (!strict) return { path: raw, query }
  if (/%00/.test(raw) || /%(?![0-9a-fA-F]{2})/.test(raw)) return null
  const path = withoutDots(decodeUnreserved(raw))
  return path === null ? null : { path, query }
}

/** Without `.`, `..` and empty segments (RFC 3986 §5.2.4). @returns null for what leads above the top */
function withoutDots(path: string): string | null {
  const segments: string[] = []
  const parts = path.split('/').slice(1)
  for (const [index, part] of parts.entries()) {
    const last = index === parts.length - 1
    if (part === '.' || (part === '' && !last)) {
      if (last) segments.push('')
    } else if (part === '..') {
      if (segments.pop() === undefined) return null
      if (last) segments.push('')
    } else segments.push(part)
  }
  return `/${segments.join('/')}`
}
