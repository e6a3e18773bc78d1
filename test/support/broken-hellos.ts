const u16 = (value: number): Buffer => Buffer.of((value >> 8) & 0xff, value & 0xff)
const u24 = (value: number): Buffer => Buffer.of((value >> 16) & 0xff, (value >> 8) & 0xff, value & 0xff)
const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex')

/** A record of TLS (RFC 8446 §5.1). */
function record(type: number, content: Buffer, version = 0x0301): Buffer {
  return Buffer.concat([Buffer.of(type), u16(version), u16(content.length), content])
}

/** A handshake message (§4), which may lie about its length. */
function message(type: number, body: Buffer, length = body.length): Buffer {
  return Buffer.concat([Buffer.of(type), u24(length), body])
}

function serverName(name: string): Buffer {
  const bytes = Buffer.from(name, 'latin1')
  const entry = Buffer.concat([u16(bytes.length + 3), Buffer.of(0), u16(bytes.length), bytes])
  return Buffer.concat([u16(0), u16(entry.length), entry])
}

interface Hello {
  readonly version?: number
  readonly session?: Buffer
  readonly sessionLength?: number
  readonly suites?: Buffer
  readonly suitesLength?: number
  readonly compression?: Buffer
  readonly extensions?: readonly Buffer[]
  readonly extensionsLength?: number
}

/** A ClientHello (§4.1.2) for TLS 1.2, with what is given instead. */
function hello(changed: Hello = {}): Buffer {
  const { version = 0x0303, session = Buffer.alloc(0), compression = Buffer.of(0) } = changed
  const suites = changed.suites ?? hex('c02b c02f c02c')
  const extensions = Buffer.concat(
    changed.extensions ?? [serverName('camera.home'), hex('000a 0004 0002 0017'), hex('000d 0004 0002 0403')],
  )
  return Buffer.concat([
    u16(version),
    Buffer.alloc(32, 7),
    Buffer.of(changed.sessionLength ?? session.length),
    session,
    u16(changed.suitesLength ?? suites.length),
    suites,
    Buffer.of(compression.length),
    compression,
    u16(changed.extensionsLength ?? extensions.length),
    extensions,
  ])
}

const handshake = (body: Buffer): Buffer => record(22, message(1, body))

/** First words of a visitor that are no ClientHello, or one that cannot be used. */
export const brokenHellos: readonly [what: string, bytes: Buffer][] = [
  ['an alert', record(21, Buffer.of(2, 40))],
  ['a change of the cipher', record(20, Buffer.of(1))],
  ['data', record(23, Buffer.alloc(20))],
  ['a heartbeat', record(24, hex('01 0010 01'))],
  ['a record of a kind that does not exist', record(99, Buffer.alloc(10))],
  ['a ServerHello', record(22, message(2, hello()))],
  ['a Finished', record(22, message(20, Buffer.alloc(12)))],
  ['a message of a kind that does not exist', record(22, message(77, Buffer.alloc(12)))],
  ['a record of 20,000 octets', Buffer.concat([hex('16 0301'), u16(20_000), Buffer.alloc(20_000)])],
  ['a hello of 192 KiB', record(22, message(1, hello(), 0x30_000))],
  ['a hello that is cut off', handshake(hello().subarray(0, 20))],
  ['an empty hello', handshake(Buffer.alloc(0))],
  ['more behind the hello', handshake(Buffer.concat([hello(), Buffer.of(1, 2, 3)]))],
  ['a session of 33 octets', handshake(hello({ session: Buffer.alloc(33) }))],
  ['a session that ends beyond', handshake(hello({ sessionLength: 250 }))],
  ['half a cipher suite', handshake(hello({ suites: hex('c02b c0') }))],
  ['suites that end beyond', handshake(hello({ suitesLength: 60_000 }))],
  ['no compression', handshake(hello({ compression: Buffer.alloc(0) }))],
  ['extensions that end beyond', handshake(hello({ extensionsLength: 5000 }))],
  ['extensions that end before', handshake(hello({ extensionsLength: 3 }))],
  ['an empty server name', handshake(hello({ extensions: [hex('0000 0000')] }))],
  ['a server name that ends beyond', handshake(hello({ extensions: [hex('0000 0009 0007 00 ffff 616263')] }))],
  ['two server names', handshake(hello({ extensions: [serverName('a'), serverName('b')] }))],
  ['NUL in the server name', handshake(hello({ extensions: [serverName('camera\0home')] }))],
]

/** A hello that begins a handshake: what the others are changed from. */
export const goodHello = handshake(hello())
