import { X509Certificate } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { describeCertificate } from '../../../electron/pki/x509/describe.ts'
import { issueAuthority, issueDevice, issueRaw, issueServer, newSerial } from '../../../electron/pki/x509/issue.ts'
import { generateKeyPair } from '../../../electron/pki/x509/keys.ts'
import { commonNameOf, isCalled, nameToText, sameName, writeName } from '../../../electron/pki/x509/name.ts'
import { readCertificate } from '../../../electron/pki/x509/certificate.ts'

const now = new Date('2026-06-15T12:00:00.500Z')
const DAY = 86_400_000
const ca = await issueAuthority({ name: 'Home', key: 'p256', days: 100, now })
const { spki, pkcs8 } = await generateKeyPair('p256')
const authority = describeCertificate(ca.certificate)

describe('issuing', () => {
  it('makes an authority that node takes for one and that signed itself', () => {
    const certificate = new X509Certificate(ca.certificate)
    expect(certificate.ca).toBe(true)
    expect(certificate.verify(certificate.publicKey)).toBe(true)
    expect(authority).toMatchObject({ isCa: true, pathLength: 1, commonName: 'Home', keyType: 'p256' })
  })

  it('gives two authorities of one name different subjects', async () => {
    const other = await issueAuthority({ name: 'Home', key: 'p256', days: 100, now })
    expect(describeCertificate(other.certificate).subject).not.toBe(authority.subject)
  })

  it('never makes a device an authority, and gives it the client purpose alone', async () => {
    const der = await issueDevice({ signer: ca, commonName: 'Phone', publicKey: spki, days: 10, now })
    expect(new X509Certificate(der).ca).toBe(false)
    expect(new X509Certificate(der).keyUsage).toEqual(['1.3.6.1.5.5.7.3.2'])
    expect(new X509Certificate(der).checkIssued(new X509Certificate(ca.certificate))).toBe(true)
  })

  it('begins a little before now, but not before its authority, and ends no later than it', async () => {
    const der = await issueDevice({ signer: ca, commonName: 'Phone', publicKey: spki, days: 3650, now })
    const { notBefore, notAfter } = describeCertificate(der)
    expect(notBefore).toEqual(authority.notBefore)
    expect(notBefore.getTime()).toBeLessThan(now.getTime())
    expect(notAfter).toEqual(authority.notAfter)
  })

  it('gives servers at most 397 days', async () => {
    const old = await issueAuthority({ name: 'Long', key: 'p256', days: 3650, now })
    const der = await issueServer({ signer: old, hosts: ['nas.local'], publicKey: spki, days: 3650, now })
    const { notBefore, notAfter } = describeCertificate(der)
    expect(notAfter.getTime() - notBefore.getTime()).toBeLessThan(397 * DAY)
    expect(notAfter.getTime() - notBefore.getTime()).toBeGreaterThan(396 * DAY)
  })

  it('writes addresses as addresses and names as names', async () => {
    const hosts = ['nas.local', '192.168.1.20', '::1', 'fe80::1:2:3', '*.home.arpa', '::ffff:10.0.0.1']
    const der = await issueServer({ signer: ca, hosts, publicKey: spki, now })
    const certificate = new X509Certificate(der)
    expect(certificate.subjectAltName).toContain('IP Address:192.168.1.20')
    expect(certificate.checkIP('fe80::1:2:3')).toBe('fe80::1:2:3')
    expect(certificate.checkIP('::ffff:10.0.0.1')).toBe('::ffff:10.0.0.1')
    expect(certificate.checkHost('nas.local')).toBe('nas.local')
    expect(describeCertificate(der).names).toEqual(expect.arrayContaining(['nas.local', '::1', 'fe80::1:2:3']))
  })

  it.each(['', 'a b', 'a\0b', '1.2.3', 'http://x', 'fe80::1%eth0', `${'a'.repeat(64)}.de`, 'bücher.de'])(
    'refuses the host name %j',
    async (host) => {
      await expect(issueServer({ signer: ca, hosts: [host], publicKey: spki, now })).rejects.toMatchObject({
        code: 'app/invalid-input',
      })
    },
  )

  it('tells a device apart from an imported authority of the same name', async () => {
    const subject = [{ type: 'commonName', value: 'Alice' } as const]
    const years = { notBefore: new Date(now.getTime() - DAY), notAfter: new Date(now.getTime() + 1000 * DAY) }
    const certificate = await issueRaw({
      signer: { certificate: null, pkcs8 },
      template: { subject, publicKey: spki, ca: true, ...years },
    })
    const { spki: phone } = await generateKeyPair('p256')
    const der = await issueDevice({
      signer: { certificate, pkcs8 },
      commonName: 'aLICE',
      publicKey: phone,
      days: 9,
      now,
    })
    expect(describeCertificate(der).subject).toBe('CN=aLICE,OU=Device')
  })

  it('refuses to sign when the authority has expired or begins later', async () => {
    const issue = (when: Date): Promise<Uint8Array> =>
      issueDevice({ signer: ca, commonName: 'Phone', publicKey: spki, days: 1, now: when })
    await expect(issue(new Date(now.getTime() + 101 * DAY))).rejects.toMatchObject({ code: 'authority/expired' })
    await expect(issue(new Date(now.getTime() - DAY))).rejects.toMatchObject({ code: 'authority/not-yet-valid' })
  })

  it('refuses to sign with a key that is not the authority’s', async () => {
    const signer = { certificate: ca.certificate, pkcs8 }
    await expect(issueDevice({ signer, commonName: 'Phone', publicKey: spki, days: 1, now })).rejects.toMatchObject({
      code: 'authority/key-mismatch',
    })
  })

  it('makes serials that are positive, at most 128 bits long and all different', () => {
    const serials = Array.from({ length: 10_000 }, newSerial)
    expect(new Set(serials).size).toBe(10_000)
    for (const serial of serials) expect(serial).toMatch(/^[1-9A-F][0-9A-F]{0,31}$/)
    const average = serials.reduce((sum, serial) => sum + serial.length, 0) / 10_000
    expect(average).toBeGreaterThan(31.9)
  })

  it('reports serial and fingerprint as node computes them', async () => {
    const der = await issueRaw({
      signer: ca,
      template: { subject: [], publicKey: spki, serial: '0A1', notBefore: now, notAfter: new Date('2055-01-01') },
    })
    const node = new X509Certificate(der)
    const ours = describeCertificate(der)
    expect(ours.serial).toBe('A1')
    expect(node.serialNumber).toBe('A1')
    expect(ours.fingerprint).toBe(node.fingerprint256.replaceAll(':', ''))
    expect(ours.notAfter).toEqual(node.validToDate)
    expect(describeCertificate(node.toString()).fingerprint).toBe(ours.fingerprint)
  })
})

