import { createHash, generateKeyPair as generate } from 'node:crypto'
import { promisify } from 'node:util'
import type { VisitorId } from '../../../shared/contract/diagnosis.ts'
import { generateKeyPair, type KeyPair } from '../../pki/x509/keys.ts'
import { issueRaw, newSerial, type CertificateTemplate, type Signer } from '../../pki/x509/issue.ts'
import { parseCertificate } from '../../pki/path/certificate.ts'
import { readCertificate } from '../../pki/x509/certificate.ts'
import { toPem } from '../../pki/x509/pem.ts'
import type { RevokedCertificate } from '../../gate/protocol.ts'

/** A visitor ready to knock: everything in memory, nothing ever written. */
export interface Visitor {
  readonly id: VisitorId
  /** Leaf first (PEM), and the key; null for the visitor without a certificate. */
  readonly credentials: { readonly certPem: string; readonly keyPem: string } | null
  /** SHA-256 fingerprint of the leaf. */
  readonly fingerprint: string | null
  /** What has to be revoked for this visitor to be what it is. */
  readonly revoked: RevokedCertificate | null
}

const MINUTE = 60_000
const DAY = 86_400_000

/** Validity of the probe certificates: ten minutes, but from a little earlier, for clocks that differ. */
const LIFE = 10 * MINUTE

function fingerprint(der: Uint8Array): string {
  return createHash('sha256').update(der).digest('hex').toUpperCase()
}

/** RSA 1024: the authority's own key maker refuses to make it, rightly. */
async function weakKey(): Promise<{ pkcs8: Uint8Array; spki: Uint8Array }> {
  const pair = await promisify(generate)('rsa', {
    modulusLength: 1024,
    publicKeyEncoding: { type: 'spki', format: 'der' },
    privateKeyEncoding: { type: 'pkcs8', format: 'der' },
  })
  return { pkcs8: pair.privateKey, spki: pair.publicKey }
}

/** Makes every visitor for one authority. `now` in milliseconds since 1970. */
export async function makeVisitors(signer: Signer, now: number): Promise<Visitor[]> {
  const [pair, foreign, weak] = await Promise.all([generateKeyPair('p256'), generateKeyPair('p256'), weakKey()])
  const ca = readCertificate(signer.certificate)
  const subject = (name: string): CertificateTemplate['subject'] => [
    { type: 'organizationalUnit', value: 'Vestibule diagnosis' },
    { type: 'commonName', value: name },
  ]
  const template = (id: string, key: Pick<KeyPair, 'spki'> = pair): CertificateTemplate => ({
    subject: subject(`Probe ${id}`),
    publicKey: key.spki,
    notBefore: new Date(now - 5 * MINUTE),
    notAfter: new Date(now + LIFE),
    keyUsage: ['digitalSignature'],
    extendedKeyUsage: ['clientAuth'],
  })
  const authority = (name: CertificateTemplate['subject'], pathLength: number): CertificateTemplate => ({
    subject: name,
    publicKey: foreign.spki,
    notBefore: new Date(now - 5 * MINUTE),
    notAfter: new Date(now + LIFE),
    ca: true,
    pathLength,
    keyUsage: ['keyCertSign', 'cRLSign'],
  })
  const visitor = (
    id: VisitorId,
    leaf: Uint8Array,
    options: { key?: Uint8Array; chain?: Uint8Array[]; revoked?: RevokedCertificate } = {},
  ): Visitor => ({
    id,
    credentials: {
      certPem: [leaf, ...(options.chain ?? [])].map((der) => toPem('CERTIFICATE', der)).join(''),
      keyPem: toPem('PRIVATE KEY', options.key ?? pair.pkcs8),
    },
    fingerprint: fingerprint(leaf),
    revoked: options.revoked ?? null,
  })
  const revokedBy = async (id: 'revoked' | 'superseded'): Promise<Visitor> => {
    const serial = newSerial()
    const leaf = await issueRaw({ signer, template: { ...template(id), serial } })
    const reason = id === 'superseded' ? 'superseded' : 'unspecified'
    return visitor(id, leaf, {
      revoked: { serial, issuerKey: parseCertificate(signer.certificate).issuerKey, revokedAt: now, reason },
    })
  }
  const foreignCa = async (name: CertificateTemplate['subject']): Promise<Signer> => ({
    certificate: await issueRaw({ signer: { certificate: null, pkcs8: foreign.pkcs8 }, template: authority(name, 0) }),
    pkcs8: foreign.pkcs8,
  })
  const by = async (maker: Promise<Signer>, id: VisitorId): Promise<Visitor> =>
    visitor(id, await issueRaw({ signer: await maker, template: template(id) }))
  const intermediate = async (name: string, above: Signer, pathLength: number): Promise<Signer> => ({
    certificate: await issueRaw({ signer: above, template: authority(subject(name), pathLength) }),
    pkcs8: foreign.pkcs8,
  })

  const makers: Readonly<Record<VisitorId, () => Promise<Visitor>>> = {
    none: async () => ({ id: 'none', credentials: null, fingerprint: null, revoked: null }),
    good: async () => visitor('good', await issueRaw({ signer, template: template('good') })),
    expired: async () => {
      const past = { notBefore: new Date(now - 2 * DAY), notAfter: new Date(now - DAY) }
      return visitor('expired', await issueRaw({ signer, template: { ...template('expired'), ...past } }))
    },
    'not-yet-valid': async () => {
      const future = { notBefore: new Date(now + DAY), notAfter: new Date(now + DAY + LIFE) }
      return visitor('not-yet-valid', await issueRaw({ signer, template: { ...template('not yet valid'), ...future } }))
    },
    revoked: () => revokedBy('revoked'),
    superseded: () => revokedBy('superseded'),
    stranger: () => by(foreignCa(subject('A stranger’s authority')), 'stranger'),
    'same-name': () => by(foreignCa(ca.subject), 'same-name'),
    'self-signed': async () =>
      visitor(
        'self-signed',
        await issueRaw({ signer: { certificate: null, pkcs8: pair.pkcs8 }, template: template('self-signed') }),
      ),
    'wrong-purpose': async () =>
      visitor(
        'wrong-purpose',
        await issueRaw({ signer, template: { ...template('wrong purpose'), extendedKeyUsage: ['serverAuth'] } }),
      ),
    'missing-intermediate': () => by(intermediate('Intermediate that is not sent', signer, 0), 'missing-intermediate'),
    'weak-key': async () =>
      visitor('weak-key', await issueRaw({ signer, template: template('weak key', weak) }), { key: weak.pkcs8 }),
    'weak-digest': async () =>
      visitor('weak-digest', await issueRaw({ signer, template: { ...template('weak digest'), digest: 'sha1' } })),
    'too-long': async () => {
      const upper = await intermediate('Upper intermediate', signer, 0)
      const lower = await intermediate('Lower intermediate', upper, 0)
      const leaf = await issueRaw({ signer: lower, template: template('too long') })
      return visitor('too-long', leaf, { chain: [lower.certificate, upper.certificate] })
    },
  }
  return Promise.all(Object.values(makers).map((make) => make()))
}
