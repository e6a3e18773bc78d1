/**
 * Text as people get it: from Windows in UTF-16, out of mails, web pages, YAML and JSON. `findBlocks` takes what is a PEM
 * file to a person; what is one to OpenSSL is found first and as OpenSSL finds it (`fromPem`).
 */
import { fromPem, type PemBlock } from '../x509/pem.ts'

const UTF8 = [0xef, 0xbb, 0xbf]

/** Whether every second byte is zero, as ASCII in UTF-16 without a byte order mark has it. @param odd of which half */
function zerosAt(bytes: Uint8Array, odd: 0 | 1): boolean {
  const head = bytes.subarray(0, 64)
  if (head.length < 4 || bytes.length % 2 !== 0) return false
  return head.every((byte, at) => (at % 2 === odd ? byte === 0 : byte !== 0))
}

/** Bytes as text: UTF-8 (or Latin-1, for ASCII is all that counts), UTF-16 of both byte orders, with a mark or without. */
export function decodeText(bytes: Uint8Array): string {
  const [first, second] = bytes
  const even = bytes.subarray(0, bytes.length - (bytes.length % 2))
  if ((first === 0xff && second === 0xfe) || zerosAt(bytes, 1)) {
    return Buffer.from(even)
      .toString('utf16le')
      .replace(/^\uFEFF/, '')
  }
  if ((first === 0xfe && second === 0xff) || zerosAt(bytes, 0)) {
    return Buffer.from(even)
      .swap16()
      .toString('utf16le')
      .replace(/^\uFEFF/, '')
  }
  const marked = UTF8.every((byte, at) => bytes[at] === byte)
  return Buffer.from(marked ? bytes.subarray(3) : bytes).toString('utf8')
}

/** Longer texts are lists, which no person has passed through a mail: they are read as they are. Characters. */
const MAX_REPAIRED = 2_000_000

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  plus: '+',
}

function decodeEntities(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,6}));/gi, (whole, decimal, hex, name) => {
    if (name !== undefined) return ENTITIES[String(name).toLowerCase()] ?? whole
    const code = decimal === undefined ? Number.parseInt(String(hex), 16) : Number(decimal)
    return code <= 0x10ffff && (code < 0xd800 || code > 0xdfff) ? String.fromCodePoint(code) : ''
  })
}

/** `=3D`, `=2B` and the `=` at the end of a line that goes on (RFC 2045 §6.7). */
function decodeQuotedPrintable(text: string): string {
  return text
    .replace(/=[ \t]*\r?\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(String(hex), 16)))
}

/** Whether quoted-printable was used: an equals sign in base64 stands at its end only. */
const isQuotedPrintable = (text: string): boolean =>
  /=3D|=2[BF]|=0A|[A-Za-z0-9+/]{20}=[ \t]*\r?\n[A-Za-z0-9+/]{4}/.test(text)

const isPercentEncoded = (text: string): boolean => /-----BEGIN(?:%20|\+)[A-Z0-9]/.test(text)

function decodePercent(text: string): string {
  // "+" is a blank of a form only where the marks show it: base64 has plus signs of its own.
  const marks = text.replace(/-----(?:BEGIN|END)\+[A-Z0-9+]+-----/g, (mark) => mark.replaceAll('+', ' '))
  return marks.replace(/%([0-9A-Fa-f]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(String(hex), 16)))
}

/** Written as two characters in JSON, in environment files and by programs that print strings. */
const BREAKS = /\\r\\n|\\n|\\r|\\u000a|\\x0a/gi
/** Dashes that word processors make of two or three hyphens, and characters that nobody sees. */
const DASHES = /[\u2010-\u2015\u2212\uFE58\uFE63\uFF0D]/g
// oxlint-disable-next-line no-control-regex -- what is left over of other encodings
const UNSEEN = /[\u0000\u00AD\u200B-\u200F\u2060\uFEFF]/g

