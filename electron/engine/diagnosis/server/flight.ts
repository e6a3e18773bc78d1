import { createDecipheriv, createHmac, type CipherGCMTypes } from 'node:crypto'

/** What a server said in its handshake, before the visitor's certificate came into it. */
export interface Flight {
  /** DER, as sent: the server's own certificate first. Empty when none was read. */
  readonly chain: readonly Uint8Array[]
  /** True: a CertificateRequest was seen. False: the flight was read whole without one. Null: not known. */
  readonly asked: boolean | null
  /** DER names of the authorities it accepts; empty means any. Null when it did not ask or it is not known. */
  readonly authorities: readonly Uint8Array[] | null
}

const RECORD = { changeCipherSpec: 20, handshake: 22, data: 23 } as const
const MESSAGE = { serverHello: 2, certificate: 11, certificateRequest: 13, helloDone: 14, finished: 20 } as const
/** RFC 8446 §4.2.4. */
const CERTIFICATE_AUTHORITIES = 47

/** Nothing longer is looked at: names and certificates beyond it help nobody. */
export const MOST_CERTIFICATES = 32
const MOST_NAMES = 500

/** Cuts bytes into pieces; what lies beyond the end reads as nothing, so that a cut-off flight is no error. */
class Cursor {
  private readonly bytes: Uint8Array
  private at = 0

  constructor(bytes: Uint8Array) {
    this.bytes = bytes
  }

  get left(): number {
    return this.bytes.length - this.at
  }

  /** A big-endian number, or null at the end. */
  number(size: number): number | null {
    if (this.left < size) return null
    let value = 0
    for (let index = 0; index < size; index += 1) value = value * 256 + (this.bytes[this.at + index] ?? 0)
    this.at += size
    return value
  }

  take(length: number): Uint8Array | null {
    if (this.left < length) return null
    this.at += length
    return this.bytes.subarray(this.at - length, this.at)
  }

  /** A piece that says its own length in `size` bytes. */
  vector(size: number): Uint8Array | null {
    const length = this.number(size)
    return length === null ? null : this.take(length)
  }
}

interface Record {
  readonly type: number
  readonly header: Uint8Array
  readonly body: Uint8Array
}

function records(bytes: Uint8Array): Record[] {
  const list: Record[] = []
  const cursor = new Cursor(bytes)
  for (;;) {
    const header = cursor.take(5)
    if (!header || header[1] !== 3) return list
    const body = cursor.take((header[3] ?? 0) * 256 + (header[4] ?? 0))
    if (!body) return list
    list.push({ type: header[0] ?? 0, header, body })
  }
}

interface Message {
  readonly type: number
  readonly body: Uint8Array
}

function messages(bytes: Uint8Array): Message[] {
  const list: Message[] = []
  const cursor = new Cursor(bytes)
  for (;;) {
    const type = cursor.number(1)
    const body = cursor.vector(3)
    if (type === null || !body) return list
    list.push({ type, body })
  }
}

/** RFC 8446 §7.1, for lengths of at most one hash. */
function expandLabel(digest: string, secret: Uint8Array, label: string, length: number): Uint8Array {
  const name = Buffer.from(`tls13 ${label}`, 'latin1')
  const info = Buffer.concat([Uint8Array.of(0, length, name.length), name, Uint8Array.of(0, 1)])
  return createHmac(digest, secret).update(info).digest().subarray(0, length)
}

/** Cipher suites of TLS 1.3 by number (RFC 8446 appendix B.4). */
const SUITES: ReadonlyMap<number, { digest: string; cipher: CipherGCMTypes | 'chacha20-poly1305'; key: number }> =
  new Map([
    [0x1301, { digest: 'sha256', cipher: 'aes-128-gcm', key: 16 }],
    [0x1302, { digest: 'sha384', cipher: 'aes-256-gcm', key: 32 }],
    [0x1303, { digest: 'sha256', cipher: 'chacha20-poly1305', key: 32 }],
  ])