describe('names', () => {
  const exotic = [
    'CN=evil, O=x',
    'Alice "the" Phone\\',
    '  #leading',
    'שלום עולם',
    '👩‍👩‍👧‍👦 家',
    'a+b=c;<d>,',
    'x'.repeat(64),
    '🎉'.repeat(64),
  ]

  it.each(exotic)('keeps %j in one attribute, byte for byte', async (name) => {
    const der = await issueDevice({ signer: ca, commonName: name, publicKey: spki, days: 1, now })
    expect(commonNameOf(readCertificate(der).subject)).toBe(name)
    // Node's own legacy object parses the same DER without any text in between.
    const { subject } = new X509Certificate(der).toLegacyObject()
    expect(subject).toEqual({ CN: name })
  })

  it.each(['', 'a\0b', 'a\nb', 'a\u2028b', '\uD800', 'x'.repeat(65)])('refuses %j', async (name) => {
    await expect(issueDevice({ signer: ca, commonName: name, publicKey: spki, days: 1, now })).rejects.toMatchObject({
      code: 'app/invalid-input',
    })
  })

  it('writes names as RFC 4514 §2.4 and §4 say', () => {
    const text = (value: string): string => nameToText(writeName([{ type: 'commonName', value }]))
    expect(text('James "Jim" Smith, III')).toBe('CN=James \\"Jim\\" Smith\\, III')
    expect(text('Lučić')).toBe('CN=Lučić')
    expect(text('#1 ')).toBe('CN=\\#1\\ ')
    expect(
      nameToText(
        writeName([
          { type: 'organization', value: 'Isode' },
          { type: 'commonName', value: 'Steve' },
        ]),
      ),
    ).toBe('CN=Steve,O=Isode')
  })

  it('tells a leaf’s name from its issuer’s before it is written as it does afterwards', () => {
    const name = (value: string): Uint8Array => writeName([{ type: 'commonName', value }])
    const names = ['Home CA', 'home  ca', 'Home, CA', '#1', 'Ｈome CA', 'Lučić', 'LUČIĆ', 'a+b', ' x']
    for (const issuer of names) {
      for (const leaf of names) expect(isCalled(name(issuer), leaf)).toBe(sameName(name(leaf), name(issuer)))
    }
    const two = writeName([
      { type: 'organizationalUnit', value: 'x' },
      { type: 'commonName', value: 'Home CA' },
    ])
    expect(isCalled(two, 'Home CA')).toBe(false)
  })

  it('takes names for the same that a verifier would', () => {
    const name = (value: string): Uint8Array => writeName([{ type: 'commonName', value }])
    expect(sameName(name('Home  CA'), name('home ca'))).toBe(true)
    expect(sameName(name('Home CA'), name('Home CB'))).toBe(false)
  })
})
