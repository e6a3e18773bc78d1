import { X509Certificate } from 'node:crypto'
import { AppError } from '../../../../shared/errors/index.ts'
import { readPkcs12 } from '../../device/export/pkcs12-read.ts'
import { readCertificate } from '../certificate.ts'
import { readDer } from '../der-reader.ts'
import { describeCertificate, type CertificateDescription } from '../describe.ts'
import { keyIdentifier } from '../extensions.ts'
import { sameName } from '../name.ts'
import { OID } from '../oids.ts'
import { fromPem } from '../pem.ts'
import { weakness } from '../policy.ts'
import { openSigner, type Signer } from '../sign.ts'
import { readPrivateKey, type ImportedKey } from './key.ts'

/** An authority from elsewhere, judged good enough to work with. */
export interface ImportedAuthority {
  readonly certificate: CertificateDescription
  /** Null when it is only to be trusted. */
  readonly signer: Signer | null
  /** DER of the authorities above it that came along, nearest first. */
  readonly chain: readonly Uint8Array[]
}

const MAX_BYTES = 1_048_576
const LABELS = ['CERTIFICATE', 'X509 CERTIFICATE', 'TRUSTED CERTIFICATE']

/** Every certificate of a PEM bundle, or the one of a DER file. @throws AppError authority/file-nothing-found, -too-large */
function readCertificates(input: Uint8Array | string): CertificateDescription[] {
  if (input.length > MAX_BYTES) throw new AppError('authority/file-too-large', { limit: '1 MiB' })
  if (typeof input !== 'string' && input[0] === 0x30) return [describeCertificate(input)]
  const text = typeof input === 'string' ? input : Buffer.from(input).toString('latin1')
  const found = fromPem(text).filter((block) => LABELS.includes(block.label))
  if (found.length === 0) throw new AppError('authority/file-nothing-found', { wanted: 'certificate' })
  return found.map((block) => describeCertificate(block.der))
}

/**
 * Refuses what could not do an authority's work. @throws AppError authority/not-a-ca, authority/weak-key,
 * authority/expired
 */
function judge(certificate: CertificateDescription, now: Date): void {
  const name = certificate.commonName || certificate.subject
  const usage = readCertificate(certificate.der).extensions.get(OID.keyUsage)
  const bits = usage ? (readDer(usage.value).contents[1] ?? 0) : 0xff
  // keyCertSign is bit 5, counted from the left (RFC 5280 §4.2.1.3).
  if (!certificate.isCa || (bits & 0x04) === 0) throw new AppError('authority/not-a-ca', { name })
  const weak = weakness(certificate.spki)
  if (weak) throw new AppError('authority/weak-key', weak)
  if (now > certificate.notAfter) throw new AppError('authority/expired', { name })
}

/** Authorities of `pool` that signed each other, beginning with the issuer of `certificate`. */
function chainOf(certificate: CertificateDescription, pool: readonly CertificateDescription[]): Uint8Array[] {
  const chain: Uint8Array[] = []
  let current = certificate
  while (chain.length < 8) {
    const subject = new X509Certificate(current.der)
    const issuer = pool.find(
      (candidate) => candidate.fingerprint !== current.fingerprint && isIssuedBy(subject, candidate.der),
    )
    if (!issuer) break
    chain.push(issuer.der)
    current = issuer
  }
  return chain
}

function isIssuedBy(certificate: X509Certificate, issuerDer: Uint8Array): boolean {
  const issuer = new X509Certificate(issuerDer)
  return certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey)
}

/**
 * An authority from a certificate file and a key file (PEM or DER each). Further certificates in the file are its
 * chain. @param options.key null to trust it without its key
 * @throws AppError as `readPrivateKey` and `readCertificates`; authority/key-mismatch, authority/not-a-ca,
 *   authority/weak-key, authority/expired
 */
export async function importAuthority(options: {
  certificate: Uint8Array | string
  key: Uint8Array | string | null
  password: string | null
  now: Date
}): Promise<ImportedAuthority> {
  const pool = readCertificates(options.certificate)
  const [first] = pool
  if (!first) throw new AppError('authority/file-nothing-found', { wanted: 'certificate' })
  if (options.key === null) {
    judge(first, options.now)
    return { certificate: first, signer: null, chain: chainOf(first, pool) }
  }
  return assemble(await readPrivateKey(options.key, options.password), pool, options.now)
}

/**
 * An authority from a PKCS#12 file. @param options.allowNoMac the user insists although nothing vouches for the file
 * @throws AppError as `importAuthority` and `readPkcs12`; authority/file-no-mac
 */
export async function importPkcs12(options: {
  bytes: Uint8Array
  password: string | null
  now: Date
  allowNoMac?: boolean
}): Promise<ImportedAuthority> {
  const contents = await readPkcs12(options.bytes, options.password ?? '')
  if (!contents.mac && !options.allowNoMac) throw new AppError('authority/file-no-mac')
  const pool = contents.certificates.map((entry) => describeCertificate(entry.certificate))
  if (pool.length === 0) throw new AppError('authority/file-nothing-found', { wanted: 'certificate' })
  const keys = await Promise.all(contents.keys.map((entry) => readPrivateKey(entry.pkcs8, null)))
  // A file may hold an authority and its devices: the key of an authority is the one that is meant.
  const [fallback] = keys
  const key = keys.find((candidate) => pool.some((cert) => cert.isCa && belongs(candidate, cert))) ?? fallback
  if (!key) throw new AppError('authority/file-nothing-found', { wanted: 'private key' })
  return assemble(key, pool, options.now)
}

function belongs(key: ImportedKey, certificate: CertificateDescription): boolean {
  return Buffer.compare(keyIdentifier(key.spki), keyIdentifier(certificate.spki)) === 0
}

function assemble(key: ImportedKey, pool: readonly CertificateDescription[], now: Date): ImportedAuthority {
  const certificate = pool.find((candidate) => belongs(key, candidate))
  if (!certificate) throw new AppError('authority/key-mismatch')
  judge(certificate, now)
  const signer = { certificate: certificate.der, pkcs8: key.pkcs8 }
  openSigner(signer)
  return { certificate, signer, chain: chainOf(certificate, pool) }
}

/** A certificate that an imported authority issued. */
export interface ImportedIssued {
  readonly certificate: CertificateDescription
  readonly purpose: 'client' | 'server' | 'both' | 'authority'
  /** True for the trap that servers call "alert 48 unknown ca": leaf and authority share one subject. */
  readonly sharesSubject: boolean
}

/** Sorts out which certificates `authority` really issued, by their signatures; the others are left out. */
export function issuedBy(authority: Uint8Array, certificates: readonly CertificateDescription[]): ImportedIssued[] {
  const issuer = new X509Certificate(authority)
  const issuerName = readCertificate(authority).subject
  return certificates
    .filter(({ der }) => Buffer.compare(der, authority) !== 0 && new X509Certificate(der).verify(issuer.publicKey))
    .map((certificate) => ({
      certificate,
      purpose: purposeOf(certificate),
      sharesSubject: sameName(readCertificate(certificate.der).subject, issuerName),
    }))
}

function purposeOf({ isCa, extendedKeyUsage: uses }: CertificateDescription): ImportedIssued['purpose'] {
  if (isCa) return 'authority'
  const client = uses.length === 0 || uses.includes(OID.clientAuth)
  const server = uses.length === 0 || uses.includes(OID.serverAuth)
  return client && server ? 'both' : client ? 'client' : 'server'
}
