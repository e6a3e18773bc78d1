import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { redact, redactAddresses } from '../../../electron/engine/log/redact.ts'

const { privateKey } = generateKeyPairSync('ec', {
  namedCurve: 'P-256',
  privateKeyEncoding: { format: 'pem', type: 'pkcs8' },
  publicKeyEncoding: { format: 'pem', type: 'spki' },
})
const body = privateKey.split('\n')[1] ?? ''

describe('the log keeps no secrets', () => {
  test.each([
    ['a key', privateKey, body],
    ['a key on one line', privateKey.replaceAll('\n', ' '), body],
    ['a key that is cut off', privateKey.slice(0, 100), body.slice(0, 40)],
    ['a bearer token', 'authorization was Bearer abc.def-ghi', 'abc.def'],
    ['a basic login', 'sent Basic dXNlcjpwYXNz', 'dXNlcjpwYXNz'],
    ['a password in an address', 'connecting to https://me:hunter2@nas.home/x', 'hunter2'],
    ['a topic in an address', 'posted to https://ntfy.sh/my-secret-topic', 'my-secret-topic'],
    ['a token in a query', 'GET https://nas.home/?token=abcdef12', 'abcdef12'],
    ['a field', 'passphrase: "tidal otter lantern"', 'otter'],
    ['a field of JSON', '{"secret":"hunter2","other":1}', 'hunter2'],
    ['a cookie', 'cookie: sid=0123456789', '0123456789'],
    ['a token of ntfy', 'tk_AgQdq7mVBoFD37zQVN29RhuMzNIz2 was refused', 'AgQdq7mVBo'],
    ['a JSON Web Token', 'eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiIxIn0.abc', 'eyJzdWIi'],
    ['an age identity', 'AGE-SECRET-KEY-1QQPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L', 'QQPZRY9X8'],
    ['a long word of base64', `key material ${randomBytes(48).toString('base64')}1a`, 'never'],
  ])('%s', (_what, text, secret) => {
    const clean = redact(text, 'whole')
    expect(clean).not.toContain(secret)
    expect(clean).toMatch(/\[hidden\]|…/)
  })

  test.each([
    'the gate has ended: status 1',
    'Camera is failed: site/upstream-refused: Nothing listens at 192.168.1.20.',
    `fingerprint ${'AB'.repeat(32)} is not known`,
    'at createEngine (file:///opt/vestibule/out/headless/main.js:10:5)'.replace('file:///opt', '/opt'),
  ])('what helps stays: %s', (text) => {
    expect(redact(text, 'whole')).toBe(text)
  })

  test('a line stays a line', () => {
    expect(redact('one\n{"level":"error"}\u001B[2J', 'whole')).not.toMatch(/[\n\u001B]/) // oxlint-disable-line no-control-regex -- that is the point
  })
})

test.each([
  ['203.0.113.7', '203.0.113.0/24', '[address]'],
  ['203.0.113.7:51234', '203.0.113.0/24:51234', '[address]:51234'],
  ['2001:db8:12:34::7', '2001:db8:12::/48', '[address]'],
  ['[2001:db8:12:34:5:6:7:8]:443', '[2001:db8:12::/48]:443', '[[address]]:443'],
  ['127.0.0.1', '127.0.0.1', '127.0.0.1'],
  ['::1', '::1', '::1'],
  ['version 1.2.3', 'version 1.2.3', 'version 1.2.3'],
  ['at 12:34:56', 'at 12:34:56', 'at 12:34:56'],
])('an address is written as the owner chose: %s', (address, shortened, none) => {
  expect(redactAddresses(address, 'whole')).toBe(address)
  expect(redactAddresses(address, 'shortened')).toBe(shortened)
  expect(redactAddresses(address, 'none')).toBe(none)
})
