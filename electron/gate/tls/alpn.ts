/** Types of RFC 8446 §4.2 and RFC 7301 §3.1. */
const EXTENSION_ALPN = 16
/** Record header and handshake header in front of the body of a ClientHello. */
const HEADERS = 5 + 4

/**
 * The application protocols that a ClientHello offers, in its order (RFC 7301 §3.1); empty where it offers none, is not
 * whole, or is spread over several records, as no ACME authority does it. Never throws.
 */
export function offeredProtocols(data: Buffer): string[] {
  try {
    return read(data)
  } catch (error) {
    // A length that leads past the end.
    if (error instanceof RangeError) return []
    throw error
  }
}

function read(data: Buffer): string[] {
  // Legacy version and random, then three lists: session, cipher suites, compression methods.
  let at = HEADERS + 2 + 32
  at += 1 + data.readUInt8(at)
  at += 2 + data.readUInt16BE(at)
  at += 1 + data.readUInt8(at)
  const end = Math.min(at + 2 + data.readUInt16BE(at), data.length)
  at += 2
  while (at + 4 <= end) {
    const size = data.readUInt16BE(at + 2)
    if (data.readUInt16BE(at) === EXTENSION_ALPN) return names(data.subarray(at + 4, at + 4 + size))
    at += 4 + size
  }
  return []
}

function names(list: Buffer): string[] {
  const found: string[] = []
  const end = 2 + list.readUInt16BE(0)
  for (let at = 2; at < end;) {
    const length = list.readUInt8(at)
    if (length === 0 || at + 1 + length > list.length) return []
    found.push(list.toString('latin1', at + 1, at + 1 + length))
    at += 1 + length
  }
  return found
}
