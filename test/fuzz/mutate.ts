import { mutateDer } from './mutate-der.ts'
import { mutateText } from './mutate-text.ts'
import type { Pick } from './target.ts'

const one = <T>(list: readonly T[], pick: Pick): T => list[pick(list.length)] as T

const NUMBERS = [
  '00',
  '7f',
  '80',
  'ff',
  'ffff',
  '7fffffff',
  '80000000',
  'ffffffff',
  '7fffffffffffffff',
  '0000000000000000',
]

type Edit = (bytes: Buffer, pick: Pick, other: Buffer, room: number) => Buffer

const edits: readonly Edit[] = [
  (bytes, pick) => bytes.subarray(0, pick(bytes.length + 1)),
  (bytes, pick) => {
    const copy = Buffer.from(bytes)
    for (let left = 1 + pick(8); left > 0 && copy.length > 0; left -= 1) {
      const at = pick(copy.length)
      copy[at] = (copy[at] ?? 0) ^ (1 << pick(8))
    }
    return copy
  },
  (bytes, pick) => {
    const copy = Buffer.from(bytes)
    Buffer.from(one(NUMBERS, pick), 'hex').copy(copy, pick(bytes.length + 1))
    return copy
  },
  (bytes, pick) => {
    const at = pick(bytes.length + 1)
    return Buffer.concat([bytes.subarray(0, at), Buffer.from(one(NUMBERS, pick), 'hex'), bytes.subarray(at)])
  },
  (bytes, pick) => {
    const at = pick(bytes.length + 1)
    return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + pick(64))])
  },
  // The beginning of one and the end of another.
  (bytes, pick, other) =>
    Buffer.concat([bytes.subarray(0, pick(bytes.length + 1)), other.subarray(pick(other.length + 1))]),
  (bytes, pick, _other, room) => {
    const at = pick(bytes.length + 1)
    const piece = bytes.subarray(at, at + 1 + pick(256))
    const count = Math.floor(Math.min(room / Math.max(1, piece.length), 2 ** pick(18)))
    return Buffer.concat([bytes.subarray(0, at), ...Array<Buffer>(count).fill(piece), bytes.subarray(at)])
  },
]

function mutateBytes(bytes: Buffer, other: Buffer, pick: Pick, most: number): Buffer {
  return one(edits, pick)(bytes, pick, other, Math.max(0, most - bytes.length))
}

const BLOCK = /-----BEGIN ([A-Z0-9 ]+)-----\n([A-Za-z0-9+/=\s]+?)-----END \1-----\n/g

/** Changes the DER inside one block of a PEM text. */
function mutatePem(text: string, other: Buffer, pick: Pick, most: number): string | null {
  const blocks = [...text.matchAll(BLOCK)]
  if (blocks.length === 0) return null
  const { 0: whole, 1: label = '', 2: body = '', index } = one(blocks, pick)
  const changed = mutateDer(Buffer.from(body, 'base64'), other, pick, (most * 3) / 4)
  if (!changed) return null
  const lines = changed.toString('base64').match(/.{1,64}/g) ?? []
  const block = `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`
  return text.slice(0, index) + block + text.slice(index + whole.length)
}

const isText = (bytes: Buffer): boolean => !bytes.subarray(0, 4096).some((byte) => byte < 9 || byte === 0x7f)

/** An input that nobody meant, out of real ones. The same `pick` gives the same input. @param most bytes */
export function mutate(bytes: Buffer, other: Buffer, pick: Pick, most: number): Buffer {
  let changed = bytes
  for (let left = 1 + pick(3); left > 0; left -= 1) {
    const kind = pick(8)
    const text = kind < 5 && isText(changed) ? changed.toString('utf8') : null
    const pem = text !== null && kind < 3 ? mutatePem(text, other, pick, most) : null
    const structured =
      pem ?? (text !== null ? mutateText(text, pick, most) : kind < 6 ? mutateDer(changed, other, pick, most) : null)
    changed = structured === null ? mutateBytes(changed, other, pick, most) : Buffer.from(structured)
    if (changed.length > most) changed = changed.subarray(0, most)
  }
  return changed
}
