/** One block of a PEM file. */
export interface PemBlock {
  /** What stands after BEGIN, for example `CERTIFICATE`. */
  readonly label: string
  readonly der: Uint8Array
  /** Headers of RFC 1421 such as `DEK-Info`, lower-cased; empty for nearly every file. */
  readonly headers: Readonly<Record<string, string>>
}

/** One PEM block with lines of 64 characters (RFC 7468) and a final line break. */
export function toPem(label: string, der: Uint8Array): string {
  const body = Buffer.from(der)
    .toString('base64')
    .replace(/(.{64})(?=.)/g, '$1\n')
  return `-----BEGIN ${label}-----\n${body}\n-----END ${label}-----\n`
}

/** Longer lines are no mark. Characters. */
const LONGEST_MARK = 200

/**
 * Every well-formed block of a PEM text, in order. Text between blocks is ignored, as OpenSSL does; a block
 * without its end or with a damaged body is left out. Time grows linearly with the length of the text.
 */
export function fromPem(text: string): PemBlock[] {
  const blocks: PemBlock[] = []
  let label: string | null = null
  let body = 0
  // From mark to mark: the lines between them may be millions.
  for (let at = text.indexOf('-----'); at !== -1;) {
    const start = text.lastIndexOf('\n', at) + 1
    const found = text.indexOf('\n', at)
    const end = found === -1 ? text.length : found
    const line = end - start > LONGEST_MARK ? '' : text.slice(start, end).trim()
    const mark = /^-----(BEGIN|END) ([A-Z0-9 .]{1,64})-----$/.exec(line)
    if (mark?.[1] === 'BEGIN') {
      label = mark[2] ?? null
      body = end + 1
    } else if (mark?.[1] === 'END') {
      const block = label !== null && label === mark[2] ? readBody(label, text.slice(body, start)) : null
      if (block) blocks.push(block)
      label = null
    }
    at = text.indexOf('-----', end)
  }
  return blocks
}

function readBody(label: string, body: string): PemBlock | null {
  const { headers, rest } = body.includes(':') ? readHeaders(body) : { headers: {}, rest: body }
  // White space may stand anywhere (RFC 7468 §3, laxbase64text).
  const base64 = rest.replace(/\s+/g, '')
  if (base64 === '' || base64.length % 4 !== 0 || !isBase64(base64)) return null
  return { label, der: Buffer.from(base64, 'base64'), headers }
}

/** More than any key has. */
const MOST_HEADERS = 100

/** RFC 1421 §4.4: lines with a colon in front of the body, which may go on in lines that begin with a space. */
function readHeaders(body: string): { headers: Record<string, string>; rest: string } {
  const headers = Object.create(null) as Record<string, string>
  let last: string | null = null
  let at = 0
  for (let count = 0; count < MOST_HEADERS && at < body.length; count += 1) {
    const found = body.indexOf('\n', at)
    const end = found === -1 ? body.length : found
    const rawLine = body.slice(at, end)
    const line = rawLine.trim()
    const colon = line.indexOf(':')
    if (colon > 0) {
      last = line.slice(0, colon).toLowerCase()
      headers[last] = line.slice(colon + 1).trim()
    } else if (last !== null && line !== '' && /^\s/.test(rawLine)) headers[last] += line
    else if (line !== '') break
    at = end + 1
  }
  return { headers, rest: body.slice(at) }
}

function isBase64(text: string): boolean {
  return /^[A-Za-z0-9+/]*={0,2}$/.test(text)
}

/** The DER of a certificate, request or list given as DER or as the first PEM block with a fitting label. */
export function toDer(input: Uint8Array | string, labels: readonly string[]): Uint8Array | null {
  return allDer(input, labels)[0] ?? null
}

/** The same of every PEM block with a fitting label, in order. */
export function allDer(input: Uint8Array | string, labels: readonly string[]): Uint8Array[] {
  if (typeof input !== 'string' && input[0] === 0x30) return [input]
  const text = typeof input === 'string' ? input : Buffer.from(input).toString('latin1')
  return fromPem(text).flatMap(({ label, der }) => (labels.includes(label) ? [der] : []))
}
