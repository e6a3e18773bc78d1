import type { HeaderList } from '../head.ts'
import { decodeHuffman } from './huffman.ts'

/** RFC 7541 appendix A, in its order. */
const STATIC_FIELDS = [
  ':authority | :method=GET | :method=POST | :path=/ | :path=/index.html | :scheme=http | :scheme=https',
  ':status=200 | :status=204 | :status=206 | :status=304 | :status=400 | :status=404 | :status=500',
  'accept-charset | accept-encoding=gzip, deflate | accept-language | accept-ranges | accept',
  'access-control-allow-origin | age | allow | authorization | cache-control | content-disposition',
  'content-encoding | content-language | content-length | content-location | content-range',
  'content-type | cookie | date | etag | expect | expires | from | host | if-match | if-modified-since',
  'if-none-match | if-range | if-unmodified-since | last-modified | link | location | max-forwards',
  'proxy-authenticate | proxy-authorization | range | referer | refresh | retry-after | server',
  'set-cookie | strict-transport-security | transfer-encoding | user-agent | vary | via',
  'www-authenticate',
]
/** Names and values in turn; index 1 is the first pair. */
const STATIC_TABLE: readonly string[] = STATIC_FIELDS.join(' | ')
  .split(' | ')
  .flatMap((field) => {
    const [name = '', value = ''] = field.split('=')
    return [name, value]
  })
const STATIC_ENTRIES = STATIC_TABLE.length / 2

/** Octets that an entry counts for besides its name and value (RFC 7541 §4.1). */
const ENTRY_OVERHEAD = 32
/** SETTINGS_HEADER_TABLE_SIZE: what the other side may use when nothing else is said (RFC 9113 §6.5.2). */
const MAX_TABLE_BYTES = 4096
/** Integers are far below: this is more than any length or index that could be meant. */
const MAX_INTEGER = 0x0fff_ffff

/** A header block that cannot be decoded: the state of both sides is no longer the same (RFC 9113 §4.3). */
export class CompressionError extends Error {}

/** A decoded block. */
export interface HeaderBlock {
  /** Names and values in turn, Latin-1, not checked. */
  readonly headers: HeaderList
  /** It was longer than allowed: `headers` has its beginning. */
  readonly tooLarge: boolean
}

/** Decodes the header blocks of one connection, in their order (RFC 7541). */
export class HpackDecoder {
  readonly #maxListBytes: number
  /** Names and values in turn, the newest entry at the end. */
  #entries: string[] = []
  #bytes = 0
  #maxBytes = MAX_TABLE_BYTES
  #block: Buffer = EMPTY
  #at = 0

  /** @param maxListBytes as SETTINGS_MAX_HEADER_LIST_SIZE counts */
  constructor(maxListBytes: number) {
    this.#maxListBytes = maxListBytes
  }

