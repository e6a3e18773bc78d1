import net from 'node:net'
import { expect, test } from 'vitest'
import { countedAs, isAddress, isLocalNetwork } from '../../../shared/access/local-network.ts'
import { localNetworks } from '../../../shared/local-networks.ts'

/** Node's own address arithmetic is the judge. */
const judge = new net.BlockList()
for (const network of localNetworks) {
  const [address = '', bits] = network.split('/')
  judge.addSubnet(address, Number(bits), net.isIPv4(address) ? 'ipv4' : 'ipv6')
}

const addresses = [
  '127.0.0.1',
  '127.255.255.255',
  '128.0.0.0',
  '126.255.255.255',
  '10.0.0.0',
  '10.255.255.255',
  '11.0.0.0',
  '172.15.255.255',
  '172.16.0.0',
  '172.31.255.255',
  '172.32.0.0',
  '192.168.0.0',
  '192.168.255.255',
  '192.167.255.255',
  '169.254.1.1',
  '169.253.0.0',
  '100.64.0.1',
  '8.8.8.8',
  '0.0.0.0',
  '255.255.255.255',
  '::1',
  '::2',
  '::',
  'fc00::',
  'fdff:ffff::1',
  'fbff::1',
  'fe00::1',
  'FE80::1',
  'febf::1',
  'fec0::1',
  '2001:db8::1',
  '2001:db8:0:0:0:0:0:1',
  '1::8',
]

test.each(addresses)('%s is local as Node reckons it', (address) => {
  expect(isLocalNetwork(address)).toBe(judge.check(address, net.isIPv4(address) ? 'ipv4' : 'ipv6'))
})

test('an IPv4 visitor on a socket for both is judged as what it is', () => {
  expect(isLocalNetwork('::ffff:192.168.1.5')).toBe(true)
  expect(isLocalNetwork('::FFFF:8.8.8.8')).toBe(false)
  expect(isLocalNetwork('::ffff:c0a8:105')).toBe(true)
})

test('an interface behind the address changes nothing', () => expect(isLocalNetwork('fe80::1%eth0')).toBe(true))

test.each([
  ...addresses,
  '',
  '1.2.3',
  '1.2.3.4.5',
  '256.1.1.1',
  '01.2.3.4',
  '1.2.3.4 ',
  '127.1',
  'localhost',
  '::1::',
  '1:2:3:4:5:6:7',
  '1:2:3:4:5:6:7:8:9',
  '1:2:3:4:5:6:7::8',
  '::12345',
  ':::',
  ':1',
  '1:',
  '::1.2.3.4',
  '::1.2.3.4:5',
  '[::1]',
])('%j is an address if Node says so, and else never local', (text) => {
  const known = net.isIP(text)
  expect(isAddress(text)).toBe(known !== 0)
  expect(isLocalNetwork(text)).toBe(known !== 0 && judge.check(text, known === 4 ? 'ipv4' : 'ipv6'))
})

test('visitors are counted by address, from afar over IPv6 by the 64 bits that one line has', () => {
  expect(countedAs('2001:db8:1:2::1')).toBe(countedAs('2001:DB8:1:2:ffff:0:0:9'))
  expect(countedAs('2001:db8:1:2::1')).not.toBe(countedAs('2001:db8:1:3::1'))
  for (const [one, other] of [
    ['203.0.113.1', '203.0.113.2'],
    ['fe80::1', 'fe80::2'],
    ['fd00::1', 'fd00::2'],
  ]) {
    expect(countedAs(one ?? '')).not.toBe(countedAs(other ?? ''))
  }
})
