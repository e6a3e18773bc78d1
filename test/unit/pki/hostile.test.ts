import { execFileSync } from 'node:child_process'
import { generateKeyPairSync, X509Certificate } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { children, readDer, readOid, type Element } from '../../../electron/pki/asn1/der-reader.ts'
import { explicit, integer, octets, oid, sequence, setOf, TAG, tlv, utf8 } from '../../../electron/pki/asn1/der.ts'
import { describeCertificate } from '../../../electron/pki/x509/describe.ts'
import { importAuthority, importTrusted } from '../../../electron/engine/authority/read-import.ts'
import { readPrivateKey } from '../../../electron/pki/read/key.ts'
import { nameToText } from '../../../electron/pki/x509/name.ts'
import { toPem } from '../../../electron/pki/x509/pem.ts'
import { opensslAuthority } from '../../support/openssl-pki.ts'

const attribute = (id: string, value: string): Uint8Array => sequence(oid(id), utf8(value))
const COMMON_NAME = '2.5.4.3'
const UNIT = '2.5.4.11'

/** The certificate with one of its fields replaced; its signature is no longer right, which reading does not ask. */
function withField(certificate: Uint8Array, at: number, field: Uint8Array): Uint8Array {
  const [body, ...rest] = children(readDer(certificate))
  const fields = children(body ?? readDer(certificate)).map((one) => one.whole)
  fields[at] = field
  return sequence(sequence(...fields), ...rest.map((one) => one.whole))
}

/** Places of the fields in a TBSCertificate with a version, RFC 5280 §4.1. */
const FIELD = { signature: 2, subject: 5, spki: 6 }
const own = new X509Certificate(opensslAuthority('Home').cert).raw