  /** @throws CompressionError */
  decode(block: Buffer): HeaderBlock {
    this.#block = block
    this.#at = 0
    const headers: HeaderList = []
    let size = 0
    let begun = false
    while (this.#at < block.length) {
      const first = block[this.#at] as number
      if ((first & 0xe0) === 0x20) {
        // RFC 7541 §4.2: only at the beginning of a block.
        if (begun) throw new CompressionError('table size update')
        this.#resize(this.#integer(5))
        continue
      }
      begun = true
      let name: string
      let value: string
      if ((first & 0x80) !== 0) {
        const at = this.#place(this.#integer(7))
        name = at < 0 ? (STATIC_TABLE[~at] as string) : (this.#entries[at] as string)
        value = at < 0 ? (STATIC_TABLE[~at + 1] as string) : (this.#entries[at + 1] as string)
      } else {
        const indexing = (first & 0x40) !== 0
        const index = this.#integer(indexing ? 6 : 4)
        if (index === 0) name = this.#string()
        else {
          const at = this.#place(index)
          name = at < 0 ? (STATIC_TABLE[~at] as string) : (this.#entries[at] as string)
        }
        value = this.#string()
        if (indexing) this.#insert(name, value)
      }
      size += name.length + value.length + ENTRY_OVERHEAD
      if (size <= this.#maxListBytes) headers.push(name, value)
    }
    this.#block = EMPTY
    return { headers, tooLarge: size > this.#maxListBytes }
  }

  /** Where an entry is: from 0 on in the dynamic table; `~place` of the static one otherwise. */
  #place(index: number): number {
    if (index === 0) throw new CompressionError('index 0')
    if (index <= STATIC_ENTRIES) return ~((index - 1) * 2)
    const at = this.#entries.length - (index - STATIC_ENTRIES) * 2
    if (at < 0) throw new CompressionError('index beyond the table')
    return at
  }

  #insert(name: string, value: string): void {
    const size = name.length + value.length + ENTRY_OVERHEAD
    this.#evict(this.#maxBytes - size)
    // RFC 7541 §4.4: an entry that is larger than the table empties it.
    if (size > this.#maxBytes) return
    this.#entries.push(name, value)
    this.#bytes += size
  }

  /** Drops the oldest entries until the others take no more than so many bytes. */
  #evict(room: number): void {
    const entries = this.#entries
    let gone = 0
    while (gone < entries.length && this.#bytes > room) {
      this.#bytes -= (entries[gone] as string).length + (entries[gone + 1] as string).length + ENTRY_OVERHEAD
      gone += 2
    }
    if (gone > 0) entries.splice(0, gone)
  }

  #resize(bytes: number): void {
    if (bytes > MAX_TABLE_BYTES) throw new CompressionError('table size beyond the limit')
    this.#maxBytes = bytes
    this.#evict(bytes)
  }

  /** RFC 7541 §5.1. @param prefix bits of the first octet that belong to the integer */
  #integer(prefix: number): number {
    const block = this.#block
    const mask = (1 << prefix) - 1
    let value = (block[this.#at] as number) & mask
    this.#at += 1
    if (value < mask) return value
    for (let shift = 0; ; shift += 7) {
      if (this.#at >= block.length || shift > 28) throw new CompressionError('integer')
      const octet = block[this.#at] as number
      this.#at += 1
      value += (octet & 0x7f) * 2 ** shift
      if (value > MAX_INTEGER) throw new CompressionError('integer')
      if ((octet & 0x80) === 0) return value
    }
  }

  /** RFC 7541 §5.2. */
  #string(): string {
    const block = this.#block
    if (this.#at >= block.length) throw new CompressionError('string')
    const huffman = ((block[this.#at] as number) & 0x80) !== 0
    const length = this.#integer(7)
    const from = this.#at
    const to = from + length
    if (to > block.length) throw new CompressionError('string')
    this.#at = to
    if (!huffman) return block.toString('latin1', from, to)
    const text = decodeHuffman(block, from, to)
    if (text === null) throw new CompressionError('Huffman code')
    return text
  }
}

const EMPTY = Buffer.alloc(0)

/** Name → its first index in the static table. */
const NAME_INDEX = new Map<string, number>()
for (let at = STATIC_TABLE.length - 2; at >= 0; at -= 2) NAME_INDEX.set(STATIC_TABLE[at] as string, at / 2 + 1)

/** How a name is written as it stands in an answer: lower case, by its index where it has one. Bounded. */
const encodedNames = new Map<string, string>()
const MAX_ENCODED_NAMES = 1000

function encodeName(name: string): string {
  let encoded = encodedNames.get(name)
  if (encoded === undefined) {
    const lower = name.toLowerCase()
    const index = NAME_INDEX.get(lower)
    // RFC 7541 §6.2.2: without indexing, so that nothing has to be remembered for the connection.
    encoded = index === undefined ? `\0${encodeLength(lower.length)}${lower}` : encodeInteger(index, 4, 0)
    if (encodedNames.size < MAX_ENCODED_NAMES) encodedNames.set(name, encoded)
  }
  return encoded
}

function encodeInteger(value: number, prefix: number, flags: number): string {
  const mask = (1 << prefix) - 1
  if (value < mask) return String.fromCharCode(flags | value)
  let text = String.fromCharCode(flags | mask)
  let left = value - mask
  for (; left >= 0x80; left >>>= 7) text += String.fromCharCode((left & 0x7f) | 0x80)
  return text + String.fromCharCode(left)
}

function encodeLength(length: number): string {
  return length < 127 ? String.fromCharCode(length) : encodeInteger(length, 7, 0)
}

/** One field, as Latin-1 text. @param value Latin-1 */
export function encodeField(name: string, value: string): string {
  return encodeName(name) + encodeLength(value.length) + value
}

/** The header block of a response, as Latin-1 text. Values must be Latin-1. */
export function encodeResponse(status: number, headers: HeaderList): string {
  return encodeStatus(status) + encodeFields(headers)
}

/** Fields without a status, as they come behind a response's content. */
export function encodeFields(headers: HeaderList): string {
  let block = ''
  for (let at = 0; at < headers.length; at += 2) block += encodeField(headers[at] as string, headers[at + 1] as string)
  return block
}

function encodeStatus(status: number): string {
  const text = String(status)
  for (let at = 0; at < STATIC_TABLE.length; at += 2) {
    if (STATIC_TABLE[at] === ':status' && STATIC_TABLE[at + 1] === text) return encodeInteger(at / 2 + 1, 7, 0x80)
  }
  return `${encodeInteger(NAME_INDEX.get(':status') ?? 0, 4, 0)}\x03${text}`
}