/** Undoes what mails, browsers and editors do to a text. */
function repair(text: string): string {
  let clean = text.replace(UNSEEN, '').replace(/\u00A0/g, ' ')
  if (/&(?:#x?[0-9a-f]+|[a-z]{2,6});/i.test(clean)) clean = decodeEntities(clean)
  if (/<(?:br|p|div|span|pre|td|code|font)\b/i.test(clean)) clean = clean.replace(/<[^<>]{0,500}>/g, '\n')
  if (isQuotedPrintable(clean)) clean = decodeQuotedPrintable(clean)
  if (isPercentEncoded(clean)) clean = decodePercent(clean)
  return clean
    .replace(BREAKS, '\n')
    .replace(/\\\//g, '/')
    .replace(/\r\n?|[\u0085\u2028\u2029]/g, '\n')
}

/** Marks wherever they stand in a line, with as many dashes as are left of them. */
const MARK = /-{2,12}[ \t]*(BEGIN|END)[ \t]+([A-Z0-9][A-Z0-9 .]{0,63}?)[ \t]*-{2,12}/g
const HEADER = /^[ \t>|#*]*(Proc-Type|DEK-Info|Comment|Subject|X-[A-Za-z-]+)[ \t]*:[ \t]*(.*)$/i

/** Signs in front of a line that base64 has not: quotes of mails, comments, bars of tables, line numbers. */
const FRONT = /^[ \t]*(?:[>|#*;][ \t]*|\d{1,4}[ \t:|.]+(?=[A-Za-z0-9+/]{16}))*/
/** Signs of comments and differences that base64 has as well: they are in front of every line, or belong to it. */
const FRONT_OF_ALL = ['+', '//'] as const

/** What stands in front of each line of a body is taken away. */
function bodyOf(text: string): { headers: Record<string, string>; base64: string } {
  const headers = Object.create(null) as Record<string, string>
  const kept: string[] = []
  for (const line of text.split('\n')) {
    const header = HEADER.exec(line)
    if (header?.[1] !== undefined) headers[header[1].toLowerCase()] = (header[2] ?? '').trim()
    else kept.push(line.replace(FRONT, ''))
  }
  const lines = kept.filter((line) => line.trim() !== '')
  const front = FRONT_OF_ALL.find((sign) => lines.every((line) => line.startsWith(sign)))
  const base64 = lines.map((line) => line.slice(front?.length ?? 0)).join('')
  return { headers, base64: base64.replace(/[\s"'`,;\\|>]+/g, '') }
}

/** Base64 in either alphabet, with its padding or without; null for what is none. */
export function decodeBase64(text: string): Uint8Array | null {
  const plain = text.replaceAll('-', '+').replaceAll('_', '/').replace(/=+$/, '')
  if (plain.length < 4 || plain.length % 4 === 1 || !/^[A-Za-z0-9+/]+$/.test(plain)) return null
  return Buffer.from(plain, 'base64')
}

function lenientBlocks(text: string): PemBlock[] {
  const blocks: PemBlock[] = []
  const dashed = text.replace(DASHES, '-')
  let open: { label: string; from: number } | null = null
  for (const mark of dashed.matchAll(MARK)) {
    const [whole, word, label = ''] = mark
    if (word === 'BEGIN') {
      open = { label: label.replace(/\s+/g, ' '), from: mark.index + whole.length }
      continue
    }
    if (open) {
      const { headers, base64 } = bodyOf(dashed.slice(open.from, mark.index))
      const der = decodeBase64(base64)
      if (der) blocks.push({ label: open.label, der, headers })
    }
    open = null
  }
  return blocks
}

const marksIn = (text: string): number => text.split(/-----BEGIN [A-Z0-9]/).length - 1

/** Every PEM block of a text, as people mean it: marks anywhere, what stands in front of lines taken away. Never throws. */
export function findBlocks(text: string): PemBlock[] {
  const strict = fromPem(text)
  if (text.length > MAX_REPAIRED || (strict.length > 0 && strict.length >= marksIn(text))) return strict
  const lenient = lenientBlocks(repair(text))
  return lenient.length > strict.length ? lenient : strict
}

/** The words of a mark without its end, or whose body is none: the file is cut off. */
export function hasBrokenBlock(text: string): boolean {
  return /-{4,5}\s?BEGIN [A-Z0-9 ]+-{4,5}/.test(text)
}

/** The bytes of a text that is nothing but base64, as it stands in a YAML or JSON value; null for what is none. */
export function bareBase64(text: string): Uint8Array | null {
  if (text.length > 22_400_000) return null
  const repaired = text.length > MAX_REPAIRED ? text : repair(text)
  const value = repaired.trim().replace(/^["'`]|["'`,;]$/g, '')
  const packed = value.replace(/^data:[\w/+.;=-]{0,100};base64,/, '').replace(/[\s>|]+/g, '')
  return packed.length < 64 ? null : decodeBase64(packed)
}
