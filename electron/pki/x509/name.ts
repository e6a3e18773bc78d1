import { AppError } from '../../../shared/errors/index.ts'
import {
  children,
  DerError,
  expectTag,
  printable,
  readDer,
  readOid,
  readText,
  type Element,
} from '../asn1/der-reader.ts'
import { oid, sequence, setOf, TAG, utf8 } from '../asn1/der.ts'
import { attributeNames, OID } from '../asn1/oids.ts'
import { message, type Message } from '../../../shared/messages/message.ts'

/** One attribute of a distinguished name, general to specific, as it goes into the certificate. */
export interface Attribute {
  readonly type: 'commonName' | 'organization' | 'organizationalUnit'
  readonly value: string
}

// oxlint-disable-next-line no-control-regex -- naming them is the point
const CONTROL = /[\u0000-\u001F\u007F-\u009F\u2028\u2029]/u

/**
 * A distinguished name in DER. Every value is one UTF8String in an RDN of its own, never parsed from text, so
 * no name can escape into another attribute.
 * @throws AppError app/invalid-input for empty, over-long (RFC 5280 ub-common-name: 64), malformed or control characters.
 */
export function writeName(attributes: readonly Attribute[]): Uint8Array {
  return sequence(
    ...attributes.map(({ type, value }) => {
      const problem = problemWith(value)
      if (problem !== null) throw new AppError('app/invalid-input', { field: 'name', problem })
      return setOf(sequence(oid(OID[type]), utf8(value)))
    }),
  )
}

function problemWith(value: string): Message | null {
  if (value === '') return message('parts.field.empty')
  if (!value.isWellFormed()) return message('parts.field.unicode')
  if (CONTROL.test(value)) return message('parts.field.lineBreaks')
  if (Array.from(value).length > 64) return message('parts.field.maxCharacters', { number: 64 })
  return null
}

/** The attributes of a name in the order of the certificate; an RDN with several values gives several. */
function readName(der: Uint8Array): { oid: string; value: string; joined: boolean; known: boolean }[] {
  return children(readDer(der, TAG.sequence)).flatMap((rdn) =>
    children(expectTag(rdn, TAG.set)).map((attribute, index) => {
      const [type, value] = children(expectTag(attribute, TAG.sequence))
      const dotted = readOid(type)
      if (!value) expectTag(value, TAG.utf8)
      const known = attributeNames.has(dotted)
      return {
        oid: dotted,
        value: known && value ? readText(value) : `#${Buffer.from(value?.whole ?? []).toString('hex')}`,
        joined: index > 0,
        known,
      }
    }),
  )
}

