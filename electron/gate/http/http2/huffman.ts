/**
 * Lengths in bits of the codes of the 256 octets (RFC 7541 appendix B). The code is canonical: codes of one length are
 * numbered in the order of their octets, so that the lengths say everything. EOS has 30 bits of ones.
 */
const CODE_LENGTHS = [
  13, 23, 28, 28, 28, 28, 28, 28, 28, 24, 30, 28, 28, 30, 28, 28, 28, 28, 28, 28, 28, 28, 30, 28, 28, 28, 28, 28, 28,
  28, 28, 28, 6, 10, 10, 12, 13, 6, 8, 11, 10, 10, 8, 11, 8, 6, 6, 6, 5, 5, 5, 6, 6, 6, 6, 6, 6, 6, 7, 8, 15, 6, 12, 10,
  13, 6, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 8, 7, 8, 13, 19, 13, 14, 6, 15, 5, 6, 5, 6,
  5, 6, 6, 6, 5, 7, 7, 6, 6, 6, 5, 6, 7, 6, 5, 5, 6, 7, 7, 7, 7, 7, 15, 11, 14, 13, 28, 20, 22, 20, 20, 22, 22, 22, 23,
  22, 23, 23, 23, 23, 23, 24, 23, 24, 24, 22, 23, 24, 23, 23, 23, 23, 21, 22, 23, 22, 23, 23, 24, 22, 21, 20, 22, 22,
  23, 23, 21, 23, 22, 22, 24, 21, 22, 23, 23, 21, 21, 22, 21, 23, 22, 23, 23, 20, 22, 22, 22, 23, 22, 22, 23, 26, 26,
  20, 19, 22, 23, 22, 25, 26, 26, 26, 27, 27, 26, 24, 25, 19, 21, 26, 27, 27, 26, 27, 24, 21, 21, 26, 26, 28, 27, 27,
  27, 20, 24, 20, 21, 22, 21, 21, 23, 22, 22, 25, 25, 24, 24, 26, 23, 26, 27, 26, 26, 27, 27, 27, 27, 27, 28, 27, 27,
  27, 27, 27, 26,
]

/** An entry of a node: 0 for no code, a positive number for a leaf (bits << 8 | octet), a negative one for a node. */
type Node = Int32Array

function buildNodes(): readonly Node[] {
  const nodes: Node[] = [new Int32Array(256)]
  const order = CODE_LENGTHS.map((length, octet) => ({ length, octet })).sort(
    (one, other) => one.length - other.length || one.octet - other.octet,
  )
  let code = 0
  let before = 0
  for (const { length, octet } of order) {
    code = before === 0 ? 0 : (code + 1) << (length - before)
    before = length
    let node = nodes[0] as Node
    let left = length
    while (left > 8) {
      left -= 8
      const index = (code >>> left) & 0xff
      if (node[index] === 0) node[index] = -nodes.push(new Int32Array(256)) + 1
      node = nodes[-(node[index] as number)] as Node
    }
    // Every continuation of a short code is the same leaf.
    const first = (code << (8 - left)) & 0xff
    node.fill((left << 8) | octet, first, first + (1 << (8 - left)))
  }
  return nodes
}

const NODES = buildNodes()
const ROOT = NODES[0] as Node
/** The longest string that a header list may have; enough for any that is decoded. */
let scratch = Buffer.allocUnsafe(4096)

/**
 * Decodes a string (RFC 7541 §5.2). @returns Latin-1; null when the padding is longer than seven bits or no prefix of
 * EOS, or when the string contains EOS
 */
export function decodeHuffman(bytes: Buffer, from: number, to: number): string | null {
  // The shortest codes have five bits.
  const most = Math.ceil(((to - from) * 8) / 5)
  if (scratch.length < most) scratch = Buffer.allocUnsafe(most)
  let written = 0
  let node = ROOT
  /** Bits that have been read and belong to no octet yet: the last `bits` of `current`. */
  let current = 0
  let bits = 0
  /** Bits since the last octet ended. */
  let open = 0
  for (let at = from; at < to; at += 1) {
    current = ((current << 8) | (bytes[at] as number)) & 0xffff
    bits += 8
    open += 8
    while (bits >= 8) {
      const found = node[(current >>> (bits - 8)) & 0xff] as number
      if (found === 0) return null
      if (found < 0) {
        node = NODES[-found] as Node
        bits -= 8
        continue
      }
      scratch[written] = found & 0xff
      written += 1
      bits -= found >> 8
      node = ROOT
      open = bits
    }
  }
  while (bits > 0) {
    const found = node[(current << (8 - bits)) & 0xff] as number
    if (found <= 0 || found >> 8 > bits) break
    scratch[written] = found & 0xff
    written += 1
    bits -= found >> 8
    node = ROOT
    open = bits
  }
  const mask = (1 << bits) - 1
  if (open > 7 || (current & mask) !== mask) return null
  return scratch.toString('latin1', 0, written)
}
