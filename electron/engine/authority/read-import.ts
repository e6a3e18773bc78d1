import { X509Certificate } from 'node:crypto'
import type { RevocationReason } from '../../../shared/contract/common.ts'
import { AppError } from '../../../shared/errors/index.ts'
import { readCertificate } from '../../pki/x509/certificate.ts'
import type { RevokedEntry } from '../../pki/x509/crl.ts'
import { DerError, readDer } from '../../pki/asn1/der-reader.ts'
import type { CertificateDescription } from '../../pki/x509/describe.ts'
import { keyIdentifier } from '../../pki/x509/extensions.ts'
import { sameName } from '../../pki/x509/name.ts'
import { OID } from '../../pki/asn1/oids.ts'
import { weakness } from '../../pki/x509/policy.ts'
import { openSigner, type Signer } from '../../pki/x509/sign.ts'
import { readCrl, type ImportedCrl } from '../../pki/read/crl.ts'
import type { Progress } from '../../pki/read/progress.ts'
import { sortFiles, type FileProblem, type NamedFile, type Sorted } from '../../pki/read/files.ts'
import type { IndexEntry } from '../../pki/read/index-file.ts'
import type { ImportedKey } from '../../pki/read/key.ts'
import { message, messageOf } from '../../../shared/messages/message.ts'

/** A certificate that an imported authority issued. */
export interface ImportedCertificate {
  readonly certificate: CertificateDescription
  readonly purpose: 'client' | 'server' | 'both' | 'authority'
  /** True for the trap that servers call "alert 48 unknown ca": leaf and authority share one subject. */
  readonly sharesSubject: boolean
  readonly revoked: { readonly at: Date; readonly reason: RevocationReason } | null
  /** Its key, when one came along that could be opened. */
  readonly key: ImportedKey | null
}

/** An authority from elsewhere, judged good enough to work with, and what came along. */
export interface ImportedAuthority {
  readonly certificate: CertificateDescription
  /** Null when it is only to be trusted. */
  readonly signer: Signer | null
  /** The authorities above it that came along, nearest first. */
  readonly chain: readonly CertificateDescription[]
  readonly issued: readonly ImportedCertificate[]
  /** Everything that it revoked, also what is only known by its serial. */
  readonly revoked: readonly RevokedEntry[]
  readonly crl: ImportedCrl | null
  /** Files that could not be used. */
  readonly problems: readonly FileProblem[]
}

export interface ImportOptions {
  readonly files: readonly NamedFile[]
  /** Of encrypted keys and PKCS#12 files; null when the user gave none. */
  readonly password: string | null
  readonly allowNoMac?: boolean
  readonly now: Date
}

/**
 * An authority with its key, from whatever files there are: certificate and key, PKCS#12, an easy-rsa `pki/` folder,
 * what XCA exports. Nothing in them is changed.
 * @throws AppError authority/key-mismatch, -not-a-ca, -weak-key, -expired, and those of reading files
 */
export async function importAuthority(options: ImportOptions, progress?: Progress): Promise<ImportedAuthority> {
  const sorted = await sortFiles(options.files, { allowNoMac: false, ...options }, progress)
  return readable(() => {
    const { certificate, key } = chooseAuthority(sorted)
    judge(certificate, options.now)
    const signer = { certificate: certificate.der, pkcs8: key.pkcs8 }
    openSigner(signer)
    return assemble(certificate, signer, sorted)
  })
}

/** `list` was named as the revocation list, hence has to be one. */
interface TrustOptions extends ImportOptions {
  readonly list?: NamedFile | null
}

/**
 * An authority that is trusted without its key: the first certificate of the files, with its revocation list when one
 * is among them. @throws AppError as `importAuthority`; authority/crl-unreadable, authority/crl-signature
 */