/** What `escapeValue` changes: hardly any name has it, and looking once takes a tenth of the time. */
// oxlint-disable-next-line no-control-regex -- naming them is the point
const ESCAPED = /[\\",+<>;\u0000-\u001F\u007F-\u009F\u2028\u2029]|^[ #]| $/

/** Escapes one attribute value. RFC 4514 §2.4, with every control character in its hexadecimal form. */
function escapeValue(value: string): string {
  if (!ESCAPED.test(value)) return value
  return (
    value
      .replace(/[\\",+<>;]/g, (char) => `\\${char}`)
      // oxlint-disable-next-line no-control-regex -- naming them is the point
      .replace(/[\u0000-\u001F\u007F-\u009F\u2028\u2029]/gu, (char) =>
        Buffer.from(char, 'utf8').toString('hex').toUpperCase().replace(/../g, '\\$&'),
      )
      .replace(/^[ #]/, (char) => `\\${char}`)
      .replace(/ $/, '\\ ')
  )
}

/** RFC 4514 text: most specific first. */
export function nameToText(der: Uint8Array): string {
  const rdns: string[] = []
  for (const { oid: type, value, joined, known } of readName(der)) {
    const attribute = `${attributeNames.get(type) ?? type}=${known ? escapeValue(value) : value}`
    if (joined) rdns.push(`${rdns.pop()}+${attribute}`)
    else rdns.push(attribute)
  }
  // RDNs are written in reverse, the values of one RDN in order (RFC 4514 §2.1).
  return rdns.toReversed().join(',')
}

/** The last (most specific) common name, to be shown; or null. */
export function commonNameOf(der: Uint8Array): string | null {
  const found = readName(der).findLast((attribute) => attribute.oid === OID.commonName)
  return found ? printable(found.value) : null
}

/** Honest names have a few hundred. Bytes. */
const MAX_FOLDED_NAME = 16_384

/** String types whose values are compared as text; others are compared as they are written. */
const TEXT_TAGS: ReadonlySet<number> = new Set([
  TAG.utf8,
  TAG.printable,
  TAG.teletex,
  TAG.ia5,
  TAG.visible,
  TAG.universal,
  TAG.bmp,
])

/** Text that one byte sequence alone stands for; what is no text cannot be compared. @throws DerError */
function strictText(value: Element): string {
  if (value.tag === TAG.utf8) {
    try {
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(value.contents)
    } catch {
      throw new DerError('nameText')
    }
  }
  const width = value.tag === TAG.bmp ? 2 : value.tag === TAG.universal ? 4 : 1
  if (value.contents.length % width !== 0) throw new DerError('nameText')
  return readText(value)
}

/**
 * A distinguished name in the form in which names are compared (RFC 5280 §7.1), which is OpenSSL's: white space at the ends
 * is dropped, inside it is one blank, capital letters of ASCII are small ones, and the string type does not matter.
 * Two names are equal where these bytes are, so a name that an old CA wrote in another way is still the same issuer.
 * A name longer than any honest one is compared as it is written: strangers choose how long theirs are.
 * @param der of the name. @throws DerError
 */
export function canonicalName(der: Uint8Array): Uint8Array {
  if (der.length > MAX_FOLDED_NAME) return expectTag(readDer(der), TAG.sequence).whole
  const rdns = children(readDer(der, TAG.sequence)).map((rdn) =>
    setOf(
      ...children(expectTag(rdn, TAG.set)).map((attribute) => {
        const [type, value] = children(expectTag(attribute, TAG.sequence))
        const id = expectTag(type, TAG.oid).whole
        if (!value) throw new DerError('structure')
        if (!TEXT_TAGS.has(value.tag)) return sequence(id, value.whole)
        // Runs first, ends then: the other way round takes quadratic time.
        const text = strictText(value)
          .replace(/[ \t-\r]+/g, ' ')
          .replace(/^ | $/g, '')
          .replace(/[A-Z]+/g, (letters) => letters.toLowerCase())
        return sequence(id, utf8(text))
      }),
    ),
  )
  return sequence(...rdns)
}

/** The values of the subject that access rules ask for. */
export function subjectValues(der: Uint8Array): { commonNames: string[]; organizations: string[]; units: string[] } {
  const attributes = readName(der)
  const values = (type: string): string[] =>
    attributes.filter((attribute) => attribute.oid === type).map((attribute) => attribute.value)
  return {
    commonNames: values(OID.commonName),
    organizations: values(OID.organization),
    units: values(OID.organizationalUnit),
  }
}

/**
 * Whether a verifier could take two names for the same one: it folds case and white space (RFC 5280 §7.1) and
 * ignores the string type. A leaf that shares its issuer's name looks self-signed to OpenSSL ("alert 48 unknown ca").
 */
export function sameName(a: Uint8Array, b: Uint8Array): boolean {
  return fold(a) === fold(b)
}

/** The same for a name that consists of this common name alone, before it is written. */
export function isCalled(name: Uint8Array, commonName: string): boolean {
  return fold(name) === foldText(`CN=${escapeValue(commonName)}`)
}

const foldText = (text: string): string => text.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ')

/** An authority's name is compared with that of everything it signs. */
const folded = new WeakMap<Uint8Array, string>()

function fold(der: Uint8Array): string {
  let text = folded.get(der)
  if (text === undefined) {
    text = foldText(nameToText(der))
    folded.set(der, text)
  }
  return text
}
