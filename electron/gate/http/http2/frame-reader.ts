import { ConnectionError, ERROR, FLAG, FRAME, FRAME_HEADER, MAX_FRAME_SIZE, PREFACE } from './frames.ts'

/** What frames say, once everything that can be wrong with a frame alone has been looked at. */
export interface FrameHandlers {
  /** DATA begins. @param length octets of content that follow @param counted octets for flow control: with padding */
  onDataBegin(streamId: number, length: number, counted: number): void
  /** Content of that DATA. @param endStream nothing more of the stream follows */
  onData(piece: Buffer, endStream: boolean): void
  /** A whole header block: HEADERS with all its CONTINUATIONs. */
  onHeaderBlock(streamId: number, block: Buffer, endStream: boolean): void
  onReset(streamId: number): void
  onSettings(settings: readonly (readonly [id: number, value: number])[]): void
  /** @param payload eight octets, to be sent back */
  onPing(payload: Buffer): void
  onGoaway(): void
  onWindowUpdate(streamId: number, increment: number): void
  /** A frame that is wrong for its stream alone. */
  onStreamError(streamId: number, code: number): void
  /** A frame that asks for work and carries nothing. */
  onOverhead(): void
}

/** Octets of a header block as it comes. */
const MAX_BLOCK = 65_536
/** DATA and fragments shorter than this are overhead, too. */
const MIN_USEFUL = 16

const EMPTY = Buffer.alloc(0)

/** Reads the frames of a client (RFC 9113 §3.4, §4, §6). DATA is handed on as it comes, everything else whole. */
export class FrameReader {
  readonly #handlers: FrameHandlers
  #pending: Buffer | null = null
  #prefaced = false
  #settled = false
  /** A header block until END_HEADERS. */
  #block: { readonly streamId: number; readonly endStream: boolean; readonly parts: Buffer[]; bytes: number } | null =
    null
  /** Octets of DATA that are still to come. */
  #dataLeft = 0
  #dataEndsStream = false

  constructor(handlers: FrameHandlers) {
    this.#handlers = handlers
  }

  /** Whether something has begun that is not whole: the preface, a frame other than DATA, or a header block. */
  get isPartial(): boolean {
    return this.#pending !== null || this.#block !== null || !this.#settled
  }

  /** @param isOver asked between frames: true once nothing more is wanted @throws ConnectionError */
  read(chunk: Buffer, isOver: () => boolean): void {
    let bytes = this.#pending ? Buffer.concat([this.#pending, chunk]) : chunk
    this.#pending = null
    if (!this.#prefaced) {
      const length = Math.min(bytes.length, PREFACE.length)
      if (!bytes.subarray(0, length).equals(PREFACE.subarray(0, length)))
        throw new ConnectionError(ERROR.PROTOCOL_ERROR)
      this.#prefaced = length === PREFACE.length
      if (this.#prefaced) bytes = bytes.subarray(length)
    }
    while (this.#prefaced && bytes.length > 0 && !isOver()) {
      const used = this.#dataLeft > 0 ? this.#readData(bytes) : this.#readFrame(bytes)
      if (used === 0) break
      bytes = used === bytes.length ? EMPTY : bytes.subarray(used)
    }
    if (bytes.length > 0) this.#pending = bytes
  }

  #readData(bytes: Buffer): number {
    const size = Math.min(this.#dataLeft, bytes.length)
    this.#dataLeft -= size
    const last = this.#dataLeft === 0
    this.#handlers.onData(size === bytes.length ? bytes : bytes.subarray(0, size), last && this.#dataEndsStream)
    return size
  }

  /** @returns octets that were read; 0 while the frame is not whole */
  #readFrame(bytes: Buffer): number {
    if (bytes.length < FRAME_HEADER) return 0
    const length = bytes.readUIntBE(0, 3)
    const type = bytes[3] as number
    const flags = bytes[4] as number
    const streamId = bytes.readUInt32BE(5) & 0x7fff_ffff
    if (length > MAX_FRAME_SIZE) throw new ConnectionError(ERROR.FRAME_SIZE_ERROR)
    // RFC 9113 §3.4: SETTINGS come first. §6.10: nothing comes between the frames of a header block.
    if (!this.#settled && type !== FRAME.SETTINGS) throw new ConnectionError(ERROR.PROTOCOL_ERROR)
    if (this.#block && (type !== FRAME.CONTINUATION || streamId !== this.#block.streamId)) {
      throw new ConnectionError(ERROR.PROTOCOL_ERROR)
    }
    if (type === FRAME.DATA && (flags & FLAG.PADDED) === 0) {
      this.#beginData(streamId, flags, length, length)
      return FRAME_HEADER
    }
    const end = FRAME_HEADER + length
    if (bytes.length < end) return 0
    this.#onFrame(type, flags, streamId, bytes.subarray(FRAME_HEADER, end))
    return end
  }

  #beginData(streamId: number, flags: number, length: number, counted: number): void {
    if (streamId === 0) throw new ConnectionError(ERROR.PROTOCOL_ERROR)
    if (length < MIN_USEFUL) this.#handlers.onOverhead()
    this.#handlers.onDataBegin(streamId, length, counted)
    this.#dataLeft = length
    this.#dataEndsStream = (flags & FLAG.END_STREAM) !== 0
    if (length === 0) this.#handlers.onData(EMPTY, this.#dataEndsStream)
  }