export async function importTrusted({ list = null, ...options }: TrustOptions): Promise<ImportedAuthority> {
  const files = list ? [...options.files, list] : options.files
  const sorted = await sortFiles(files, { allowNoMac: false, ...options })
  const [problem] = sorted.problems
  const certificate = sorted.certificates.find((one) => one.isCa) ?? sorted.certificates[0]
  if (!certificate) {
    if (problem) throw new AppError('authority/file-damaged', { problem: messageOf(problem) })
    throw new AppError('authority/file-nothing-found', { wanted: message('parts.read.certificate') })
  }
  return readable(() => {
    judge(certificate, options.now)
    // A list that was given on purpose and is not used would be a revocation that is not in force.
    const listed = list === null || sorted.crls.some(({ bytes }) => bytes === list.bytes)
    if (problem || sorted.others.length > 0 || !listed) {
      throw new AppError('authority/crl-unreadable', { problem: message('parts.read.noList') })
    }
    for (const { bytes } of sorted.crls) readCrl(bytes, certificate.der)
    return assemble(certificate, null, sorted)
  })
}

/** Extensions are only looked into here. @throws AppError authority/certificate-unreadable for what is none inside */
function readable<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof DerError)) throw error
    throw new AppError('authority/certificate-unreadable', { problem: error.problem }, { cause: error })
  }
}

function assemble(certificate: CertificateDescription, signer: Signer | null, sorted: Sorted): ImportedAuthority {
  const problems = [...sorted.problems]
  const crl = newestCrl(sorted, certificate, problems)
  const revoked = revokedBy(sorted.index, crl)
  return {
    certificate,
    signer,
    chain: chainOf(certificate, sorted.certificates),
    issued: issuedBy(certificate, sorted, new Map(revoked.map((entry) => [entry.serial, entry]))),
    revoked,
    crl,
    problems,
  }
}

/** Authorities whose key is here; of a chain the lowest, which is the one that issues. */
function chooseAuthority({ certificates, keys, closed, problems }: Sorted): {
  certificate: CertificateDescription
  key: ImportedKey
} {
  const pairs = certificates.flatMap((certificate) => {
    const key = keys.find((candidate) => belongs(candidate, certificate))
    return key ? [{ certificate, key }] : []
  })
  // Of an authority that was renewed with the same key, the newest certificate.
  const authorities = pairs
    .filter(({ certificate }) => certificate.isCa)
    .sort((a, b) => b.certificate.notAfter.getTime() - a.certificate.notAfter.getTime())
  const lowest = authorities.find(
    ({ certificate, key }) =>
      !authorities.some((other) => other.key !== key && isIssuedBy(other.certificate, certificate)),
  )
  if (lowest) return lowest
  // The key of the authority is the one that has to be open: say why it is not.
  const shut = closed.find(({ file }) => /(?:^|[\\/_.-])ca/i.test(file)) ?? closed[0]
  if (shut) throw shut.error
  const [pair] = pairs
  if (pair) return pair
  const [problem] = problems
  if (problem && (certificates.length === 0 || keys.length === 0)) {
    throw new AppError('authority/file-damaged', { problem: messageOf(problem) })
  }
  if (certificates.length === 0)
    throw new AppError('authority/file-nothing-found', { wanted: message('parts.read.certificate') })
  if (keys.length === 0)
    throw new AppError('authority/file-nothing-found', { wanted: message('parts.read.privateKey') })
  throw new AppError('authority/key-mismatch')
}

/**
 * Refuses what could not do an authority's work. @throws AppError authority/certificate-unreadable, -not-a-ca,
 * -weak-key, -expired
 */
function judge(certificate: CertificateDescription, now: Date): void {
  const name = certificate.commonName || certificate.subject
  if (!parse(certificate))
    throw new AppError('authority/certificate-unreadable', { problem: message('parts.der.damaged') })
  const usage = readCertificate(certificate.der).extensions.get(OID.keyUsage)
  const bits = usage ? (readDer(usage.value).contents[1] ?? 0) : 0xff
  // keyCertSign is bit 5, counted from the left (RFC 5280 §4.2.1.3).
  if (!certificate.isCa || (bits & 0x04) === 0) throw new AppError('authority/not-a-ca', { name })
  const weak = weakness(certificate.spki)
  if (weak) throw new AppError('authority/weak-key', weak)
  if (now > certificate.notAfter) throw new AppError('authority/expired', { name })
}

