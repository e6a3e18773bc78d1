import type { parts } from '../../../shared/messages/compiled/en/parts.ts'
import { message, type Message } from '../../../shared/messages/message.ts'
import { TAG } from './der.ts'

/** What was read is not DER, or not what the structure calls for. */
export class DerError extends Error {
  override readonly name = 'DerError'
  /** The problem in a few words, as part of a sentence. */
  readonly problem: Message

  constructor(problem: keyof typeof parts.der, options?: ErrorOptions) {
    super(problem, options)
    this.problem = message(`parts.der.${problem}`)
  }
}

/** One element, as slices of the bytes it was read from. */
export interface Element {
  readonly tag: number
  readonly contents: Uint8Array
  /** Header and contents. */
  readonly whole: Uint8Array
}

/** An element as a place in the bytes it was read from: slices are made when they are asked for, which few are. */
class Place implements Element {
  readonly tag: number
  readonly bytes: Uint8Array
  readonly start: number
  /** Where the contents begin and end. */
  readonly from: number
  readonly end: number

  constructor(bytes: Uint8Array, tag: number, start: number, from: number, end: number) {
    this.bytes = bytes
    this.tag = tag
    this.start = start
    this.from = from
    this.end = end
  }

  get contents(): Uint8Array {
    return this.bytes.subarray(this.from, this.end)
  }

  get whole(): Uint8Array {
    return this.bytes.subarray(this.start, this.end)
  }
}

/** @param limit where the element around it ends */
function readAt(bytes: Uint8Array, start: number, limit: number): Place {
  const tag = start < limit ? bytes[start] : undefined
  const first = start + 1 < limit ? bytes[start + 1] : undefined
  if (tag === undefined || first === undefined) throw new DerError('tooShort')
  if ((tag & 0x1f) === 0x1f) throw new DerError('tag')
  let length = first
  let at = start + 2
  if (first >= 0x80) {
    const count = first & 0x7f
    if (count === 0 || count > 4) throw new DerError('length')
    length = 0
    for (let index = 0; index < count; index++) length = length * 256 + (bytes[at + index] ?? 0)
    if (length < 0x80 || length < 256 ** (count - 1)) throw new DerError('length')
    at += count
  }
  const end = at + length
  if (end > limit) throw new DerError('tooShort')
  return new Place(bytes, tag, start, at, end)
}

/** Reads the one element that `bytes` consist of. @throws DerError for anything before, after or else. */
export function readDer(bytes: Uint8Array, tag?: number): Element {
  const element = readAt(bytes, 0, bytes.length)
  if (element.end !== bytes.length) throw new DerError('trailing')
  return tag === undefined ? element : expectTag(element, tag)
}

/** The elements inside a constructed element; not deeper, so nesting costs nothing. */
export function children(parent: Element): Element[] {
  const list: Element[] = []
  const inside = parent instanceof Place ? parent : null
  const bytes = inside ? inside.bytes : parent.contents
  const limit = inside ? inside.end : bytes.length
  for (let at = inside ? inside.from : 0; at < limit;) {
    const element = readAt(bytes, at, limit)
    list.push(element)
    at = element.end
  }
  return list
}

/** @throws DerError when the element is missing or has another tag. */
export function expectTag(element: Element | undefined, tag: number): Element {
  if (element?.tag !== tag) throw new DerError('structure')
  return element
}

/**
 * The value of an INTEGER in its one spelling: upper-case hexadecimal without leading zeros, after a `-` where it is
 * negative. Equal numbers have equal spellings, whatever octets they were written with.
 * @throws DerError
 */
export function readInteger(element: Element | undefined): string {
  const { contents } = expectTag(element, TAG.integer)
  if (contents.length === 0) throw new DerError('integer')
  const hex = Buffer.from(contents).toString('hex')
  if (((contents[0] ?? 0) & 0x80) === 0) return hex.toUpperCase().replace(/^0+(?=.)/, '')
  return `-${((1n << BigInt(contents.length * 8)) - BigInt(`0x${hex}`)).toString(16).toUpperCase()}`
}

export function readOid(element: Element | undefined): string {
  const { contents } = expectTag(element, TAG.oid)
  const arcs: number[] = []
  let arc = 0
  for (const byte of contents) {
    arc = arc * 128 + (byte & 0x7f)
    if (!Number.isSafeInteger(arc)) throw new DerError('oidTooLarge')
    if (byte < 0x80) {
      arcs.push(arc)
      arc = 0
    }
  }
  const [head, ...rest] = arcs
  if (head === undefined || ((contents.at(-1) ?? 0x80) & 0x80) !== 0) {
    throw new DerError('oid')
  }
  const first = Math.min(2, Math.floor(head / 40))
  return [first, head - first * 40, ...rest].join('.')
}

/** The bytes of a BIT STRING that fills whole bytes, as keys and signatures do. */
export function readBits(element: Element | undefined): Uint8Array {
  const { contents } = expectTag(element, TAG.bits)
  if (contents[0] !== 0) throw new DerError('bitString')
  return contents.subarray(1)
}

/**
 * A date of a certificate or list, strictly as RFC 5280 §4.1.2.5 has it: UTCTime `YYMMDDHHMMSSZ` or GeneralizedTime
 * `YYYYMMDDHHMMSSZ`, seconds 00 to 59. @throws DerError for anything else, and for dates that do not exist
 */
export function readTime(element: Element | undefined): Date {
  const text = Buffer.from(element?.contents ?? []).toString('latin1')
  const match =
    element?.tag === TAG.utcTime
      ? /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/.exec(text)
      : element?.tag === TAG.generalizedTime
        ? /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/.exec(text)
        : null
  if (!match) throw new DerError('date')
  const [year = 0, month = 0, day = 0, hours = 0, minutes = 0, seconds = 0] = match.slice(1).map(Number)
  const fullYear = element?.tag === TAG.generalizedTime ? year : year + (year < 50 ? 2000 : 1900)
  const date = new Date(0)
  date.setUTCFullYear(fullYear, month - 1, day)
  date.setUTCHours(hours, minutes, seconds)
  // Date rolls what does not exist over into what does: 31 June, 24:00, second 75.
  const exists =
    date.getUTCFullYear() === fullYear &&
    date.getUTCMonth() === month - 1 &&
    date.getUTCDate() === day &&
    date.getUTCHours() === hours &&
    date.getUTCMinutes() === minutes &&
    date.getUTCSeconds() === seconds
  if (!exists) throw new DerError('noDate')
  return date
}

/** Text of any of the string types that names use. */
export function readText(element: Element): string {
  const bytes = Buffer.from(element.contents)
  switch (element.tag) {
    case TAG.utf8:
      return bytes.toString('utf8')
    case TAG.bmp:
      return bytes.length % 2 === 0 ? Buffer.from(bytes).swap16().toString('utf16le') : bytes.toString('latin1')
    case TAG.universal:
      return Array.from({ length: Math.floor(bytes.length / 4) }, (_, index) => {
        const point = bytes.readUInt32BE(index * 4)
        return point <= 0x10ffff ? String.fromCodePoint(point) : '\uFFFD'
      }).join('')
    default:
      return bytes.toString('latin1')
  }
}

/** Text for people: characters that would end a line, or move the cursor of a terminal, are marked as unreadable. */
export function printable(text: string): string {
  // oxlint-disable-next-line no-control-regex -- naming them is the point
  return text.replace(/[\u0000-\u001F\u007F-\u009F\u2028\u2029]/gu, '\uFFFD')
}