describe('names in certificates of strangers', () => {
  it('with twenty thousand values in one part are read at once', () => {
    const values = Array.from({ length: 20_000 }, (_, n) => attribute(UNIT, `unit ${n}`))
    const before = performance.now()
    const text = nameToText(sequence(setOf(...values)))
    expect(performance.now() - before).toBeLessThan(2000)
    expect(text.split('+')).toHaveLength(20_000)
  })

  it('with several values in a part are written as openssl writes them', () => {
    const subject = '/O=Home/CN=one+OU=two/OU=three'
    const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', '/dev/null']
    const made = execFileSync('openssl', ['req', '-new', '-x509', ...key, '-subj', subject, '-outform', 'DER'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    const shown = execFileSync('openssl', ['x509', '-inform', 'DER', '-noout', '-subject', '-nameopt', 'RFC2253'], {
      input: made,
      encoding: 'utf8',
    })
    // The order within a part is free (RFC 4514 §2.2).
    const parts = (text: string): string[] => text.split(',').map((part) => part.split('+').toSorted().join('+'))
    expect(parts(describeCertificate(made).subject)).toEqual(parts(shown.trim().replace('subject=', '')))
  })

  it('reach no terminal with what moves its cursor', () => {
    const name = sequence(setOf(attribute(COMMON_NAME, 'a\u001B[2Jb\r\nc\u0085d')))
    const { commonName } = describeCertificate(withField(own, FIELD.subject, name))
    expect(commonName).toBe('a\uFFFD[2Jb\uFFFD\uFFFDc\uFFFDd')
  })
})

describe('a certificate that is none', () => {
  it('because its key is no key is refused where it is read', () => {
    const noKey = sequence(sequence(oid('1.2.840.10045.2.1')), octets(Uint8Array.of(1)))
    expect(() => describeCertificate(withField(own, FIELD.spki, noKey))).toThrowError(
      expect.objectContaining({ code: 'authority/certificate-unreadable' }) as Error,
    )
  })

  it('to the TLS library is not taken for an authority', async () => {
    // The algorithm stands there twice (RFC 5280 §4.1.1.2): the reader looks at the other place.
    const bytes = withField(own, FIELD.signature, tlv(TAG.sequence, Uint8Array.of(TAG.oid, 0)))
    expect(() => new X509Certificate(bytes)).toThrowError(/asn1|PEM/i)
    await expect(
      importTrusted({ files: [{ name: 'ca.crt', bytes }], password: null, now: new Date() }),
    ).rejects.toMatchObject({ code: 'authority/certificate-unreadable' })
  })
})

describe('an authority with an extension that is damaged inside', () => {
  const { cert, key } = opensslAuthority('Home')
  const der = new X509Certificate(cert).raw
  /** RFC 5280 §4.1.2.9: the extensions come last, in [3]. */
  const damaged = (id: string): Uint8Array => {
    const fields = children(children(readDer(der))[0] ?? readDer(der))
    const [list] = children(fields.at(-1) ?? readDer(der))
    const extensions = children(list ?? readDer(der)).map((extension) => {
      const parts = children(extension)
      if (readOid(parts[0]) !== id) return extension.whole
      return sequence(...parts.slice(0, -1).map((one) => one.whole), octets(Buffer.from('0303ff', 'hex')))
    })
    return withField(der, fields.length - 1, explicit(3, sequence(...extensions)))
  }

  it.each([
    ['the key usage', '2.5.29.15'],
    ['the key identifier', '2.5.29.14'],
  ])('(%s) is refused by name', async (_what, id) => {
    const certificate = { name: 'ca.crt', bytes: damaged(id) }
    const files = [certificate, { name: 'ca.key', bytes: Buffer.from(key) }]
    const unreadable = { code: 'authority/certificate-unreadable' }
    await expect(importAuthority({ files, password: null, now: new Date() })).rejects.toMatchObject(unreadable)
  })
})

describe('a key encrypted with scrypt', () => {
  const scrypted = (cost: { N: number; r: number; p: number }): string => {
    const { N, r, p } = cost
    const derivation = sequence(
      oid('1.3.6.1.4.1.11591.4.11'),
      sequence(octets(Buffer.alloc(8)), integer(N), integer(r), integer(p)),
    )
    const cipher = sequence(oid('2.16.840.1.101.3.4.1.42'), octets(Buffer.alloc(16)))
    const algorithm = sequence(oid('1.2.840.113549.1.5.13'), sequence(derivation, cipher))
    return toPem('ENCRYPTED PRIVATE KEY', sequence(algorithm, octets(Buffer.alloc(32))))
  }

  it.each([
    ['more memory than is given, in blocks side by side', { N: 2, r: 8, p: 600_000 }, 'authority/file-too-slow'],
    ['more memory than is given, in one block', { N: 1_048_576, r: 8, p: 1 }, 'authority/file-too-slow'],
    ['more rounds than its block allows', { N: 65_536, r: 1, p: 1 }, 'authority/file-damaged'],
    ['a number of rounds that is no power of two', { N: 1000, r: 8, p: 1 }, 'authority/file-damaged'],
  ])('that asks for %s is refused by name', async (_what, cost, code) => {
    await expect(readPrivateKey(scrypted(cost), 'secret')).rejects.toMatchObject({ code })
  })
})

it('a key whose number is far too long for its curve is damaged', async () => {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  // RFC 5915 §3: version, private key, and the public key that goes with it.
  const [version, algorithm, wrapped] = children(readDer(privateKey.export({ type: 'pkcs8', format: 'der' })))
  const [one, , publicKey] = children(readDer(wrapped?.contents ?? new Uint8Array()))
  const whole = (element: Element | undefined): Uint8Array => element?.whole ?? new Uint8Array()
  const inner = sequence(whole(one), octets(Buffer.alloc(144, 0x5a)), whole(publicKey))
  const der = sequence(whole(version), whole(algorithm), octets(inner))
  await expect(readPrivateKey(der, null)).rejects.toMatchObject({ code: 'authority/file-damaged' })
})