/** Authorities of `pool` that signed each other, beginning with the issuer of `certificate`. */
function chainOf(certificate: CertificateDescription, pool: readonly CertificateDescription[]) {
  const chain: CertificateDescription[] = []
  let current = certificate
  while (chain.length < 8) {
    const below = current
    const issuer = pool.find((one) => one.fingerprint !== below.fingerprint && one.isCa && isIssuedBy(below, one))
    if (!issuer) break
    chain.push(issuer)
    current = issuer
  }
  return chain
}

/** By name, key identifier and signature. */
function isIssuedBy(certificate: CertificateDescription, issuer: CertificateDescription): boolean {
  if (certificate.issuer !== issuer.subject) return false
  const parsed = parse(issuer)
  const below = parse(certificate)
  return parsed !== null && below !== null && below.checkIssued(parsed) && below.verify(parsed.publicKey)
}

/** Null for what the TLS library does not take, although its structure is right. */
function parse({ der }: CertificateDescription): X509Certificate | null {
  try {
    return new X509Certificate(der)
  } catch {
    return null
  }
}

function belongs(key: ImportedKey, certificate: CertificateDescription): boolean {
  return Buffer.compare(keyIdentifier(key.spki), keyIdentifier(certificate.spki)) === 0
}

function newestCrl(sorted: Sorted, authority: CertificateDescription, problems: FileProblem[]): ImportedCrl | null {
  let newest: ImportedCrl | null = null
  for (const { file, bytes } of sorted.crls) {
    try {
      const crl = readCrl(bytes, authority.der)
      if (!newest || crl.thisUpdate > newest.thisUpdate) newest = crl
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      problems.push({ file, ...error.toProblem() })
    }
  }
  return newest
}

/** What `index.txt` and the list say together; `index.txt` may be ahead of the list. */
function revokedBy(index: readonly IndexEntry[], crl: ImportedCrl | null): RevokedEntry[] {
  const entries = new Map(crl?.entries.map((entry) => [entry.serial, entry]))
  for (const { serial, revokedAt, reason } of index) if (revokedAt) entries.set(serial, { serial, revokedAt, reason })
  return [...entries.values()]
}

/** Sorts out which certificates the authority really issued, by their signatures; the others are left out. */
function issuedBy(
  authority: CertificateDescription,
  { certificates, keys }: Sorted,
  revoked: ReadonlyMap<string, RevokedEntry>,
): ImportedCertificate[] {
  const issuer = new X509Certificate(authority.der)
  const issuerName = readCertificate(authority.der).subject
  return (
    certificates
      .filter((one) => one.fingerprint !== authority.fingerprint && parse(one)?.verify(issuer.publicKey) === true)
      // The authority itself, under its own earlier certificate.
      .filter((one) => Buffer.compare(one.spki, authority.spki) !== 0)
      .map((certificate) => {
        const entry = revoked.get(certificate.serial)
        return {
          certificate,
          purpose: purposeOf(certificate),
          sharesSubject: sameName(readCertificate(certificate.der).subject, issuerName),
          revoked: entry ? { at: entry.revokedAt, reason: entry.reason } : null,
          key: keys.find((key) => belongs(key, certificate)) ?? null,
        }
      })
  )
}

function purposeOf({ isCa, extendedKeyUsage: uses }: CertificateDescription): ImportedCertificate['purpose'] {
  if (isCa) return 'authority'
  const client = uses.length === 0 || uses.includes(OID.clientAuth)
  const server = uses.length === 0 || uses.includes(OID.serverAuth)
  return client && server ? 'both' : client ? 'client' : 'server'
}
