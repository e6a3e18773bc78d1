import { fieldLines, readLooseTrailer, readTrailer, type Framing, type HeaderList } from './head.ts'

/** Bytes of a line that tells a chunk's size, extensions included, and of a trailer section. */
const MAX_LINE = 256
/** The same of a response: HAProxy and nginx read extensions of any length. */
const MAX_LENIENT_LINE = 16_384
const MAX_TRAILER = 8192
/**
 * Digits of a size: 2^48 bytes are more than any file. Then extensions as RFC 9112 §7.1.1 writes them, but without
 * white space, which nobody sends and not every reader takes.
 */
const SIZE_LINE =
  /^([0-9A-Fa-f]{1,12})(?:;[\w!#$%&'*+.^`|~-]+(?:=(?:[\w!#$%&'*+.^`|~-]+|"(?:[\t !#-[\]-~]|\\[\t -~])*"))?)*$/

/** What devices send besides: sizes padded with zeros or blanks (Apache 1.3, ESPAsyncWebServer), any extension. */
const LENIENT_SIZE_LINE = /^0*([0-9A-Fa-f]{1,12})[\t ]*(?:;[\t -~\x80-\xff]*)?$/

const LF = 10

/** What became of some bytes behind a head. */
export interface BodyRead {
  /** Bytes that belong to the body; the others come after it. */
  readonly used: number
  readonly state: 'more' | 'end' | 'broken'
}

/** Finds the end of a body, and hands out its content. */
export interface BodyReader {
  /** Fields behind the content, once it has ended. */
  readonly trailers: HeaderList
  /** It was written otherwise than RFC 9112 §7.1 says: another reader may see another end. */
  readonly isOdd: boolean
  read(bytes: Buffer, onData: (piece: Buffer) => void): BodyRead
}

const NO_TRAILERS: HeaderList = []

class LengthReader implements BodyReader {
  readonly trailers = NO_TRAILERS
  readonly isOdd = false
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
  trailers: NO_TRAILERS,
  isOdd: false,
  read(bytes, onData) {
    onData(bytes)
    return { used: bytes.length, state: 'more' }
  },
}

/**
 * Reads a chunked body (RFC 9112 §7.1). Of requests strictly: every line ends with CRLF and nothing else. Extensions are
 * read and left out.
 */
class ChunkedReader implements BodyReader {
  readonly #lenient: boolean
  trailers: HeaderList = NO_TRAILERS
  isOdd = false
  /** Bytes of the current chunk that are still to come. */
  #left = 0
  #line = ''
  #expects: 'size' | 'crlf' | 'trailer' = 'size'
  #trailer = ''

  constructor(lenient: boolean) {
    this.#lenient = lenient
  }

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
      const maxLine = this.#lenient ? MAX_LENIENT_LINE : MAX_LINE
      if (this.#line.length > (this.#expects === 'trailer' ? MAX_TRAILER : maxLine))
        return { used: at, state: 'broken' }
      if (lf === -1) break
      const state = this.#endLine()
      if (state !== 'more') return { used: at, state }
    }
    return { used: at, state: 'more' }
  }

  #endLine(): BodyRead['state'] {
    const line = this.#content(this.#line)
    this.#line = ''
    if (line === null) return 'broken'
    if (this.#expects === 'crlf') {
      this.#expects = 'size'
      return line === '' ? 'more' : 'broken'
    }
    if (this.#expects === 'size') {
      let size = SIZE_LINE.exec(line)?.[1]
      if (size === undefined && this.#lenient) {
        this.isOdd = true
        size = LENIENT_SIZE_LINE.exec(line)?.[1]
      }
      if (size === undefined) return 'broken'
      this.#left = Number.parseInt(size, 16)
      if (this.#left === 0) this.#expects = 'trailer'
      return 'more'
    }
    if (line !== '') {
      this.#trailer += `${line}\r\n`
      return this.#trailer.length > MAX_TRAILER ? 'broken' : 'more'
    }
    if (this.#trailer === '') return 'end'
    const trailers = readTrailer(this.#trailer)
    if (!trailers && !this.#lenient) return 'broken'
    this.isOdd ||= !trailers
    this.trailers = trailers ?? readLooseTrailer(this.#trailer)
    return 'end'
  }

  /** A line without its end; null where that is none. */
  #content(line: string): string | null {
    if (line.endsWith('\r\n')) return line.slice(0, -2)
    if (!this.#lenient || !line.endsWith('\n')) return null
    this.isOdd = true
    return line.slice(0, -1)
  }
}

/**
 * @param of a response is read as devices write it: it is the owner's own device, and what it meant goes on anew
 * @returns null when there is nothing to read
 */
export function bodyReader(framing: Framing, of: 'request' | 'response'): BodyReader | null {
  switch (framing.kind) {
    case 'none':
      return null
    case 'length':
      return new LengthReader(framing.bytes)
    case 'chunked':
      return new ChunkedReader(of === 'response')
    case 'until-close':
      return EVERYTHING
  }
}

/** What stands before the content of a chunk. An empty one would be the last. */
export function chunkHead(piece: Buffer): string {
  return `${piece.length.toString(16)}\r\n`
}

/** The last chunk, with the fields behind it. */
export function lastChunk(trailers: HeaderList = NO_TRAILERS): string {
  return `0\r\n${fieldLines(trailers)}\r\n`
}
