import { expect, test } from 'vitest'
import { localAddresses } from '../../../electron/engine/device/handoff/addresses.ts'

const one = (address: string, internal = false) => ({
  address,
  internal,
  family: address.includes(':') ? ('IPv6' as const) : ('IPv4' as const),
  netmask: '',
  mac: '',
  cidr: null,
  scopeid: 0,
})

test('what a phone most likely reaches comes first, and what no link can name is left out', () => {
  const found = localAddresses({
    lo: [one('127.0.0.1', true), one('::1', true)],
    docker0: [one('172.17.0.1')],
    enp3s0: [one('192.168.1.20'), one('fd00::20'), one('fe80::1')],
    wlp2s0: [one('192.168.1.21')],
    tailscale0: [one('100.64.0.5')],
    usb0: [one('169.254.9.9')],
  })
  expect(found.map(({ address, kind }) => `${address} ${kind}`)).toEqual([
    '192.168.1.21 wireless',
    '192.168.1.20 cable',
    'fd00::20 cable',
    '172.17.0.1 virtual',
    '100.64.0.5 virtual',
    '127.0.0.1 this-computer',
    '::1 this-computer',
  ])
})

test('interfaces of macOS and Windows are named as a person knows them', () => {
  const kindOf = (name: string) => localAddresses({ [name]: [one('10.0.0.1')] })[0]?.kind
  expect(kindOf('Wi-Fi')).toBe('wireless')
  expect(kindOf('WLAN 2')).toBe('wireless')
  expect(kindOf('Ethernet')).toBe('cable')
  expect(kindOf('vEthernet (WSL)')).toBe('virtual')
  expect(kindOf('utun3')).toBe('virtual')
  // Cable or radio: macOS does not say by the name.
  expect(kindOf('en0')).toBe('other')
})
