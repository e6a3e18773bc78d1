/** What a visitor says before anything is encrypted. */
export interface ClientHello {
  /** Server name as sent (RFC 6066 §3), not normalised; null when none was sent. */
  readonly serverName: string | null
}

/**
 * `incomplete`: more bytes are needed. `broken`: TLS, but no ClientHello; `alert` is what the visitor is told.
 * `not-tls`: these bytes cannot become TLS.
 */
export type HelloResult =
  | { readonly state: 'incomplete' }
  | { readonly state: 'not-tls' }
  | { readonly state: 'broken'; readonly alert: number }
  | { readonly state: 'hello'; readonly hello: ClientHello }

/** Alerts of RFC 8446 §6. */
const UNEXPECTED_MESSAGE = 10
const RECORD_OVERFLOW = 22
const ILLEGAL_PARAMETER = 47
const DECODE_ERROR = 50

/** A fatal alert in a record that is not encrypted. */
export function fatalAlert(description: number): Buffer {
  return Buffer.from([RECORD_ALERT, 3, 3, 0, 2, 2, description])
}

/** Browsers send up to about 2 KiB (post-quantum key shares); nobody honest sends more than this. */
export const MAX_HELLO_BYTES = 32_768

/** Record types of RFC 8446 §5.1: change_cipher_spec, alert, handshake, application_data; 24 is heartbeat. */
const RECORD_ALERT = 21
const RECORD_HANDSHAKE = 22
const isRecordType = (octet: number): boolean => octet >= 20 && octet <= 24
/** Octets of a record's content: 2^14, and what encryption may add (§5.2). */
const MAX_RECORD = 16_384 + 256
const HANDSHAKE_CLIENT_HELLO = 1
const EXTENSION_SERVER_NAME = 0
const NAME_TYPE_HOST = 0

/** Joins the handshake fragments of the first TLS records (RFC 8446 §5.1: a message may be split over records). */
function handshakeBytes(data: Buffer): Buffer | Exclude<HelloResult, { state: 'hello' }> {
  const parts: Buffer[] = []
  let offset = 0
  let length = 0
  let wanted = Number.POSITIVE_INFINITY
  while (length < wanted) {
    const type = data[offset]
    const major = data[offset + 1]
    if (major === undefined) return type === undefined || isRecordType(type) ? INCOMPLETE : NOT_TLS
    // Every version of TLS says 3 here.
    if (major !== 3) return NOT_TLS
    if (data.length < offset + 5) return INCOMPLETE
    const size = data.readUInt16BE(offset + 3)
    if (size > MAX_RECORD) return broken(RECORD_OVERFLOW)
    if (type !== RECORD_HANDSHAKE) return broken(UNEXPECTED_MESSAGE)
    // §5.1: a fragment of a handshake message is not empty.
    if (size === 0) return broken(DECODE_ERROR)
    const fragment = data.subarray(offset + 5, offset + 5 + size)
    parts.push(fragment)
    length += fragment.length
    if (wanted === Number.POSITIVE_INFINITY && length >= 4) {
      const head = Buffer.concat(parts)
      if (head[0] !== HANDSHAKE_CLIENT_HELLO) return broken(UNEXPECTED_MESSAGE)
      wanted = 4 + head.readUIntBE(1, 3)
      // As OpenSSL says it of an excessive message size.
      if (wanted > MAX_HELLO_BYTES) return broken(ILLEGAL_PARAMETER)
    }
    if (fragment.length < size && length < wanted) return INCOMPLETE
    offset += 5 + size
  }
  // What follows in the last record is another message.
  return Buffer.concat(parts).subarray(0, wanted)
}

const INCOMPLETE = { state: 'incomplete' } as const
const NOT_TLS = { state: 'not-tls' } as const

function broken(alert: number): HelloResult & { state: 'broken' } {
  return { state: 'broken', alert }
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
  if ('state' in bytes) return bytes
  try {
    return { state: 'hello', hello: { serverName: serverName(bytes) } }
  } catch (error) {
    if (error instanceof RangeError) return broken(DECODE_ERROR)
    throw error
  }
}
