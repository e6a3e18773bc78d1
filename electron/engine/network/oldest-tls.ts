import { randomBytes } from 'node:crypto'
import net from 'node:net'

/** Versions of TLS by the number on the wire (RFC 6101, 2246, 4346, 5246). */
const VERSIONS: ReadonlyMap<number, string> = new Map([
  [0x0300, 'SSL 3.0'],
  [0x0301, 'TLS 1.0'],
  [0x0302, 'TLS 1.1'],
  [0x0303, 'TLS 1.2'],
])
const OLD = [0x0302, 0x0301, 0x0300] as const

/**
 * Cipher suites that servers of those versions know: AES-CBC, 3DES and RC4 with RSA, DHE and ECDHE, and
 * TLS_EMPTY_RENEGOTIATION_INFO_SCSV (RFC 5746 §3.3).
 */
const SUITES = [0xc013, 0xc014, 0xc009, 0xc00a, 0x0033, 0x0039, 0x002f, 0x0035, 0x000a, 0x0016, 0x0005, 0x0004, 0x00ff]

const ATTEMPT_TIMEOUT_MS = 3000
/** A ServerHello or an alert is at the very beginning. Bytes. */
const MAX_ANSWER_BYTES = 512

function uint16(...numbers: number[]): Buffer {
  const bytes = Buffer.alloc(numbers.length * 2)
  for (const [at, number] of numbers.entries()) bytes.writeUInt16BE(number, at * 2)
  return bytes
}

function vector16(body: Buffer): Buffer {
  return Buffer.concat([uint16(body.length), body])
}

/** A ClientHello (RFC 4346 §7.4.1.2) that offers `version` and what is older. SSL 3.0 knows no extensions. */
function clientHello(version: number, serverName: string | null): Buffer {
  const name = serverName === null ? null : Buffer.from(serverName, 'latin1')
  const extensions = [
    ...(name === null ? [] : [uint16(0), vector16(vector16(Buffer.concat([Buffer.of(0), vector16(name)])))]),
    // supported_groups: x25519, P-256, P-384; ec_point_formats: uncompressed (RFC 8422 §5.1).
    uint16(10),
    vector16(vector16(uint16(29, 23, 24))),
    uint16(11),
    vector16(Buffer.of(1, 0)),
  ]
  const body = Buffer.concat([
    uint16(version),
    randomBytes(32),
    Buffer.of(0),
    vector16(uint16(...SUITES)),
    Buffer.of(1, 0),
    ...(version === 0x0300 ? [] : [vector16(Buffer.concat(extensions))]),
  ])
  const message = Buffer.concat([Buffer.of(1, 0), uint16(body.length), body])
  return Buffer.concat([Buffer.of(22), uint16(version === 0x0300 ? 0x0300 : 0x0301), vector16(message)])
}

/** The version that a ServerHello names; null for everything else, an alert among it. Never throws. */
export function serverHelloVersion(bytes: Uint8Array): number | null {
  const isServerHello = bytes.length >= 11 && bytes[0] === 22 && bytes[1] === 3 && bytes[5] === 2
  return isServerHello ? (bytes[9] ?? 0) * 256 + (bytes[10] ?? 0) : null
}

function offer(place: { host: string; port: number }, hello: Buffer, signal?: AbortSignal): Promise<number | null> {
  return new Promise((resolve) => {
    let received = Buffer.alloc(0)
    const socket = net.connect({ ...place, ...(signal ? { signal } : {}) }, () => socket.write(hello))
    const end = (): void => {
      clearTimeout(timer)
      socket.destroy()
      resolve(serverHelloVersion(received))
    }
    const timer = setTimeout(end, ATTEMPT_TIMEOUT_MS)
    socket.on('data', (piece: Buffer) => {
      received = Buffer.concat([received, piece])
      if (received.length >= 11 || received.length > MAX_ANSWER_BYTES) end()
    })
    socket.on('error', end)
    socket.on('close', end)
  })
}

/**
 * The newest version before TLS 1.2 that a server takes, by asking it with hellos of its time: TLS libraries of today
 * cannot offer all of them any more. Null when it takes none. Nothing is negotiated further than its ServerHello.
 */
export async function oldestTls(
  { host, port, serverName }: { host: string; port: number; serverName: string | null },
  signal?: AbortSignal,
): Promise<string | null> {
  for (const version of OLD) {
    const taken = await offer({ host, port }, clientHello(version, serverName), signal)
    if (taken !== null && taken < 0x0303) return VERSIONS.get(taken) ?? null
    if (signal?.aborted === true) return null
  }
  return null
}
