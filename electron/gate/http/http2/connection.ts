import type { Duplex } from 'node:stream'
import { Outbox } from '../outbox.ts'
import { NO_BODY } from '../head.ts'
import type { Visit } from '../visit.ts'
import { EndedStreams } from './ended-streams.ts'
import { FrameBudget } from './frame-budget.ts'
import { FrameReader, type FrameHandlers } from './frame-reader.ts'
import * as frames from './frames.ts'
import { ConnectionError, ERROR } from './frames.ts'
import { CompressionError, HpackDecoder } from './hpack.ts'
import * as limits from './limits.ts'
import type { Room } from './limits.ts'
import { ReceiveWindow } from './receive-window.ts'
import { RequestQueue } from './request-queue.ts'
import { isTrailerBlock, readHttp2Request, type Http2Request } from './request.ts'
import { Http2Stream, type StreamConnection } from './stream.ts'

export interface Http2Options {
  /** Answers a request, now or later. */
  readonly onVisit: (visit: Visit) => void
  readonly onClose: () => void
  /** Whether a request is being answered whose pace somebody watches. */
  readonly isBusy: () => boolean
  /** The visitor has shown no good certificate: it gets less room. */
  readonly isStranger: boolean
}

/** Stands for a request whose fields are too large to be read. */
const UNREAD_REQUEST: Http2Request = {
  method: 'GET',
  target: '',
  authority: null,
  headers: [],
  body: NO_BODY,
  contentLength: null,
  expectsContinue: false,
}

/**
 * One connection of a visitor over HTTP/2 (RFC 9113). What is malformed is refused and not made right, and everything
 * that a visitor can make wait has a bound and an end: docs/decisions/0035-own-http2.md.
 */
export class Http2Connection implements StreamConnection, FrameHandlers {
  readonly #socket: Duplex
  readonly #outbox: Outbox
  readonly #options: Http2Options
  readonly #room: Room
  readonly #reader: FrameReader
  readonly #decoder = new HpackDecoder(limits.MAX_HEADER_LIST)
  readonly #budget = new FrameBudget()
  readonly #streams = new Map<number, Http2Stream>()
  /** Streams to be flushed when the visitor takes more. */
  readonly #blocked = new Set<Http2Stream>()
  readonly #queue: RequestQueue
  readonly #ended = new EndedStreams()
  #lastStreamId = 0
  #peerInitialWindow = frames.DEFAULT_WINDOW
  sendWindow = frames.DEFAULT_WINDOW
  readonly #receiveWindow: ReceiveWindow
  /** The stream that DATA is coming for; null where it goes nowhere. */
  #dataStream: Http2Stream | null = null
  /** GOAWAY is said, or heard: no more requests. */
  #goingAway = false
  #closing = false
  #closeAt = 0
  /** performance.now(): when something of use happened last, and when something began that is not whole (0: nothing). */
  #activeAt = performance.now()
  #partialSince = this.#activeAt
  #bytesSent = 0
  #bytesSeen = 0

