import { DEFAULT_WINDOW } from './frames.ts'

/** Octets of fields, as SETTINGS_MAX_HEADER_LIST_SIZE counts (RFC 9113 §6.5.2). */
export const MAX_HEADER_LIST = 32_768
/** Requests of one connection that are answered in one turn of the event loop; then it is the turn of the others. */
export const MAX_REQUESTS_PER_TURN = 16
/** Milliseconds without a request. */
export const IDLE_TIMEOUT_MS = 150_000
/** Milliseconds for the preface, for a frame, and for a header block to be whole. */
export const FRAME_TIMEOUT_MS = 30_000
/** Milliseconds in which something of the gate's own answers must be taken, and all of one. */
export const STALL_TIMEOUT_MS = 60_000
export const DRAIN_TIMEOUT_MS = 5 * 60_000
/** Milliseconds that are left to the visitor to hang up when all is said; then the connection is ended. */
export const CLOSE_TIMEOUT_MS = 10_000

/** What one connection may take up. */
export interface Room {
  /** Streams at a time. */
  readonly streams: number
  /**
   * Requests that are answered while nothing of their answers was taken. Each answer that is taken makes room for one
   * more, up to `streams`: who reads gets everything at once, and who does not read makes nobody fetch it.
   */
  readonly unread: number
  /** Octets of bodies that wait here for an upstream: of one stream, and of all. */
  readonly streamWindow: number
  readonly window: number
}

export const DEVICE_ROOM: Room = { streams: 128, unread: 32, streamWindow: 131_072, window: 524_288 }
export const STRANGER_ROOM: Room = { streams: 32, unread: 8, streamWindow: DEFAULT_WINDOW, window: DEFAULT_WINDOW }
