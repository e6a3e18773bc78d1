/** Frame types (RFC 9113 §6). Others are read over (§5.5). */
export const FRAME = {
  DATA: 0,
  HEADERS: 1,
  PRIORITY: 2,
  RST_STREAM: 3,
  SETTINGS: 4,
  PUSH_PROMISE: 5,
  PING: 6,
  GOAWAY: 7,
  WINDOW_UPDATE: 8,
  CONTINUATION: 9,
} as const

export const FLAG = { END_STREAM: 1, ACK: 1, END_HEADERS: 4, PADDED: 8, PRIORITY: 32 } as const

/** Error codes (RFC 9113 §7). */
export const ERROR = {
  NO_ERROR: 0,
  PROTOCOL_ERROR: 1,
  INTERNAL_ERROR: 2,
  FLOW_CONTROL_ERROR: 3,
  STREAM_CLOSED: 5,
  FRAME_SIZE_ERROR: 6,
  REFUSED_STREAM: 7,
  CANCEL: 8,
  COMPRESSION_ERROR: 9,
  ENHANCE_YOUR_CALM: 11,
} as const

/** Settings (RFC 9113 §6.5.2). */
export const SETTING = {
  ENABLE_PUSH: 2,
  MAX_CONCURRENT_STREAMS: 3,
  INITIAL_WINDOW_SIZE: 4,
  MAX_FRAME_SIZE: 5,
  MAX_HEADER_LIST_SIZE: 6,
} as const

export const PREFACE = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n')
/** Octets of a frame's header. */
export const FRAME_HEADER = 9
/** Octets of a payload, as long as nothing else is said; nothing else is said here. */
export const MAX_FRAME_SIZE = 16_384
/** Flow-control windows begin with so many octets, and never have more than that (RFC 9113 §6.9). */
export const DEFAULT_WINDOW = 65_535
export const MAX_WINDOW = 0x7fff_ffff

/** What ends the whole connection (RFC 9113 §5.4.1). */
export class ConnectionError extends Error {
  readonly code: number
  constructor(code: number) {
    super(`HTTP/2 error ${code}`)
    this.code = code
  }
}

/** Big-endian, as Latin-1 text. */
function uint32(value: number): string {
  return String.fromCharCode(value >>> 24, (value >>> 16) & 0xff, (value >>> 8) & 0xff, value & 0xff)
}

/** The header of a frame, as Latin-1 text. @param length octets of the payload */
export function frameHeader(type: number, flags: number, streamId: number, length: number): string {
  return (
    String.fromCharCode((length >>> 16) & 0xff, (length >>> 8) & 0xff, length & 0xff, type, flags) + uint32(streamId)
  )
}

/** HEADERS, and CONTINUATION where one frame is not enough. @param block Latin-1 */
export function headersFrames(streamId: number, block: string, endStream: boolean): string {
  const flags = endStream ? FLAG.END_STREAM : 0
  if (block.length <= MAX_FRAME_SIZE) {
    return frameHeader(FRAME.HEADERS, flags | FLAG.END_HEADERS, streamId, block.length) + block
  }
  let text = frameHeader(FRAME.HEADERS, flags, streamId, MAX_FRAME_SIZE) + block.slice(0, MAX_FRAME_SIZE)
  for (let at = MAX_FRAME_SIZE; at < block.length; at += MAX_FRAME_SIZE) {
    const part = block.slice(at, at + MAX_FRAME_SIZE)
    const last = at + part.length === block.length
    text += frameHeader(FRAME.CONTINUATION, last ? FLAG.END_HEADERS : 0, streamId, part.length) + part
  }
  return text
}

export function settingsFrame(settings: readonly (readonly [id: number, value: number])[]): string {
  const payload = settings.map(([id, value]) => String.fromCharCode(id >>> 8, id & 0xff) + uint32(value)).join('')
  return frameHeader(FRAME.SETTINGS, 0, 0, payload.length) + payload
}

export const SETTINGS_ACK = frameHeader(FRAME.SETTINGS, FLAG.ACK, 0, 0)

export function resetFrame(streamId: number, code: number): string {
  return frameHeader(FRAME.RST_STREAM, 0, streamId, 4) + uint32(code)
}

export function windowUpdateFrame(streamId: number, increment: number): string {
  return frameHeader(FRAME.WINDOW_UPDATE, 0, streamId, 4) + uint32(increment)
}

export function goawayFrame(lastStreamId: number, code: number): string {
  return frameHeader(FRAME.GOAWAY, 0, 0, 8) + uint32(lastStreamId) + uint32(code)
}