  constructor(socket: Duplex, options: Http2Options) {
    this.#socket = socket
    this.#options = options
    this.#outbox = new Outbox(socket)
    this.#reader = new FrameReader(this)
    this.#room = options.isStranger ? limits.STRANGER_ROOM : limits.DEVICE_ROOM
    this.#queue = new RequestQueue({
      room: this.#room,
      onVisit: options.onVisit,
      isOpen: () => this.#outbox.hasRoom && !this.#closing,
    })
    this.#receiveWindow = new ReceiveWindow(this.#room.window)
    socket.on('data', this.#onChunk)
    socket.on('drain', this.#onDrain)
    socket.on('close', this.#onClose)
    socket.on('error', ignore)
    this.put(
      frames.settingsFrame([
        [frames.SETTING.MAX_CONCURRENT_STREAMS, this.#room.streams],
        [frames.SETTING.INITIAL_WINDOW_SIZE, this.#room.streamWindow],
        [frames.SETTING.MAX_HEADER_LIST_SIZE, limits.MAX_HEADER_LIST],
      ]),
    )
    if (this.#room.window > frames.DEFAULT_WINDOW)
      this.put(frames.windowUpdateFrame(0, this.#room.window - frames.DEFAULT_WINDOW))
  }

  /** Ends a connection on which nothing has happened for too long. @param now performance.now() */
  sweep(now: number): void {
    if (this.#closing) {
      if (now >= this.#closeAt) this.#socket.destroy()
      return
    }
    if (this.#partialSince !== 0 && now - this.#partialSince >= limits.FRAME_TIMEOUT_MS)
      return void this.#socket.destroy()
    if (this.#options.isBusy() || this.#bytesSent !== this.#bytesSeen) this.#activeAt = now
    this.#bytesSeen = this.#bytesSent
    if (this.#streams.size === 0) {
      if (now - this.#activeAt >= limits.IDLE_TIMEOUT_MS) this.#close(ERROR.NO_ERROR)
      return
    }
    const [oldest] = this.#streams.values()
    const tooOld = !this.#options.isBusy() && oldest !== undefined && now - oldest.begunAt >= limits.DRAIN_TIMEOUT_MS
    if (tooOld || now - this.#activeAt >= limits.STALL_TIMEOUT_MS) this.#socket.destroy()
  }

  /** When something of use happened last (performance.now()); null while a request is answered by an upstream. */
  get idleSince(): number | null {
    return this.#options.isBusy() ? null : this.#activeAt
  }

  destroy(): void {
    this.#socket.destroy()
  }

  get hasRoom(): boolean {
    return this.#outbox.hasRoom
  }

  put(text: string): void {
    this.#outbox.put(text)
  }

  putData(streamId: number, piece: Buffer, endStream: boolean): void {
    const header = frames.frameHeader(frames.FRAME.DATA, endStream ? frames.FLAG.END_STREAM : 0, streamId, piece.length)
    if (piece.length === 0) return this.#outbox.put(header)
    this.sendWindow -= piece.length
    this.#bytesSent += piece.length
    this.#budget.earn(0, piece.length)
    this.#outbox.putFrame(header, piece)
  }

  readonly #onChunk = (chunk: Buffer): void => {
    if (this.#closing) return
    try {
      this.#reader.read(chunk, this.#isClosing)
    } catch (error) {
      if (error instanceof ConnectionError) this.#close(error.code)
      else if (error instanceof CompressionError) this.#close(ERROR.COMPRESSION_ERROR)
      // A mistake with one visitor ends that visitor's connection, not the door for everybody else.
      else this.#socket.destroy()
      return
    }
    // What is said in answer to frames is not read: then no more frames are, either.
    if (!this.#outbox.hasRoom) this.#socket.pause()
    if (!this.#reader.isPartial || !this.#outbox.hasRoom) this.#partialSince = 0
    else if (this.#partialSince === 0) this.#partialSince = performance.now()
  }

  readonly #isClosing = (): boolean => this.#closing

  readonly #onDrain = (): void => {
    this.#pump()
    if (!this.#outbox.hasRoom) return
    if (this.#reader.isPartial && this.#partialSince === 0) this.#partialSince = performance.now()
    this.#socket.resume()
    this.#queue.run()
  }

  readonly #onClose = (): void => {
    this.#closing = true
    this.#abandon()
    this.#options.onClose()
  }

  /** Ends every stream. */
  #abandon(): void {
    const streams = [...this.#streams.values()]
    this.#streams.clear()
    this.#queue.clear()
    this.#blocked.clear()
    for (const stream of streams) stream.onGone()
  }

  /** Flushes what is blocked, a frame of each stream in turn. */
  #pump(): void {
    for (let moved = true; moved && this.#outbox.hasRoom;) {
      moved = false
      for (const stream of Array.from(this.#blocked)) {
        const before = stream.buffered
        const whole = stream.flush(frames.MAX_FRAME_SIZE)
        moved ||= stream.buffered < before
        if (!whole || !this.#outbox.hasRoom) continue
        this.#blocked.delete(stream)
        this.taken(stream)
        stream.onDrained()
      }
    }
  }

  block(stream: Http2Stream): void {
    this.#blocked.add(stream)
    if (stream.buffered > 0) this.#queue.setUnread(stream, true)
  }

  taken(stream: Http2Stream): void {
    if (stream.answered) this.#queue.setUnread(stream, false)
  }

  finished(stream: Http2Stream): void {
    // Nobody reads the rest of the body (RFC 9113 §8.1).
    if (!stream.remoteClosed) this.#putReset(stream.id, ERROR.NO_ERROR)
    this.#queue.reward()
    this.#forget(stream)
  }

  reset(stream: Http2Stream, code: number): void {
    this.#putReset(stream.id, code)
    this.#forget(stream)
    stream.onGone()
    if (code !== ERROR.CANCEL) this.#countReset()
  }

  /** The same for a stream that does not exist here (any more). */
  #resetId(streamId: number, code: number): void {
    this.#putReset(streamId, code)
    this.#countReset()
  }

  #putReset(streamId: number, code: number): void {
    this.put(frames.resetFrame(streamId, code))
    this.#ended.add(streamId)
  }

  #countReset(): void {
    if (!this.#budget.spendReset()) this.#close(ERROR.ENHANCE_YOUR_CALM)
  }

  #forget(stream: Http2Stream): void {
    if (!this.#streams.delete(stream.id)) return
    this.#blocked.delete(stream)
    this.#queue.remove(stream)
    if (this.#streams.size > 0) this.#queue.run()
    else if (this.#goingAway) this.#close(ERROR.NO_ERROR)
    else this.#activeAt = performance.now()
  }

  closeAfterResponse(): void {
    // When all is read that came with it: whoever asks for several things at once gets an answer to each.
    setImmediate(() => this.#goAway())
  }

  #goAway(): void {
    if (this.#streams.size === 0) return this.#close(ERROR.NO_ERROR)
    if (!this.#goingAway) this.put(frames.goawayFrame(this.#lastStreamId, ERROR.NO_ERROR))
    this.#goingAway = true
  }

  /** Says goodbye, and waits for the visitor to hang up; `sweep` ends it when that does not happen. */
  #close(code: number): void {
    if (this.#closing) return
    if (code !== ERROR.NO_ERROR || !this.#goingAway) this.put(frames.goawayFrame(this.#lastStreamId, code))
    this.#closing = true
    this.#closeAt = performance.now() + limits.CLOSE_TIMEOUT_MS
    this.#abandon()
    this.#outbox.flush()
    this.#socket.end()
    this.#socket.resume()
  }

  /** Whether no request has ever come on this stream. */
  #isIdle(streamId: number): boolean {
    return streamId % 2 === 0 || streamId > this.#lastStreamId
  }

  onHeaderBlock(streamId: number, block: Buffer, endStream: boolean): void {
    // Decoded in any case: later blocks depend on it.
    const { headers, tooLarge } = this.#decoder.decode(block)
    const known = this.#streams.get(streamId)
    if (known) {
      if (known.remoteClosed) return this.reset(known, ERROR.STREAM_CLOSED)
      const good = endStream && !tooLarge && isTrailerBlock(headers) && known.onEndStream(headers)
      return good ? undefined : this.reset(known, ERROR.PROTOCOL_ERROR)
    }
    if (this.#ended.has(streamId)) return
    if (streamId <= this.#lastStreamId) throw new ConnectionError(ERROR.STREAM_CLOSED)
    if (this.#goingAway) return this.#resetId(streamId, ERROR.REFUSED_STREAM)
    this.#lastStreamId = streamId
    if (this.#streams.size >= this.#room.streams) return this.#resetId(streamId, ERROR.REFUSED_STREAM)
    const request = tooLarge ? UNREAD_REQUEST : readHttp2Request(headers, endStream)
    if (!request) return this.#resetId(streamId, ERROR.PROTOCOL_ERROR)
    const windows = { send: this.#peerInitialWindow, receive: this.#room.streamWindow }
    const stream = new Http2Stream(this, streamId, request, windows, endStream)
    this.#streams.set(streamId, stream)
    this.#activeAt = stream.begunAt
    this.#budget.earn(1, 0)
    if (tooLarge) return stream.refuse(431)
    this.#queue.add(stream)
  }

  onDataBegin(streamId: number, length: number, counted: number): void {
    const stream = this.#streams.get(streamId)
    if (!stream && this.#isIdle(streamId)) throw new ConnectionError(ERROR.PROTOCOL_ERROR)
    if (!this.#receiveWindow.receive(counted)) throw new ConnectionError(ERROR.FLOW_CONTROL_ERROR)
    this.#dataStream = null
    if (!stream) {
      // A body that nobody wanted any more may still have been on its way.
      if (!this.#ended.has(streamId)) this.#resetId(streamId, ERROR.STREAM_CLOSED)
    } else if (stream.remoteClosed) this.reset(stream, ERROR.STREAM_CLOSED)
    else if (!stream.receiveWindow.receive(counted)) this.reset(stream, ERROR.FLOW_CONTROL_ERROR)
    else this.#dataStream = stream
    // Padding is taken over at once.
    if (counted > length) this.consumed(this.#dataStream, counted - length)
  }

  onData(piece: Buffer, endStream: boolean): void {
    const stream = this.#dataStream
    if (!stream || stream.localClosed) return this.consumed(null, piece.length)
    this.#budget.earn(0, piece.length)
    const good = (piece.length === 0 || stream.onData(piece)) && (!endStream || stream.onEndStream())
    if (!good) this.reset(stream, ERROR.PROTOCOL_ERROR)
  }

  consumed(stream: Http2Stream | null, octets: number): void {
    const increment = this.#receiveWindow.take(octets)
    if (increment > 0) this.put(frames.windowUpdateFrame(0, increment))
    if (!stream || stream.remoteClosed || stream.localClosed) return
    const more = stream.receiveWindow.take(octets)
    if (more > 0) this.put(frames.windowUpdateFrame(stream.id, more))
  }

  onReset(streamId: number): void {
    const stream = this.#streams.get(streamId)
    if (!stream && this.#isIdle(streamId)) throw new ConnectionError(ERROR.PROTOCOL_ERROR)
    if (!stream) return this.onOverhead()
    this.#forget(stream)
    stream.onGone()
    this.#countReset()
  }

  onSettings(settings: readonly (readonly [id: number, value: number])[]): void {
    for (const [id, value] of settings) {
      if (id === frames.SETTING.ENABLE_PUSH && value > 1) throw new ConnectionError(ERROR.PROTOCOL_ERROR)
      if (id === frames.SETTING.MAX_FRAME_SIZE && (value < frames.MAX_FRAME_SIZE || value > 0xff_ffff)) {
        throw new ConnectionError(ERROR.PROTOCOL_ERROR)
      }
      if (id === frames.SETTING.INITIAL_WINDOW_SIZE) this.#setInitialWindow(value)
    }
    this.put(frames.SETTINGS_ACK)
    this.#pump()
  }

  /** RFC 9113 §6.9.2: counts for the streams that there are, too, and may make their windows negative. */
  #setInitialWindow(value: number): void {
    if (value > frames.MAX_WINDOW) throw new ConnectionError(ERROR.FLOW_CONTROL_ERROR)
    const change = value - this.#peerInitialWindow
    this.#peerInitialWindow = value
    for (const stream of this.#streams.values()) {
      stream.sendWindow += change
      if (stream.sendWindow > frames.MAX_WINDOW) throw new ConnectionError(ERROR.FLOW_CONTROL_ERROR)
    }
  }

  onPing(payload: Buffer): void {
    this.put(frames.frameHeader(frames.FRAME.PING, frames.FLAG.ACK, 0, payload.length) + payload.toString('latin1'))
  }

  onGoaway(): void {
    this.#goingAway = true
    if (this.#streams.size === 0) this.#close(ERROR.NO_ERROR)
  }

  onWindowUpdate(streamId: number, increment: number): void {
    if (streamId === 0) {
      this.sendWindow += increment
      if (this.sendWindow > frames.MAX_WINDOW) throw new ConnectionError(ERROR.FLOW_CONTROL_ERROR)
    } else {
      const stream = this.#streams.get(streamId)
      if (!stream && this.#isIdle(streamId)) throw new ConnectionError(ERROR.PROTOCOL_ERROR)
      if (!stream) return
      stream.sendWindow += increment
      if (stream.sendWindow > frames.MAX_WINDOW) return this.reset(stream, ERROR.FLOW_CONTROL_ERROR)
    }
    if (this.#blocked.size > 0) this.#pump()
  }

  onStreamError(streamId: number, code: number): void {
    const stream = this.#streams.get(streamId)
    if (stream) this.reset(stream, code)
    else if (this.#isIdle(streamId) && code !== ERROR.FRAME_SIZE_ERROR) throw new ConnectionError(code)
    else this.#resetId(streamId, code)
  }

  onOverhead(): void {
    if (!this.#budget.spend()) throw new ConnectionError(ERROR.ENHANCE_YOUR_CALM)
  }
}

function ignore(): void {}
