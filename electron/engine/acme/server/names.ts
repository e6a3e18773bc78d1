import { BlockList, isIP } from 'node:net'
import os from 'node:os'
import { isLocalNetwork } from '../../../../shared/access/local-network.ts'
import { canonicalName } from '../client/objects.ts'

/** Endings that no public name has (RFC 6762, RFC 8375, RFC 6761 and ICANN's reservation of `internal`, 2024). */
export const HOUSE_NAMES: readonly string[] = [
  '*.home.arpa',
  '*.internal',
  '*.local',
  '*.lan',
  '*.home',
  '*.localdomain',
]

const HOST_NAME = /^(?:\*\.)?(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/

/** A name as an identifier may be: lower case, no dot at its end, a wildcard at its beginning only. */
export function isIdentifier(type: string, value: string): boolean {
  if (value !== canonicalName(value) || value.length > 253) return false
  // Of an address that holds on one computer only (RFC 4007 §11) nobody is told.
  if (type === 'ip') return isIP(value) !== 0 && !value.includes('%')
  return type === 'dns' && HOST_NAME.test(value) && isIP(value) === 0 && !/^[0-9.]+$/.test(value)
}

/**
 * Whether a name is one of those that may be issued for. Patterns: `nas.lan` is that name; `*.lan` is every name below
 * it; `192.168.1.0/24` are addresses.
 */
export function matchesPattern(name: string, pattern: string): boolean {
  const bare = name.startsWith('*.') ? name.slice(2) : name
  if (pattern.includes('/')) return isIP(name) !== 0 && networkList([pattern]).check(name, familyOf(name))
  if (isIP(pattern) !== 0 || isIP(name) !== 0) return canonicalName(pattern) === name
  // `*.lan` as a name is below `lan`, but covers every name there: the pattern that allows all of them allows it.
  if (pattern.startsWith('*.'))
    return bare === pattern.slice(2) ? name.startsWith('*.') : bare.endsWith(pattern.slice(1))
  return name === pattern.toLowerCase()
}

const familyOf = (address: string): 'ipv4' | 'ipv6' => (isIP(address) === 6 ? 'ipv6' : 'ipv4')

/** Networks as `ADDRESS/BITS`. @throws Error for what is none */
export function networkList(networks: readonly string[]): BlockList {
  const list = new BlockList()
  for (const text of networks) {
    const [address = '', bits = ''] = text.split('/')
    list.addSubnet(address, Number(bits), familyOf(address))
  }
  return list
}

/**
 * The networks of this computer's own interfaces that are not public, and itself: validation goes nowhere else. Link-local
 * addresses are not among them: cloud machines have their keys there (169.254.169.254).
 */
export function ownNetworks(interfaces: ReturnType<typeof os.networkInterfaces> = os.networkInterfaces()): string[] {
  const found = new Set<string>(['127.0.0.0/8', '::1/128'])
  for (const { address, cidr } of Object.values(interfaces).flatMap((list) => list ?? [])) {
    if (cidr === null || !isLocalNetwork(address) || /^(?:127\.|::1$|169\.254\.|fe[89ab])/i.test(address)) continue
    found.add(cidr)
  }
  return [...found]
}

export function isInside(address: string, networks: readonly string[]): boolean {
  return isIP(address) !== 0 && networkList(networks).check(address, familyOf(address))
}
