/**
 * Names of hosts: international ones in the form that DNS and certificates have (A-labels, RFC 5890 §2.3.2.1), and
 * wildcards for exactly one label (RFC 6125 §6.4.3).
 */

/** Every runtime has it (https://url.spec.whatwg.org), although ECMAScript does not: it maps names by UTS #46. */
const { URL: ParsedUrl } = globalThis as unknown as {
  readonly URL: new (text: string) => { readonly hostname: string }
}

/** What would end the host within a URL, or be decoded in it. */
const NOT_IN_NAMES = /[\s/?#@:\\[\]%<>^|]/u

/** A name as it was typed, in A-labels and lower case; null when it can be no name. ASCII stays as it is. */
export function asciiHost(typed: string): string | null {
  // oxlint-disable-next-line no-control-regex -- the range is ASCII
  if (/^[\u0000-\u007F]*$/.test(typed)) return typed.toLowerCase()
  const [, star = '', name = ''] = /^(\*[.\u3002\uFF0E\uFF61])?(.*)$/su.exec(typed) ?? []
  if (NOT_IN_NAMES.test(name)) return null
  try {
    const { hostname } = new ParsedUrl(`https://${name}/`)
    return `${star === '' ? '' : '*.'}${hostname}`
  } catch {
    return null
  }
}

// RFC 3492 §5.
const BASE = 36
const T_MIN = 1
const T_MAX = 26
const SKEW = 38
const DAMP = 700
const INITIAL_BIAS = 72
const INITIAL_N = 128

function adapt(delta: number, points: number, first: boolean): number {
  let rest = first ? Math.floor(delta / DAMP) : Math.floor(delta / 2)
  rest += Math.floor(rest / points)
  let k = 0
  for (; rest > ((BASE - T_MIN) * T_MAX) / 2; k += BASE) rest = Math.floor(rest / (BASE - T_MIN))
  return k + Math.floor(((BASE - T_MIN + 1) * rest) / (rest + SKEW))
}

function digitOf(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 22
  return code >= 0x61 && code <= 0x7a ? code - 0x61 : BASE
}

/** Decodes Punycode (RFC 3492 §6.2) without its `xn--`; null for what is none. */
function decodeLabel(text: string): string | null {
  const last = text.lastIndexOf('-')
  const points = Array.from(text.slice(0, Math.max(last, 0)), (letter) => letter.codePointAt(0) ?? 0)
  let [n, i, bias] = [INITIAL_N, 0, INITIAL_BIAS]
  for (let at = last + 1; at < text.length;) {
    const before = i
    let weight = 1
    for (let k = BASE; ; k += BASE) {
      const digit = at < text.length ? digitOf(text.charCodeAt(at++)) : BASE
      if (digit >= BASE) return null
      i += digit * weight
      const t = k <= bias ? T_MIN : k >= bias + T_MAX ? T_MAX : k - bias
      if (digit < t) break
      weight *= BASE - t
    }
    const length = points.length + 1
    bias = adapt(i - before, length, before === 0)
    n += Math.floor(i / length)
    i %= length
    if (n > 0x10ffff || (n >= 0xd800 && n <= 0xdfff)) return null
    points.splice(i++, 0, n)
  }
  return String.fromCodePoint(...points)
}

/** A name as people write it; what would not come back to the same A-label stays as it is. */
export function unicodeHost(host: string): string {
  if (!host.includes('xn--')) return host
  const shown = host
    .split('.')
    .map((label) => (label.startsWith('xn--') ? (decodeLabel(label.slice(4)) ?? label) : label))
    .join('.')
  return asciiHost(shown) === host ? shown : host
}

/** `tür.home.example (xn--tr-xka.home.example)`; names in ASCII as they are. */
export function shownHost(host: string): string {
  const shown = unicodeHost(host)
  return shown === host ? host : `${shown} (${host})`
}

/** Whether a name of a site, which may begin with `*.`, covers a host: a wildcard stands for exactly one label. */
export function coversName(name: string, host: string): boolean {
  if (!name.startsWith('*.')) return name === host
  const dot = host.indexOf('.')
  return dot > 0 && host.slice(dot) === name.slice(1)
}
