import tls from 'node:tls'

/** Frame types and flags of RFC 9113 §6. */
export const FRAME = {
  data: 0,
  headers: 1,
  priority: 2,
  reset: 3,
  settings: 4,
  push: 5,
  ping: 6,
  goaway: 7,
  window: 8,
  continuation: 9,
} as const
export const END_STREAM = 1
export const END_HEADERS = 4

/** One frame, whatever sense it makes. */
export function frame(type: number, flags: number, stream: number, payload: Buffer = Buffer.alloc(0)): Buffer {
  const head = Buffer.alloc(9)
  head.writeUIntBE(payload.length, 0, 3)
  head[3] = type
  head[4] = flags
  head.writeUInt32BE(stream, 5)
  return Buffer.concat([head, payload])
}

/** HPACK literals without indexing and without Huffman (RFC 7541 §6.2.2): any bytes go through. */
export function headerBlock(fields: readonly (readonly [string, string])[]): Buffer {
  const text = (value: string): Buffer => {
    const bytes = Buffer.from(value, 'latin1')
    if (bytes.length >= 127) throw new Error('longer than this little encoder can write')
    return Buffer.concat([Buffer.from([bytes.length]), bytes])
  }
  return Buffer.concat(fields.map(([name, value]) => Buffer.concat([Buffer.from([0]), text(name), text(value)])))
}

/** A frame as it was received. */
export interface Frame {
  readonly type: number
  readonly flags: number
  readonly stream: number
  readonly payload: Buffer
}

/** The whole frames among these bytes. */
export function readFrames(bytes: Buffer): Frame[] {
  const frames: Frame[] = []
  for (let at = 0; at + 9 <= bytes.length;) {
    const end = at + 9 + bytes.readUIntBE(at, 3)
    if (end > bytes.length) break
    const stream = bytes.readUInt32BE(at + 5) & 0x7fff_ffff
    frames.push({ type: bytes[at + 3] ?? 0, flags: bytes[at + 4] ?? 0, stream, payload: bytes.subarray(at + 9, end) })
    at = end
  }
  return frames
}

/** Big-endian. */
export function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value >>> 0)
  return bytes
}

/** A connection that has sent preface and SETTINGS, and collects what comes back. */
export interface FrameConnection {
  write(...frames: Buffer[]): void
  /** Everything that came. */
  received(): Buffer
  /** Whether the other side has ended it. */
  closed(): boolean
  destroy(): void
}

/** @param settings payload of the SETTINGS frame */
export function connectFrames(
  options: tls.ConnectionOptions,
  settings: Buffer = Buffer.alloc(0),
): Promise<FrameConnection> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let closed = false
    const socket = tls.connect({ ...options, ALPNProtocols: ['h2'] })
    socket.on('data', (chunk: Buffer) => chunks.push(chunk))
    socket.on('close', () => (closed = true))
    socket.on('error', (error) => (closed ? undefined : reject(error)))
    socket.on('secureConnect', () => {
      socket.write(
        Buffer.concat([Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'), frame(FRAME.settings, 0, 0, settings)]),
      )
      resolve({
        write: (...frames) => void (socket.writable && socket.write(Buffer.concat(frames))),
        received: () => Buffer.concat(chunks),
        closed: () => closed,
        destroy: () => void socket.destroy(),
      })
    })
  })
}
