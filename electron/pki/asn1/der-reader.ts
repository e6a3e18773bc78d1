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

function readAt(bytes: Uint8Array, start: number): { element: Element; end: number } {
  const tag = bytes[start]
  const first = bytes[start + 1]
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
  if (end > bytes.length) throw new DerError('tooShort')
  return { element: { tag, contents: bytes.subarray(at, end), whole: bytes.subarray(start, end) }, end }
}

/** Reads the one element that `bytes` consist of. @throws DerError for anything before, after or else. */
export function readDer(bytes: Uint8Array, tag?: number): Element {
  const { element, end } = readAt(bytes, 0)
  if (end !== bytes.length) throw new DerError('trailing')
  return tag === undefined ? element : expectTag(element, tag)
}

/** The elements inside a constructed element; not deeper, so nesting costs nothing. */
export function children(parent: Element): Element[] {
  const list: Element[] = []
  for (let at = 0; at < parent.contents.length;) {
    const { element, end } = readAt(parent.contents, at)
    list.push(element)
    at = end
  }
  return list
}

/** @throws DerError when the element is missing or has another tag. */
export function expectTag(element: Element | undefined, tag: number): Element {
  if (element?.tag !== tag) throw new DerError('structure')
  return element
}

/** Upper-case hexadecimal without leading zeros; a leading `-` marks a negative number. */
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

export function readTime(element: Element | undefined): Date {
  const text = Buffer.from(element?.contents ?? []).toString('latin1')
  const match =
    element?.tag === TAG.utcTime
      ? /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/.exec(text)
      : element?.tag === TAG.generalizedTime
        ? /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/.exec(text)
        : null
  if (!match) throw new DerError('date')
  const [year = 0, month = 0, ...rest] = match.slice(1).map(Number)
  const fullYear = element?.tag === TAG.generalizedTime ? year : year + (year < 50 ? 2000 : 1900)
  // RFC 5280 allows no second 60; Date.UTC rolls impossible dates over, which the comparison below notices.
  const date = new Date(0)
  date.setUTCFullYear(fullYear, month - 1, rest[0])
  date.setUTCHours(rest[1] ?? 0, rest[2], rest[3])
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== rest[0] || date.getUTCHours() !== rest[1]) {
    throw new DerError('noDate')
  }
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
