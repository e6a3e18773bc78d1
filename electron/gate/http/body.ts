import { isTrailer, type Framing } from './head.ts'

/** Bytes of a line that tells a chunk's size, extensions included, and of a trailer section. */
const MOST_LINE = 256
const MOST_TRAILER = 8192
/**
 * Digits of a size: 2^48 bytes are more than any file. Then extensions as RFC 9112 §7.1.1 writes them, but without
 * white space, which nobody sends and not every reader takes.
 */
const SIZE_LINE =
  /^([0-9A-Fa-f]{1,12})(?:;[\w!#$%&'*+.^`|~-]+(?:=(?:[\w!#$%&'*+.^`|~-]+|"(?:[\t !#-[\]-~]|\\[\t -~])*"))?)*$/

const CR = 13
const LF = 10

/** What became of some bytes behind a head. */
export interface BodyRead {
  /** Bytes that belong to the body; the others come after it. */
  readonly used: number
  readonly state: 'more' | 'end' | 'broken'
}

/** Finds the end of a body, and hands out its content. */
export interface BodyReader {
  read(bytes: Buffer, onData: (piece: Buffer) => void): BodyRead
}

class LengthReader implements BodyReader {
  #left: number
  constructor(bytes: number) {
    this.#left = bytes
  }
  read(bytes: Buffer, onData: (piece: Buffer) => void): BodyRead {
    const used = Math.min(bytes.length, this.#left)
    this.#left -= used
    onData(used === bytes.length ? bytes : bytes.subarray(0, used))
    return { used, state: this.#left === 0 ? 'end' : 'more' }
  }
}

const EVERYTHING: BodyReader = {
  read(bytes, onData) {
    onData(bytes)
    return { used: bytes.length, state: 'more' }
  },
}

/**
 * Reads a chunked body (RFC 9112 §7.1) strictly: every line ends with CRLF and nothing else. Extensions and trailers
 * are read and left out: no one behind the gate may see a field that the gate has not judged.
 */
class ChunkedReader implements BodyReader {
  /** Bytes of the current chunk that are still to come. */
  #left = 0
  #line = ''
  #expects: 'size' | 'crlf' | 'trailer' = 'size'
  #trailer = ''

  /** @param onData gets the content, piece by piece */
  read(bytes: Buffer, onData: (piece: Buffer) => void): BodyRead {
    let at = 0
    while (at < bytes.length) {
      if (this.#left > 0) {
        const end = Math.min(bytes.length, at + this.#left)
        this.#left -= end - at
        onData(at === 0 && end === bytes.length ? bytes : bytes.subarray(at, end))
        at = end
        if (this.#left === 0) this.#expects = 'crlf'
        continue
      }
      const lf = bytes.indexOf(LF, at)
      const end = lf === -1 ? bytes.length : lf + 1
      this.#line += bytes.toString('latin1', at, end)
      at = end
      if (this.#line.length > (this.#expects === 'trailer' ? MOST_TRAILER : MOST_LINE))
        return { used: at, state: 'broken' }
      if (lf === -1) break
      const state = this.#endLine()
      if (state !== 'more') return { used: at, state }
    }
    return { used: at, state: 'more' }
  }

  #endLine(): BodyRead['state'] {
    const line = this.#line
    this.#line = ''
    if (line.charCodeAt(line.length - 2) !== CR || line.charCodeAt(line.length - 1) !== LF) return 'broken'
    if (this.#expects === 'crlf') {
      this.#expects = 'size'
      return line.length === 2 ? 'more' : 'broken'
    }
    if (this.#expects === 'size') {
      const size = SIZE_LINE.exec(line.slice(0, -2))?.[1]
      if (size === undefined) return 'broken'
      this.#left = Number.parseInt(size, 16)
      if (this.#left === 0) this.#expects = 'trailer'
      return 'more'
    }
    if (line.length === 2) return isTrailer(this.#trailer) ? 'end' : 'broken'
    this.#trailer += line
    return this.#trailer.length > MOST_TRAILER ? 'broken' : 'more'
  }
}

/** @returns null when there is nothing to read */
export function bodyReader(framing: Framing): BodyReader | null {
  switch (framing.kind) {
    case 'none':
      return null
    case 'length':
      return new LengthReader(framing.bytes)
    case 'chunked':
      return new ChunkedReader()
    case 'until-close':
      return EVERYTHING
  }
}

/** What stands before the content of a chunk. An empty one would be the last. */
export function chunkHead(piece: Buffer): string {
  return `${piece.length.toString(16)}\r\n`
}

export const LAST_CHUNK = '0\r\n\r\n'
