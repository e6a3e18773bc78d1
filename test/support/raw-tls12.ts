import { generateKeyPairSync, randomBytes } from 'node:crypto'
import net from 'node:net'

const HANDSHAKE = 22
const SERVER_HELLO_DONE = 14
const CERTIFICATE = 11
const CLIENT_KEY_EXCHANGE = 16
const CERTIFICATE_VERIFY = 15

const u8 = (value: number): Buffer => Buffer.of(value)
const u16 = (value: number): Buffer => Buffer.of(value >> 8, value & 0xff)
const u24 = (value: number): Buffer => Buffer.of(value >> 16, (value >> 8) & 0xff, value & 0xff)
const vector16 = (...parts: readonly Buffer[]): Buffer => {
  const body = Buffer.concat(parts)
  return Buffer.concat([u16(body.length), body])
}
const vector24 = (body: Buffer): Buffer => Buffer.concat([u24(body.length), body])
const extension = (type: number, body: Buffer): Buffer => Buffer.concat([u16(type), vector16(body)])
const message = (type: number, body: Buffer): Buffer => Buffer.concat([u8(type), vector24(body)])

/** Handshake messages in records of at most 16 KiB (RFC 5246 §6.2.1). */
function records(body: Buffer): Buffer {
  const all: Buffer[] = []
  for (let at = 0; at < body.length; at += 16_000) {
    const part = body.subarray(at, at + 16_000)
    all.push(Buffer.concat([u8(HANDSHAKE), u16(0x0303), vector16(part)]))
  }
  return Buffer.concat(all)
}

function clientHello(serverName: string): Buffer {
  const name = Buffer.from(serverName)
  const body = Buffer.concat([
    u16(0x0303),
    randomBytes(32),
    u8(0),
    // ECDHE with AES-128-GCM, for a server with an ECDSA or an RSA key.
    vector16(u16(0xc02b), u16(0xc02f)),
    Buffer.of(1, 0),
    vector16(
      extension(0, vector16(u8(0), vector16(name))),
      // X25519 for the exchange; P-256 because the server’s own key may be on it.
      extension(10, vector16(u16(0x001d), u16(0x0017))),
      extension(11, Buffer.of(1, 0)),
      extension(13, vector16(...[0x0403, 0x0804, 0x0401, 0x0503, 0x0603, 0x0807].map(u16))),
    ),
  ])
  return records(message(1, body))
}

/**
 * Shows a server any certificate, also one whose key nobody has, in a TLS 1.2 handshake that goes as far as the proof of
 * that key, which is wrong. @returns the alert that ends it; null where the server just hangs up
 */
export function showCertificate(options: {
  readonly port: number
  readonly serverName: string
  /** DER, leaf first. */
  readonly chain: readonly Uint8Array[]
}): Promise<number | null> {
  return new Promise((resolve, reject) => {
    let data = Buffer.alloc(0)
    let messages = Buffer.alloc(0)
    let answered = false
    let alert: number | null = null
    const socket = net.connect(options.port, '127.0.0.1', () => socket.write(clientHello(options.serverName)))
    socket.setTimeout(20_000, () => reject(new Error('the server says nothing')))
    const answer = (): void => {
      answered = true
      const { publicKey } = generateKeyPairSync('x25519')
      const key = publicKey.export({ type: 'spki', format: 'der' }).subarray(-32)
      const list = Buffer.concat(options.chain.map((der) => vector24(Buffer.from(der))))
      socket.write(
        records(
          Buffer.concat([
            message(CERTIFICATE, vector24(list)),
            message(CLIENT_KEY_EXCHANGE, Buffer.concat([u8(32), key])),
            message(CERTIFICATE_VERIFY, Buffer.concat([u16(0x0403), vector16(randomBytes(70))])),
          ]),
        ),
      )
    }
    socket.on('data', (chunk: Buffer) => {
      data = Buffer.concat([data, chunk])
      while (data.length >= 5 && data.length >= 5 + data.readUInt16BE(3)) {
        const body = data.subarray(5, 5 + data.readUInt16BE(3))
        if (data[0] === 21) alert = body[1] ?? null
        if (data[0] === HANDSHAKE) messages = Buffer.concat([messages, body])
        data = data.subarray(5 + body.length)
      }
      while (messages.length >= 4 && messages.length >= 4 + messages.readUIntBE(1, 3)) {
        if (messages[0] === SERVER_HELLO_DONE && !answered) answer()
        messages = messages.subarray(4 + messages.readUIntBE(1, 3))
      }
    })
    socket.on('error', () => undefined)
    socket.on('close', () =>
      answered ? resolve(alert) : reject(new Error('the server hung up before it was shown anything')),
    )
  })
}