/** The handshake messages that TLS 1.3 sends encrypted, read with the secret that our own side derived. */
function decrypted(all: readonly Record[], suite: number, secret: Uint8Array): Uint8Array {
  const kind = SUITES.get(suite)
  if (!kind) return new Uint8Array()
  const key = expandLabel(kind.digest, secret, 'key', kind.key)
  const iv = expandLabel(kind.digest, secret, 'iv', 12)
  const parts: Uint8Array[] = []
  let sequence = 0
  for (const record of all.filter((one) => one.type === RECORD.data)) {
    const nonce = Buffer.from(iv)
    nonce.writeUInt32BE((nonce.readUInt32BE(8) ^ sequence) >>> 0, 8)
    sequence += 1
    try {
      const decipher = createDecipheriv(kind.cipher as CipherGCMTypes, key, nonce, { authTagLength: 16 })
      decipher.setAAD(record.header).setAuthTag(record.body.subarray(-16))
      const plain = Buffer.concat([decipher.update(record.body.subarray(0, -16)), decipher.final()])
      let end = plain.length
      while (end > 0 && plain[end - 1] === 0) end -= 1
      if (plain[end - 1] === RECORD.handshake) parts.push(plain.subarray(0, end - 1))
    } catch {
      // The first record under the next key: the handshake is over.
      break
    }
  }
  return Buffer.concat(parts)
}

function list(bytes: Uint8Array | null, size: number, most: number, after = 0): Uint8Array[] {
  const items: Uint8Array[] = []
  const cursor = new Cursor(bytes ?? new Uint8Array())
  while (cursor.left > 0 && items.length < most) {
    const item = cursor.vector(size)
    if (!item || (after > 0 && !cursor.vector(after))) break
    items.push(item)
  }
  return items
}

/** The names in a CertificateRequest: RFC 5246 §7.4.4, RFC 8446 §4.3.2. */
function acceptedNames(body: Uint8Array, tls13: boolean): Uint8Array[] {
  const cursor = new Cursor(body)
  if (!tls13) {
    cursor.vector(1)
    cursor.vector(2)
    return list(cursor.vector(2), 2, MOST_NAMES)
  }
  cursor.vector(1)
  const extensions = new Cursor(cursor.vector(2) ?? new Uint8Array())
  for (;;) {
    const type = extensions.number(2)
    const value = extensions.vector(2)
    if (type === null || !value) return []
    if (type === CERTIFICATE_AUTHORITIES) return list(new Cursor(value).vector(2), 2, MOST_NAMES)
  }
}

function sentChain(body: Uint8Array, tls13: boolean): Uint8Array[] {
  const cursor = new Cursor(body)
  if (tls13) cursor.vector(1)
  return list(cursor.vector(3), 3, MOST_CERTIFICATES, tls13 ? 2 : 0)
}

/** The suite in a ServerHello. */
function suiteOf(hello: Uint8Array): number {
  const cursor = new Cursor(hello)
  cursor.take(34)
  cursor.vector(1)
  return cursor.number(2) ?? 0
}

/**
 * Reads the bytes that a server sent. TLS 1.2 shows everything in clear; for TLS 1.3 the secret of the server's
 * handshake traffic (as our own side logs it) is needed. Never throws: what cannot be read is not known.
 */
export function readFlight(bytes: Uint8Array, tls13Secret: Uint8Array | null): Flight {
  const all = records(bytes)
  const clearEnd = all.findIndex((one) => one.type === RECORD.changeCipherSpec || one.type === RECORD.data)
  const clear = (clearEnd < 0 ? all : all.slice(0, clearEnd)).filter((one) => one.type === RECORD.handshake)
  const open = messages(Buffer.concat(clear.map((one) => one.body)))
  const hello = open.findLast((one) => one.type === MESSAGE.serverHello)
  const tls13 = hello !== undefined && SUITES.has(suiteOf(hello.body))
  if (tls13 && tls13Secret === null) return { chain: [], asked: null, authorities: null }
  const said = tls13 && tls13Secret ? messages(decrypted(all, suiteOf(hello.body), tls13Secret)) : open
  const certificate = said.find((one) => one.type === MESSAGE.certificate)
  const request = said.find((one) => one.type === MESSAGE.certificateRequest)
  const whole = said.some((one) => one.type === (tls13 ? MESSAGE.finished : MESSAGE.helloDone))
  return {
    chain: certificate ? sentChain(certificate.body, tls13) : [],
    asked: request ? true : whole ? false : null,
    authorities: request ? acceptedNames(request.body, tls13) : null,
  }
}
