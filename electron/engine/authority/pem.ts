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

/**
 * Every well-formed block of a PEM text, in order. Text between blocks is ignored, as OpenSSL does; a block
 * without its end or with a damaged body is left out. Time grows linearly with the length of the text.
 */
export function fromPem(text: string): PemBlock[] {
  const blocks: PemBlock[] = []
  let label: string | null = null
  let body: string[] = []
  let headers: Record<string, string> = {}
  let lastHeader: string | null = null
  for (const rawLine of text.split('\n')) {
    const line = rawLine.trim()
    const mark = line.startsWith('-----') ? /^-----(BEGIN|END) ([A-Z0-9 .]{1,64})-----$/.exec(line) : null
    if (mark?.[1] === 'BEGIN') {
      label = mark[2] ?? null
      body = []
      headers = Object.create(null) as Record<string, string>
      lastHeader = null
    } else if (mark?.[1] === 'END') {
      const base64 = body.join('')
      if (label !== null && label === mark[2] && base64 !== '' && base64.length % 4 === 0 && isBase64(base64)) {
        blocks.push({ label, der: Buffer.from(base64, 'base64'), headers })
      }
      label = null
    } else if (label !== null) {
      const colon = line.indexOf(':')
      if (colon > 0) {
        lastHeader = line.slice(0, colon).toLowerCase()
        headers[lastHeader] = line.slice(colon + 1).trim()
      } else if (lastHeader !== null && body.length === 0 && /^\s/.test(rawLine)) {
        headers[lastHeader] += line
      } else if (line !== '') body.push(line)
    }
  }
  return blocks
}

function isBase64(text: string): boolean {
  return /^[A-Za-z0-9+/]*={0,2}$/.test(text)
}

/** The DER of a certificate, request or list given as DER or as the first PEM block with a fitting label. */
export function toDer(input: Uint8Array | string, labels: readonly string[]): Uint8Array | null {
  if (typeof input !== 'string' && input[0] === 0x30) return input
  const text = typeof input === 'string' ? input : Buffer.from(input).toString('latin1')
  return fromPem(text).find((block) => labels.includes(block.label))?.der ?? null
}
