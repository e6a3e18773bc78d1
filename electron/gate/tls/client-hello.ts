/** What a visitor says before anything is encrypted. */
export interface ClientHello {
  /** Server name as sent (RFC 6066 §3), not normalised; null when none was sent. */
  readonly serverName: string | null
}

/** `incomplete`: more bytes are needed. `not-tls`: these bytes cannot become a ClientHello. */
export type HelloResult =
  | { readonly state: 'incomplete' }
  | { readonly state: 'not-tls' }
  | { readonly state: 'hello'; readonly hello: ClientHello }

/** Browsers send up to about 2 KiB (post-quantum key shares); nobody honest sends more than this. */
export const MAX_HELLO_BYTES = 32_768

const RECORD_HANDSHAKE = 22
const HANDSHAKE_CLIENT_HELLO = 1
const EXTENSION_SERVER_NAME = 0
const NAME_TYPE_HOST = 0

/** Joins the handshake fragments of the first TLS records (RFC 8446 §5.1: a message may be split over records). */
function handshakeBytes(data: Buffer): Buffer | 'incomplete' | 'not-tls' {
  const parts: Buffer[] = []
  let offset = 0
  let length = 0
  let wanted = Number.POSITIVE_INFINITY
  while (length < wanted) {
    if (data.length > offset && data[offset] !== RECORD_HANDSHAKE) return 'not-tls'
    if (data.length > offset + 1 && data[offset + 1] !== 3) return 'not-tls'
    if (data.length < offset + 5) return 'incomplete'
    const size = data.readUInt16BE(offset + 3)
    if (size === 0 || size > 16_384 + 256) return 'not-tls'
    const fragment = data.subarray(offset + 5, offset + 5 + size)
    parts.push(fragment)
    length += fragment.length
    if (wanted === Number.POSITIVE_INFINITY && length >= 4) {
      const head = Buffer.concat(parts)
      if (head[0] !== HANDSHAKE_CLIENT_HELLO) return 'not-tls'
      wanted = 4 + head.readUIntBE(1, 3)
      if (wanted > MAX_HELLO_BYTES) return 'not-tls'
    }
    if (fragment.length < size && length < wanted) return 'incomplete'
    offset += 5 + size
  }
  // What follows in the last record is another message.
  return Buffer.concat(parts).subarray(0, wanted)
}

/** Finds the host name in the body of a ClientHello (RFC 8446 §4.1.2); throws RangeError on lengths that lie. */
function serverName(body: Buffer): string | null {
  let at = 4 + 2 + 32
  at += 1 + body.readUInt8(at)
  at += 2 + body.readUInt16BE(at)
  at += 1 + body.readUInt8(at)
  if (at >= body.length) return null
  const end = at + 2 + body.readUInt16BE(at)
  at += 2
  while (at + 4 <= end) {
    const type = body.readUInt16BE(at)
    const size = body.readUInt16BE(at + 2)
    if (type === EXTENSION_SERVER_NAME && size >= 5 && body.readUInt8(at + 6) === NAME_TYPE_HOST) {
      const length = body.readUInt16BE(at + 7)
      if (at + 9 + length > body.length) throw new RangeError('server name past the end')
      return body.toString('latin1', at + 9, at + 9 + length)
    }
    at += 4 + size
  }
  return null
}

/** Reads the first bytes of a connection; never throws. */
export function readClientHello(data: Buffer): HelloResult {
  const bytes = handshakeBytes(data)
  if (typeof bytes === 'string') return { state: bytes }
  try {
    return { state: 'hello', hello: { serverName: serverName(bytes) } }
  } catch (error) {
    if (error instanceof RangeError) return { state: 'not-tls' }
    throw error
  }
}
