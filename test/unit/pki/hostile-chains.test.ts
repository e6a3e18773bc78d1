import { describe, expect, test } from 'vitest'
import { buildPaths, climb } from '../../../electron/pki/chain.ts'
import { parseCertificate, type Certificate } from '../../../electron/pki/path/certificate.ts'
import { constraintViolation, namesOf } from '../../../electron/pki/path/name-constraints.ts'
import { TLS_SECURITY_BITS, validatePath } from '../../../electron/pki/path/validate.ts'
import { readCrl } from '../../../electron/pki/read/crl.ts'
import { readRevocationList } from '../../../electron/pki/x509/crl-list.ts'
import { readSignatureAlgorithm } from '../../../electron/pki/x509/algorithm.ts'
import {
  cn,
  craft,
  craftCa,
  craftCrl,
  ecKey,
  EXT,
  ext,
  generalName,
  int,
  oid,
  rawInt,
  rdn,
  seq,
  tlv,
  when,
  type Crafted,
} from '../../support/craft.ts'

const root = craftCa('Root')
const parsed = ({ der }: Crafted): Certificate => parseCertificate(der)
const many = <T>(count: number, make: (at: number) => T): T[] => Array.from({ length: count }, (_, at) => make(at))

/** Authorities of one name that have all signed each other. */
function mesh(size: number, name: (at: number) => string): Crafted[] {
  const keys = many(size, () => ecKey())
  return keys.flatMap((key, at) =>
    keys.map((signer, by) =>
      craft(craftCa(name(by), null, { key: signer }), {
        key,
        subject: cn(name(at)),
        extensions: [EXT.ca(), EXT.usage(0x06)],
      }),
    ),
  )
}

// Bounds are on work, not on time: without them these would not end (a mesh of twelve has more than 10^9 ways).
describe('the building of chains ends for', () => {
  test.each([
    ['a mesh of authorities', mesh(12, (at) => `Mesh ${at}`)],
    ['a mesh of authorities of one name', mesh(12, () => 'Mesh')],
    ['three hundred authorities of one name', many(300, () => craftCa('Twin', root))],
  ])('%s, with and without somebody who is trusted', (_what, made) => {
    const pool = made.map(parsed)
    const [first] = made
    const leaf = parsed(craft(first ?? null))
    expect(buildPaths(leaf, { anchors: [parsed(craftCa('Nobody'))], pool })).toEqual([])
    const above = parsed(
      craft(root, { subject: first?.subject ?? cn('x'), key: first?.key ?? ecKey(), extensions: [EXT.ca()] }),
    )
    const paths = buildPaths(leaf, { anchors: [parsed(root)], pool: [above, ...pool] })
    expect(paths.length).toBeLessThanOrEqual(8)
    expect(paths.length).toBeGreaterThan(0)
    for (const path of paths) expect(path.at(-1)?.fingerprint).toBe(parsed(root).fingerprint)
    expect(climb(leaf, pool).length).toBeLessThanOrEqual(102)
    const { problem } = validatePath({
      leaf,
      untrusted: pool,
      trusted: [parsed(craftCa('Nobody'))],
      now: Date.now(),
      purpose: 'client',
      minSecurityBits: TLS_SECURITY_BITS,
    })
    expect(problem).not.toBeNull()
  })
})

describe('name constraints', () => {
  const organization = (text: string): Buffer => rdn('2.5.4.10', text)
  const directories = many(1000, (at) => tlv(0xa4, seq(organization(`House ${at}`))))

  test.each([
    [
      'is in the last of a thousand',
      seq(organization('House 999'), ...many(300, (at) => rdn('2.5.4.11', `u${at}`))),
      null,
    ],
    [
      'is in none of a thousand',
      seq(organization('Else'), ...many(300, (at) => rdn('2.5.4.11', `u${at}`))),
      'PERMITTED_VIOLATION',
    ],
  ])('a long subject that %s is brought to its form once', (_what, subject, error) => {
    const authority = parsed(
      craftCa('Fenced', null, { extensions: [EXT.ca(), EXT.usage(0x06), EXT.constraints(directories)] }),
    )
    const leaf = parsed(craft(null, { subject }))
    const constraints = authority.usage.nameConstraints
    expect(constraints && constraintViolation(namesOf(leaf), constraints, true)?.error).toBe(error ?? undefined)
  })

  test('of a hundred thousand entries are compared up to a limit, and refused beyond it', () => {
    const trees = many(100_000, (at) => ({
      base: { tag: 2, contents: Buffer.from(`h${at}.example`) },
      plain: true,
    }))
    const names = (count: number) => ({
      subject: cn('x'),
      altNames: many(count, (at) => ({ tag: 2, contents: Buffer.from(`a.h${at}.example`) })),
    })
    const constraints = { permitted: trees, excluded: [] }
    expect(constraintViolation(names(9), constraints, true)).toBeNull()
    expect(constraintViolation(names(11), constraints, true)?.error).toBe('UNSPECIFIED')
    const outside = { subject: cn('x'), altNames: [{ tag: 2, contents: generalName(2, Buffer.from('x')) }] }
    expect(constraintViolation(outside, constraints, true)?.error).toBe('PERMITTED_VIOLATION')
  })
})

