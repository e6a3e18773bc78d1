/** A value of an XML property list, as far as configuration profiles use them. */
export type Plist = string | number | boolean | Uint8Array | readonly Plist[] | { readonly [key: string]: Plist }

/** Profiles nest about four levels. */
const MAX_DEPTH = 16
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

/** The five entities of XML and no others: a document type cannot define any here. */
function text(raw: string): string {
  return raw.replace(/&(#x?[0-9a-f]{1,6}|[a-z]{2,4});/gi, (whole, name: string) => {
    if (!name.startsWith('#')) return ENTITIES[name] ?? whole
    const point = name[1] === 'x' ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1))
    return point > 0 && point <= 0x10ffff ? String.fromCodePoint(point) : whole
  })
}

/** Not by a regular expression: one over thousands of unclosed comments would take for ever. */
function withoutComments(xml: string): string {
  const parts: string[] = []
  let at = 0
  for (;;) {
    const start = xml.indexOf('<!--', at)
    const end = start < 0 ? -1 : xml.indexOf('-->', start + 4)
    parts.push(xml.slice(at, end < 0 ? undefined : start))
    if (end < 0) return parts.join('')
    at = end + 3
  }
}

/** Reads an XML property list. Null when it is none. Time grows linearly with its length. */
export function readPlist(xml: string): Plist | null {
  const tokens = withoutComments(xml).matchAll(/<(\/?)([a-z]+)([^<>]*?)(\/?)>([^<]*)/g)
  let depth = 0
  const next = (): { close: boolean; name: string; empty: boolean; text: string } | null => {
    const found = tokens.next().value
    if (!found) return null
    const [, slash, name = '', , self, after = ''] = found
    return { close: slash === '/', name, empty: self === '/', text: after }
  }
  type Token = NonNullable<ReturnType<typeof next>>

  const value = (token: Token): Plist | null => {
    if (token.name === 'true' || token.name === 'false') {
      if (!token.empty) next()
      return token.name === 'true'
    }
    if (token.name === 'dict' || token.name === 'array') return token.empty ? [] : nested(token.name)
    if (token.empty) return ''
    if (next()?.name !== token.name) return null
    if (token.name === 'integer' || token.name === 'real') return Number(token.text)
    return token.name === 'data' ? Buffer.from(token.text.replace(/\s+/g, ''), 'base64') : text(token.text)
  }
  const nested = (name: 'dict' | 'array'): Plist | null => {
    depth += 1
    if (depth > MAX_DEPTH) return null
    const entries: [string, Plist][] = []
    const items: Plist[] = []
    for (;;) {
      const token = next()
      if (!token) return null
      if (token.close) break
      if (name === 'array') {
        const item = value(token)
        if (item === null) return null
        items.push(item)
        continue
      }
      if (token.name !== 'key' || next()?.name !== 'key') return null
      const of = next()
      const item = of && !of.close ? value(of) : null
      if (item === null) return null
      entries.push([text(token.text), item])
    }
    depth -= 1
    // Object.fromEntries defines properties, so that a key "__proto__" stays a key.
    return name === 'array' ? items : Object.fromEntries(entries)
  }

  for (let token = next(); token; token = next()) {
    if (token.name === 'plist' && !token.close) {
      const root = next()
      return root && !root.close ? value(root) : null
    }
  }
  return null
}
