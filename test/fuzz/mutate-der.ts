import type { Pick } from './target.ts'

/** An element as it was written; its contents are bytes or other elements. */
interface Node {
  tag: number
  /** Before the first child: the count of unused bits of a BIT STRING that holds DER. */
  lead: Buffer
  children: Node[] | null
  bytes: Buffer
  /** How its length is written. */
  length: 'right' | 'indefinite' | 'long' | Buffer
}

const MOST_DEPTH = 24

/** Null for what is no sequence of elements to the end. */
function parse(bytes: Buffer, depth: number): Node[] | null {
  const nodes: Node[] = []
  for (let at = 0; at < bytes.length;) {
    const tag = bytes[at] ?? 0
    let length = bytes[at + 1] ?? 0x80
    let start = at + 2
    if (length >= 0x80) {
      const count = length & 0x7f
      if (count === 0 || count > 4 || start + count > bytes.length) return null
      length = bytes.readUIntBE(start, count)
      start += count
    }
    if (start + length > bytes.length) return null
    nodes.push(nodeOf(tag, bytes.subarray(start, start + length), depth))
    at = start + length
  }
  return nodes
}

function nodeOf(tag: number, bytes: Buffer, depth: number): Node {
  const node: Node = { tag, lead: Buffer.alloc(0), children: null, bytes, length: 'right' }
  if (depth >= MOST_DEPTH || bytes.length < 2) return node
  // Keys, extensions and PKCS#12 put DER into strings.
  const wraps = tag === 0x04 || tag === 0x03
  if ((tag & 0x20) === 0 && !wraps) return node
  const lead = tag === 0x03 ? 1 : 0
  const children = parse(bytes.subarray(lead), depth + 1)
  return children && children.length > 0 ? { ...node, lead: bytes.subarray(0, lead), children } : node
}

/** Nothing is shared: a change of one piece changes no other, and no piece comes to stand in itself. */
function copyOf(node: Node): Node {
  return { ...node, children: node.children?.map(copyOf) ?? null }
}

function write(node: Node): Buffer {
  const contents = node.children ? Buffer.concat([node.lead, ...node.children.map(write)]) : node.bytes
  if (node.length === 'indefinite') {
    return Buffer.concat([Buffer.of(node.tag | 0x20, 0x80), contents, Buffer.alloc(2)])
  }
  return Buffer.concat([Buffer.of(node.tag), lengthOf(node.length, contents.length), contents])
}

function lengthOf(form: Exclude<Node['length'], 'indefinite'>, length: number): Buffer {
  if (form instanceof Buffer) return form
  if (form === 'right' && length < 0x80) return Buffer.of(length)
  const count = form === 'long' ? 4 : length < 0x100 ? 1 : length < 0x1_0000 ? 2 : length < 0x100_0000 ? 3 : 4
  const bytes = Buffer.alloc(1 + count)
  bytes[0] = 0x80 | count
  bytes.writeUIntBE(length, 1, count)
  return bytes
}

function flatten(nodes: readonly Node[]): { node: Node; siblings: Node[] }[] {
  const all: { node: Node; siblings: Node[] }[] = []
  const walk = (siblings: Node[]): void => {
    for (const node of siblings) {
      all.push({ node, siblings })
      if (node.children) walk(node.children)
    }
  }
  walk(nodes as Node[])
  return all
}

const one = <T>(list: readonly T[], pick: Pick): T => list[pick(list.length)] as T

/** Contents that readers have stumbled over elsewhere. */
const CONTENTS: readonly ((pick: Pick) => Buffer)[] = [
  () => Buffer.alloc(0),
  () => Buffer.of(0),
  () => Buffer.of(0xff),
  () => Buffer.of(0x7f, 0xff, 0xff, 0xff),
  () => Buffer.of(0x00, 0xff, 0xff, 0xff, 0xff),
  () => Buffer.of(0x80, 0, 0, 0, 0, 0, 0, 0),
  () => Buffer.from('99991231235959Z'),
  () => Buffer.from('00000000000000Z'),
  () => Buffer.from('a\0b\r\nSet-Cookie: x=1'),
  () => Buffer.from(',+"\\<>;=#  \u2028\u0085', 'utf8'),
  () => Buffer.from('__proto__'),
  () => Buffer.of(0xed, 0xa0, 0x80, 0xc0, 0x80),
  () => Buffer.from('2a864886f70d01010b', 'hex'),
  () => Buffer.alloc(9, 0xff),
  (pick) => Buffer.alloc(pick(5000), pick(256)),
]

const TAGS = [1, 2, 3, 4, 5, 6, 10, 12, 19, 20, 22, 23, 24, 28, 30, 48, 49, 0x80, 0x82, 0x87, 0xa0, 0xa1, 0xa3, 0x1f]
const LIES = ['', '00', '7f', '80', '81ff', '82ffff', '83ffffff', '847fffffff', '84ffffffff', '8500ffffffff', 'ff']

type Edit = (found: { node: Node; siblings: Node[] }, pick: Pick, other: Node, room: number) => void

const edits: readonly Edit[] = [
  ({ node }, pick) => void (node.length = Buffer.from(one(LIES, pick), 'hex')),
  ({ node }, pick) => void (node.length = pick(2) === 0 ? 'long' : 'indefinite'),
  ({ node }, pick) => void (node.tag = pick(3) === 0 ? pick(256) : one(TAGS, pick)),
  ({ node, siblings }) => void siblings.splice(siblings.indexOf(node), 1),
  ({ node, siblings }, pick) => void siblings.splice(pick(siblings.length + 1), 0, copyOf(node)),
  ({ siblings }, pick) => void siblings.push(...siblings.splice(pick(siblings.length), 1)),
  ({ node }, pick) => {
    node.children = null
    node.bytes = one(CONTENTS, pick)(pick)
  },
  ({ node }, pick) => {
    if (node.children || node.bytes.length === 0) return
    node.bytes = Buffer.from(node.bytes)
    node.bytes[pick(node.bytes.length)] = pick(256)
  },
  ({ node, siblings }, _pick, other) => void siblings.splice(siblings.indexOf(node), 1, other),
  // Many of the same, with every length above them right.
  ({ node, siblings }, pick, _other, room) => {
    const size = Math.max(2, write(node).length)
    const count = Math.floor(Math.min(room / size, 2 ** pick(18)))
    for (let made = 0; made < count; made += 1) siblings.push(copyOf(node))
  },
  ({ node, siblings }, pick) => {
    let inner = node
    for (let depth = 2 ** pick(8); depth > 0; depth -= 1) {
      inner = {
        tag: one([0x30, 0x31, 0xa0, 0x24], pick),
        lead: Buffer.alloc(0),
        children: [inner],
        bytes: inner.bytes,
        length: 'right',
      }
    }
    siblings.splice(siblings.indexOf(node), 1, inner)
  },
]

/** Changes DER as whoever writes hostile files does: in its structure. Null for what has none. */
export function mutateDer(bytes: Buffer, other: Buffer, pick: Pick, most: number): Buffer | null {
  const tree = parse(bytes, 0)
  if (!tree || tree.length === 0) return null
  const foreign = flatten(parse(other, 0) ?? [])
  const donors = foreign.length > 0 ? foreign : flatten(tree)
  for (let left = 1 + pick(3); left > 0 && tree.length > 0; left -= 1) {
    const room = most - tree.reduce((sum, node) => sum + write(node).length, 0)
    one(edits, pick)(one(flatten(tree), pick), pick, copyOf(one(donors, pick).node), Math.max(0, room))
  }
  return Buffer.concat(tree.map(write))
}
