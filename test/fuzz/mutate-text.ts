import type { Pick } from './target.ts'

const one = <T>(list: readonly T[], pick: Pick): T => list[pick(list.length)] as T

/** Pieces that readers of text have stumbled over elsewhere. */
const PIECES = [
  '\0',
  '\r\n',
  '\n',
  '\t',
  ' ',
  '%',
  '%00',
  '%2e%2e/',
  '%2F',
  '%252f',
  '..',
  '../',
  '..;/',
  '//',
  '\\',
  '#',
  '?',
  ';',
  ':',
  '@',
  '[::1]',
  '::ffff:127.0.0.1',
  '"',
  "'",
  '<',
  '>',
  '<!--',
  '-->',
  '<plist>',
  '<dict>',
  '</array>',
  '&#x0;',
  '&#x110000;',
  '&amp;',
  '{{',
  '}}',
  '{{ ',
  '-----',
  '-----BEGIN CERTIFICATE-----\n',
  '-----END CERTIFICATE-----\n',
  'DEK-Info: AES-256-CBC,00\n',
  'Proc-Type: 4,ENCRYPTED\n',
  '__proto__',
  'constructor',
  'null',
  '[]',
  '{}',
  '1e999',
  '\uFEFF',
  '\u2028',
  '\u0085',
  '\u{1F511}',
  'é',
  'İ',
] as const

const NUMBERS = ['0', '-1', '-7', '1', '65536', '2147483648', '4294967296', '9007199254740993', '1e400', '99999999999']

type Edit = (text: string, pick: Pick, room: number) => string

const edits: readonly Edit[] = [
  (text, pick) => {
    const at = pick(text.length + 1)
    return text.slice(0, at) + one(PIECES, pick) + text.slice(at)
  },
  (text, pick, room) => {
    const at = pick(text.length + 1)
    const piece = pick(2) === 0 ? one(PIECES, pick) : text.slice(at, at + 1 + pick(20))
    const count = Math.floor(Math.min(room / 4 / Math.max(1, piece.length), 2 ** pick(18)))
    return text.slice(0, at) + piece.repeat(count) + text.slice(at)
  },
  (text, pick) => {
    const numbers = [...text.matchAll(/\d+/g)]
    if (numbers.length === 0) return text
    const { 0: found, index } = one(numbers, pick)
    return text.slice(0, index) + one(NUMBERS, pick) + text.slice(index + found.length)
  },
  (text, pick) => {
    const lines = text.split('\n')
    lines.splice(pick(lines.length), 1)
    return lines.join('\n')
  },
  (text, pick, room) => {
    const lines = text.split('\n')
    const line = one(lines, pick)
    const count = Math.floor(Math.min(room / (line.length * 3 + 1), 2 ** pick(14)))
    lines.splice(pick(lines.length), 0, ...Array<string>(count).fill(line))
    return lines.join('\n')
  },
  (text, pick) => {
    const at = pick(text.length + 1)
    return text.slice(0, at) + text.slice(at + 1 + pick(10))
  },
]

/** Changes text in its words, lines and numbers. */
export function mutateText(text: string, pick: Pick, most: number): string {
  let changed = text
  for (let left = 1 + pick(3); left > 0; left -= 1) {
    changed = one(edits, pick)(changed, pick, Math.max(0, most - changed.length))
  }
  return changed
}