describe('a revocation list with an extension twice is refused, whichever of them is harmless', () => {
  const onlyAuthorities = ext('2.5.29.28', seq(tlv(0x82, Buffer.of(0xff))), true)
  const everything = ext('2.5.29.28', seq(), true)
  const delta = ext('2.5.29.27', int(1), true)
  const entry = (...extensions: Buffer[]): Buffer => seq(int(5), when(Date.now() - 60_000), seq(...extensions))
  const other = ext('2.5.29.29', seq(tlv(0xa4, cn('Other'))), true)
  const reason = ext('2.5.29.21', tlv(0x0a, Buffer.of(1)))

  test.each([
    ['two scopes', { extensions: [onlyAuthorities, everything] }],
    ['two scopes, the other way round', { extensions: [everything, onlyAuthorities] }],
    ['two delta indicators', { extensions: [delta, delta] }],
    ['an entry with two issuers', { entries: [entry(other, other)] }],
    ['an entry with two reasons', { entries: [entry(reason, reason)] }],
  ])('%s', (_what, parts) => {
    const { der } = craftCrl(root, parts)
    expect(() => readRevocationList(der)).toThrow('extensionTwice')
    expect(() => readCrl(der, { authority: [root.der], now: Date.now() })).toThrow(
      expect.objectContaining({ code: 'authority/crl-unreadable' }),
    )
  })

  test('once each they are read', () => {
    const { entries } = readRevocationList(craftCrl(root, { extensions: [everything], entries: [entry(reason)] }).der)
    expect(entries).toMatchObject([{ serial: '5', reason: 'key-compromise' }])
  })
})

test('a file of many lists that each of many certificates might have signed is given up by name', () => {
  const namesakes = many(100, () => craftCa('Root'))
  const stray = craftCrl(craftCa('Root'))
  const question = { authority: [root.der], others: namesakes.map(({ der }) => der), now: Date.now() }
  expect(() => readCrl(stray.pem.repeat(100), question)).toThrow(
    expect.objectContaining({ code: 'authority/crl-unreadable' }),
  )
  // With few of them the good one is found.
  expect(readCrl(stray.pem.repeat(10) + craftCrl(root).pem, question).entries).toEqual([])
})

describe('parameters of RSASSA-PSS', () => {
  const sha256 = seq(oid('2.16.840.1.101.3.4.2.1'))
  const pss = (salt: Buffer, ...more: Buffer[]): Buffer =>
    seq(
      oid('1.2.840.113549.1.1.10'),
      seq(tlv(0xa0, sha256), tlv(0xa1, seq(oid('1.2.840.113549.1.1.8'), sha256)), tlv(0xa2, salt), ...more),
    )

  test.each([
    ['a salt of -1 octets (node:crypto: as long as the digest)', pss(rawInt('ff'))],
    ['a salt of -2 octets (node:crypto: whatever is there)', pss(rawInt('fe'))],
    ['another trailer', pss(int(32), tlv(0xa3, int(2)))],
  ])('%s are refused', (_what, identifier) => {
    expect(() => readSignatureAlgorithm(identifier)).toThrow('signatureParameters')
  })

  test.each([
    ['the usual ones', pss(int(32))],
    ['the one trailer there is', pss(int(32), tlv(0xa3, int(1)))],
  ])('%s are read', (_what, identifier) => {
    expect(readSignatureAlgorithm(identifier)).toMatchObject({
      key: 'rsa-pss',
      digest: 'sha256',
      pss: { saltLength: 32 },
    })
  })
})
