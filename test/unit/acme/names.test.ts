import { describe, expect, it } from 'vitest'
import {
  HOUSE_NAMES,
  isIdentifier,
  isInside,
  matchesPattern,
  ownNetworks,
} from '../../../electron/engine/acme/server/names.ts'

describe('names of the house', () => {
  it.each([
    ['nas.lan', '*.lan', true],
    ['a.nas.lan', '*.lan', true],
    ['lan', '*.lan', false],
    ['evillan', '*.lan', false],
    ['nas.lan.example', '*.lan', false],
    ['*.nas.lan', '*.lan', true],
    ['*.lan', '*.lan', true],
    ['*.nas.lan', 'nas.lan', false],
    ['nas.lan', 'nas.lan', true],
    ['a.nas.lan', 'nas.lan', false],
    ['192.168.1.7', '192.168.1.0/24', true],
    ['192.168.2.7', '192.168.1.0/24', false],
    ['fd00::7', '192.168.1.0/24', false],
    ['fd00::7', 'fd00::/8', true],
    ['192.168.1.7', '*.lan', false],
    ['192.168.1.7', '192.168.1.7', true],
    ['nas.lan', '192.168.1.0/24', false],
  ])('%s by %s: %s', (name, pattern, expected) => {
    expect(matchesPattern(name, pattern)).toBe(expected)
  })

  it('end in what no public name ends in', () => {
    expect(HOUSE_NAMES.every((pattern) => pattern.startsWith('*.'))).toBe(true)
    expect(
      ['printer.home.arpa', 'nas.internal', 'tv.local'].every((name) =>
        HOUSE_NAMES.some((one) => matchesPattern(name, one)),
      ),
    ).toBe(true)
    expect(HOUSE_NAMES.some((one) => matchesPattern('bank.example', one))).toBe(false)
  })

  it('are names or addresses, in one spelling', () => {
    expect(isIdentifier('dns', 'nas.lan')).toBe(true)
    expect(isIdentifier('ip', 'fd00::1')).toBe(true)
    expect(isIdentifier('ip', 'FD00::1')).toBe(false)
    expect(isIdentifier('ip', 'fd00:0::1')).toBe(false)
    expect(isIdentifier('dns', '127.1')).toBe(false)
    expect(isIdentifier('dns', '0x7f.1')).toBe(true)
    expect(isIdentifier('email', 'a@b')).toBe(false)
  })
})

describe("this computer's own networks", () => {
  const card = (address: string, cidr: string, family: 'IPv4' | 'IPv6') =>
    ({ address, cidr, family, netmask: '', mac: '', internal: false, scopeid: 0 }) as never

  it('are the private ones of its interfaces and itself; never link-local or public ones', () => {
    const networks = ownNetworks({
      lo: [card('127.0.0.1', '127.0.0.1/8', 'IPv4')],
      lan: [
        card('192.168.1.5', '192.168.1.5/24', 'IPv4'),
        card('fd12::5', 'fd12::5/64', 'IPv6'),
        card('fe80::1', 'fe80::1/64', 'IPv6'),
      ],
      wan: [card('203.0.113.5', '203.0.113.5/24', 'IPv4'), card('169.254.3.4', '169.254.3.4/16', 'IPv4')],
    })
    expect(networks).toEqual(['127.0.0.0/8', '::1/128', '192.168.1.5/24', 'fd12::5/64'])
    const inside = (address: string): boolean => isInside(address, networks)
    expect(['127.0.1.1', '::1', '192.168.1.200', 'fd12::99'].every(inside)).toBe(true)
    const outside = [
      '192.168.2.1',
      '203.0.113.6',
      '169.254.169.254',
      'fe80::2',
      'fd13::1',
      '8.8.8.8',
      '0.0.0.0',
      '::',
      'nas.lan',
      '',
    ]
    expect(outside.filter(inside)).toEqual([])
    // An IPv4 address in IPv6 is the address that it leads to (RFC 4291 §2.5.5.2).
    expect(inside('::ffff:192.168.1.9')).toBe(true)
    expect(inside('::ffff:8.8.8.8')).toBe(false)
  })
})
