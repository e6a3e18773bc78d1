import { kept } from './memoize.ts'

/**
 * Distinguished Encoding Rules (ITU-T X.690), as far as X.509 needs them. Small on purpose: certificates are
 * assembled from bytes and read as slices of the original bytes, so that nothing is ever re-encoded on the way
 * (a re-encoded issuer name no longer matches its authority).
 */

/** Universal tags, with the constructed bit where DER wants it. */
export const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bits: 0x03,
  octets: 0x04,
  nul: 0x05,
  oid: 0x06,
  enumerated: 0x0a,
  utf8: 0x0c,
  printable: 0x13,
  teletex: 0x14,
  ia5: 0x16,
  utcTime: 0x17,
  generalizedTime: 0x18,
  visible: 0x1a,
  universal: 0x1c,
  bmp: 0x1e,
  sequence: 0x30,
  set: 0x31,
} as const

/** One element: tag, length, contents. */
export function tlv(tag: number, ...contents: readonly Uint8Array[]): Uint8Array {
  let length = 0
  for (const part of contents) length += part.length
  const lengthBytes = length < 0x80 ? 0 : length < 0x100 ? 1 : length < 0x1_0000 ? 2 : length < 0x100_0000 ? 3 : 4
  const out = new Uint8Array(2 + lengthBytes + length)
  out[0] = tag
  out[1] = lengthBytes === 0 ? length : 0x80 | lengthBytes
  for (let index = 0; index < lengthBytes; index++) out[2 + index] = length >>> (8 * (lengthBytes - 1 - index))
  let at = 2 + lengthBytes
  for (const part of contents) {
    out.set(part, at)
    at += part.length
  }
  return out
}

export const sequence = (...parts: readonly Uint8Array[]): Uint8Array => tlv(TAG.sequence, ...parts)
export const octets = (bytes: Uint8Array): Uint8Array => tlv(TAG.octets, bytes)
export const nul = (): Uint8Array => tlv(TAG.nul)
export const boolean = (value: boolean): Uint8Array => tlv(TAG.boolean, Uint8Array.of(value ? 0xff : 0))
export const utf8 = (text: string): Uint8Array => tlv(TAG.utf8, Buffer.from(text, 'utf8'))
export const ia5 = (text: string): Uint8Array => Buffer.from(text, 'latin1')
/** `[number]` around whole elements. */
export const explicit = (number: number, ...parts: readonly Uint8Array[]): Uint8Array => tlv(0xa0 | number, ...parts)
/** `[number]` in place of the tag of a primitive element. */
export const implicit = (number: number, contents: Uint8Array): Uint8Array => tlv(0x80 | number, contents)
export const bits = (bytes: Uint8Array, unused = 0): Uint8Array => tlv(TAG.bits, Uint8Array.of(unused), bytes)

/** A SET OF with its elements in DER order (X.690 §11.6). */
export const setOf = (...parts: readonly Uint8Array[]): Uint8Array =>
  tlv(TAG.set, ...parts.toSorted((a, b) => Buffer.compare(a, b)))

/**
 * An INTEGER in its shortest form, from a number or from hexadecimal digits, after a `-` where it is negative (the
 * spelling of `readInteger`).
 */
export function integer(value: number | string): Uint8Array {
  const text = typeof value === 'number' ? value.toString(16) : value
  const negative = text.startsWith('-')
  const digits = text.replace(/^-?0*/, '') || '0'
  if (negative && digits !== '0') return tlv(TAG.integer, twosComplement(BigInt(`0x${digits}`)))
  const bytes = Buffer.from(digits.length % 2 === 0 ? digits : `0${digits}`, 'hex')
  const negativeLooking = ((bytes[0] ?? 0) & 0x80) !== 0
  return negativeLooking ? tlv(TAG.integer, Uint8Array.of(0), bytes) : tlv(TAG.integer, bytes)
}

/** The octets of a negative number, as few as hold it (X.690 §8.3). @param magnitude greater than zero */
function twosComplement(magnitude: bigint): Uint8Array {
  const octets = Math.ceil(((magnitude - 1n).toString(2).length + 1) / 8)
  const value = (1n << BigInt(octets * 8)) - magnitude
  return Buffer.from(value.toString(16).padStart(octets * 2, '0'), 'hex')
}

export const oid = kept((dotted: string): Uint8Array => {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number)
  const bytes: number[] = []
  for (const arc of [first * 40 + second, ...rest]) {
    const groups = [arc % 128]
    for (let left = Math.floor(arc / 128); left > 0; left = Math.floor(left / 128)) groups.unshift(0x80 | (left % 128))
    bytes.push(...groups)
  }
  return tlv(TAG.oid, Uint8Array.from(bytes))
})

/** UTCTime until 2049, GeneralizedTime from 2050 (RFC 5280 §4.1.2.5); whole seconds. */
export function time(date: Date): Uint8Array {
  return timeAt(date.getTime())
}

const timeAt = kept((at: number): Uint8Array => {
  const date = new Date(at)
  const digits = date
    .toISOString()
    .replace(/\.\d+Z$/, '')
    .replace(/[-:T]/g, '')
  const year = date.getUTCFullYear()
  return year >= 1950 && year < 2050
    ? tlv(TAG.utcTime, Buffer.from(`${digits.slice(2)}Z`, 'latin1'))
    : tlv(TAG.generalizedTime, Buffer.from(`${digits}Z`, 'latin1'))
})