  #onFrame(type: number, flags: number, streamId: number, payload: Buffer): void {
    switch (type) {
      case FRAME.DATA: {
        const content = unpadded(flags, payload, 0)
        this.#beginData(streamId, flags, content.length, payload.length)
        if (content.length > 0) this.#readData(content)
        return
      }
      case FRAME.HEADERS: {
        // RFC 9113 §5.1.1: streams of a client are odd.
        if (streamId % 2 === 0) throw new ConnectionError(ERROR.PROTOCOL_ERROR)
        const fragment = unpadded(flags, payload, (flags & FLAG.PRIORITY) === 0 ? 0 : 5)
        this.#block = { streamId, endStream: (flags & FLAG.END_STREAM) !== 0, parts: [], bytes: 0 }
        return this.#onFragment(flags, fragment)
      }
      case FRAME.CONTINUATION:
        if (payload.length < MIN_USEFUL) this.#handlers.onOverhead()
        return this.#onFragment(flags, payload)
      case FRAME.RST_STREAM:
        connectionFrame(streamId !== 0, payload.length === 4)
        return this.#handlers.onReset(streamId)
      case FRAME.SETTINGS:
        this.#handlers.onOverhead()
        return this.#onSettings(flags, streamId, payload)
      case FRAME.PUSH_PROMISE:
        throw new ConnectionError(ERROR.PROTOCOL_ERROR)
      case FRAME.PING:
        this.#handlers.onOverhead()
        connectionFrame(streamId === 0, payload.length === 8)
        if ((flags & FLAG.ACK) === 0) this.#handlers.onPing(payload)
        return
      case FRAME.GOAWAY:
        connectionFrame(streamId === 0, payload.length >= 8)
        return this.#handlers.onGoaway()
      case FRAME.WINDOW_UPDATE:
        this.#handlers.onOverhead()
        return this.#onWindowUpdate(streamId, payload)
      case FRAME.PRIORITY:
        this.#handlers.onOverhead()
        if (streamId === 0) throw new ConnectionError(ERROR.PROTOCOL_ERROR)
        if (payload.length !== 5) this.#handlers.onStreamError(streamId, ERROR.FRAME_SIZE_ERROR)
        return
      default:
        // RFC 9113 §5.5: unknown frames are read over.
        this.#handlers.onOverhead()
    }
  }

  #onFragment(flags: number, fragment: Buffer): void {
    const block = this.#block
    if (!block) throw new ConnectionError(ERROR.PROTOCOL_ERROR)
    block.bytes += fragment.length
    // CVE-2024-27316: CONTINUATION without end.
    if (block.bytes > MAX_BLOCK) throw new ConnectionError(ERROR.ENHANCE_YOUR_CALM)
    block.parts.push(fragment)
    if ((flags & FLAG.END_HEADERS) === 0) return
    this.#block = null
    const [first = EMPTY] = block.parts
    const whole = block.parts.length === 1 ? first : Buffer.concat(block.parts)
    this.#handlers.onHeaderBlock(block.streamId, whole, block.endStream)
  }

  #onSettings(flags: number, streamId: number, payload: Buffer): void {
    const isAck = (flags & FLAG.ACK) !== 0
    connectionFrame(streamId === 0, isAck ? payload.length === 0 : payload.length % 6 === 0)
    if (isAck && !this.#settled) throw new ConnectionError(ERROR.PROTOCOL_ERROR)
    this.#settled = true
    if (isAck) return
    const settings: [number, number][] = []
    for (let at = 0; at < payload.length; at += 6)
      settings.push([payload.readUInt16BE(at), payload.readUInt32BE(at + 2)])
    this.#handlers.onSettings(settings)
  }

  #onWindowUpdate(streamId: number, payload: Buffer): void {
    connectionFrame(true, payload.length === 4)
    const increment = payload.readUInt32BE(0) & 0x7fff_ffff
    // RFC 9113 §6.9: 0 is an error.
    if (increment > 0) this.#handlers.onWindowUpdate(streamId, increment)
    else if (streamId === 0) throw new ConnectionError(ERROR.PROTOCOL_ERROR)
    else this.#handlers.onStreamError(streamId, ERROR.PROTOCOL_ERROR)
  }
}

/** @throws ConnectionError for a frame on the wrong stream, or of a wrong size */
function connectionFrame(onRightStream: boolean, ofRightSize: boolean): void {
  if (!onRightStream) throw new ConnectionError(ERROR.PROTOCOL_ERROR)
  if (!ofRightSize) throw new ConnectionError(ERROR.FRAME_SIZE_ERROR)
}

/** RFC 9113 §6.1, §6.2: without padding, and without what stands before the content. @param skip octets of the latter */
function unpadded(flags: number, payload: Buffer, skip: number): Buffer {
  const padded = (flags & FLAG.PADDED) !== 0
  const from = (padded ? 1 : 0) + skip
  const padding = padded ? (payload[0] ?? 0) : 0
  if (payload.length < from) throw new ConnectionError(ERROR.FRAME_SIZE_ERROR)
  if (from + padding > payload.length) throw new ConnectionError(ERROR.PROTOCOL_ERROR)
  return payload.subarray(from, payload.length - padding)
}
