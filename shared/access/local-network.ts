import { localNetworks } from '../local-networks.ts'

/**
 * The octets of an IP address: 4 or 16 of them. `::ffff:192.0.2.1` is the IPv4 visitor 192.0.2.1, and what follows a
 * `%` names an interface, not the address. @returns null for what is no address
 */
function octets(text: string): number[] | null {
  const plain = text.replace(/%.*$/, '')
  if (!plain.includes(':')) return dotted(plain)
  const [head = '', tail, ...more] = plain.split('::')
  if (more.length > 0) return null
  const before = groups(head)
  const after = tail === undefined ? [] : groups(tail)
  if (!before || !after) return null
  const missing = 16 - before.length - after.length
  if (tail === undefined ? missing !== 0 : missing < 2) return null
  const all = [...before, ...Array.from({ length: missing }, () => 0), ...after]
  const mapped = all.slice(0, 10).every((octet) => octet === 0) && all[10] === 0xff && all[11] === 0xff
  return mapped ? all.slice(12) : all
}

function dotted(text: string): number[] | null {
  const parts = text.split('.')
  if (parts.length !== 4 || !parts.every((part) => /^(?:0|[1-9]\d{0,2})$/.test(part))) return null
  const found = parts.map(Number)
  return found.every((octet) => octet <= 255) ? found : null
}

/** Groups of hexadecimal digits, the last of which may be an IPv4 address (RFC 4291 §2.2). */
function groups(text: string): number[] | null {
  if (text === '') return []
  const all: number[] = []
  const parts = text.split(':')
  for (const [index, part] of parts.entries()) {
    if (part.includes('.')) {
      const last = index === parts.length - 1 ? dotted(part) : null
      if (!last) return null
      all.push(...last)
      continue
    }
    if (!/^[0-9a-f]{1,4}$/i.test(part)) return null
    const value = Number.parseInt(part, 16)
    all.push(value >> 8, value & 0xff)
  }
  return all
}

const networks = localNetworks.map((network) => {
  const [address = '', bits] = network.split('/')
  return { octets: octets(address) ?? [], bits: Number(bits) }
})

/** Whether a text is an IP address, in any of its spellings. */
export function isAddress(text: string): boolean {
  return octets(text) !== null
}

/** Whether a peer is in the local network. What is no address is not. */
export function isLocalNetwork(address: string): boolean {
  const own = octets(address)
  if (!own) return false
  return networks.some(({ octets: network, bits }) => network.length === own.length && covers(network, bits, own))
}

/**
 * Who is counted as one: an address, but of IPv6 from afar its first 64 bits. One line has at least so many addresses
 * to itself (RFC 6177 §2), and could be a new visitor with each.
 */
export function countedAs(address: string): string {
  const own = address.includes(':') ? octets(address) : null
  return own?.length === 16 && !isLocalNetwork(address) ? `${own.slice(0, 8).join('.')}/64` : address
}

function covers(network: readonly number[], bits: number, address: readonly number[]): boolean {
  return network.every((octet, index) => {
    const left = Math.max(0, Math.min(8, bits - index * 8))
    const mask = (0xff << (8 - left)) & 0xff
    return ((address[index] ?? 0) & mask) === (octet & mask)
  })
}
