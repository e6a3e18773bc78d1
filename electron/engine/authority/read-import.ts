import type { RevocationReason } from '../../../shared/contract/common.ts'
import { AppError } from '../../../shared/errors/index.ts'
import { readCertificate } from '../../pki/x509/certificate.ts'
import type { RevokedEntry } from '../../pki/x509/crl.ts'
import { DerError } from '../../pki/asn1/der-reader.ts'
import type { CertificateDescription } from '../../pki/x509/describe.ts'
import { keyIdentifier } from '../../pki/x509/extensions.ts'
import { authorityMark, climb, distinct, isIssuedBy } from '../../pki/chain.ts'
import { parseCertificate, tryParseCertificate, type Certificate } from '../../pki/path/certificate.ts'
import { commonNameOf, nameToText, sameName } from '../../pki/x509/name.ts'
import { OID } from '../../pki/asn1/oids.ts'
import { isTakenByLibrary } from '../../pki/x509/library.ts'
import { authorityKeyObjection, signingKeyObjection } from '../../pki/x509/policy.ts'
import { openSigner, type NewSigner } from '../../pki/x509/sign.ts'
import { readCrl, type CrlQuestion, type ImportedCrl } from '../../pki/read/crl.ts'
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
  readonly signer: NewSigner | null
  /** The authorities above it that came along, nearest first. */
  readonly chain: readonly CertificateDescription[]
  readonly issued: readonly ImportedCertificate[]
  /** Everything that it revoked, also what is only known by its serial. */
  readonly revoked: readonly RevokedEntry[]
  readonly crl: ImportedCrl | null
  /** Files that could not be used. */
  readonly problems: readonly FileProblem[]
  /** What the owner has to know of what was taken. */
  readonly notes: readonly FileProblem[]
}

export interface ImportOptions {
  readonly files: readonly NamedFile[]
  /** Of encrypted keys and PKCS#12 files; null when the user gave none. */
  readonly password: string | null
  readonly allowNoMac?: boolean
  readonly now: Date
  /** DER of the authorities that the house knows: they may stand above, and need not be given again. */
  readonly known?: readonly Uint8Array[]
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
    judge(certificate, 'own', options.now)
    const signer = { certificate: certificate.der, pkcs8: key.pkcs8 }
    openSigner(signer)
    return assemble(certificate, signer, sorted, options)
  })
}

/** `list` was named as the revocation list, hence has to be one. */
interface TrustOptions extends ImportOptions {
  readonly list?: NamedFile | null
}

/**
 * An authority that is trusted without its key: the first certificate of the files, with its revocation list when one
 * is among them. @throws AppError as `importAuthority`; those of `readCrl`
 */
export async function importTrusted({ list = null, ...options }: TrustOptions): Promise<ImportedAuthority> {
  const files = list ? [...options.files, list] : options.files
  const sorted = await sortFiles(files, { allowNoMac: false, ...options })
  const [problem] = sorted.problems
  const certificate = sorted.certificates.find(isAuthority) ?? sorted.certificates[0]
  if (!certificate) {
    if (problem) throw new AppError('authority/file-damaged', { problem: messageOf(problem) })
    throw new AppError('authority/file-nothing-found', { wanted: message('parts.read.certificate') })
  }
  return readable(() => {
    judge(certificate, 'trusted', options.now)
    // A list that was given on purpose and is not used would be a revocation that is not in force.
    const listed = list === null || sorted.crls.some(({ given }) => given === list.bytes)
    if (problem || sorted.others.length > 0 || !listed) {
      throw new AppError('authority/crl-unreadable', { problem: message('parts.read.noList') })
    }
    // What keeps it from being used is told, before anything is stored.
    const question = questionFor(certificate, sorted, options)
    for (const { bytes } of sorted.crls) readCrl(bytes, question)
    return assemble(certificate, null, sorted, options)
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

function assemble(
  certificate: CertificateDescription,
  signer: NewSigner | null,
  sorted: Sorted,
  options: ImportOptions,
): ImportedAuthority {
  const problems = [...sorted.problems]
  const crl = newestCrl(sorted, questionFor(certificate, sorted, options), problems)
  const revoked = revokedBy(sorted.index, crl)
  return {
    certificate,
    signer,
    chain: chainOf(certificate, sorted.certificates, options.known ?? []),
    issued: issuedBy(certificate, sorted, new Map(revoked.map((entry) => [entry.serial, entry]))),
    revoked,
    crl,
    problems,
    notes: notesOn(certificate, options.now),
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
    .filter(({ certificate }) => isAuthority(certificate))
    .sort((a, b) => b.certificate.notAfter.getTime() - a.certificate.notAfter.getTime())
  const lowest = authorities.find(
    ({ certificate, key }) =>
      !authorities.some((other) => other.key !== key && issues(parse(certificate), other.certificate)),
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

/** As the door judges it: also by the ways of before basicConstraints, which pass for roots. */
function isAuthority(about: CertificateDescription): boolean {
  const certificate = parse(about)
  return certificate !== null && authorityMark(certificate) !== null
}

/**
 * Refuses what could not do an authority's work. One that has ended may be taken over with its key: it can be renewed here,
 * and nowhere else.
 * @throws AppError authority/certificate-unreadable, -not-a-ca, -weak-key, -unsupported-key, -unsupported-signing-key, -expired
 */
function judge(certificate: CertificateDescription, kind: 'own' | 'trusted', now: Date): void {
  const name = titleOf(readCertificate(certificate.der).subject)
  // What the TLS library does not take would keep every site closed that trusts it.
  if (!isTakenByLibrary(certificate.der)) {
    throw new AppError('authority/certificate-unreadable', { problem: message('parts.der.damaged') })
  }
  if (parse(certificate)?.usage.malformed) {
    throw new AppError('authority/certificate-unreadable', { problem: message('parts.der.structure') })
  }
  if (!isAuthority(certificate))
    throw new AppError(isOldLeaf(certificate) ? 'authority/version-1-leaf' : 'authority/not-a-ca', { name })
  const objection = authorityKeyObjection(certificate.spki)
  if (objection) {
    throw new AppError(objection.why === 'weak' ? 'authority/weak-key' : 'authority/unsupported-key', {
      key: objection.key,
    })
  }
  const signing = kind === 'own' ? signingKeyObjection(certificate.spki) : null
  if (signing) throw new AppError('authority/unsupported-signing-key', { key: signing.key })
  if (kind === 'trusted' && now > certificate.notAfter) throw new AppError('authority/expired', { name })
}

/** Version 1 and issued by another: nothing in it could say that it may issue, and only roots pass without that. */
function isOldLeaf(about: CertificateDescription): boolean {
  const certificate = parse(about)
  return certificate !== null && certificate.usage.version === 1 && !certificate.selfSigned
}

/** What is true of an authority that was taken, and what to do about it. */
function notesOn(about: CertificateDescription, now: Date): FileProblem[] {
  const certificate = parse(about)
  const name = titleOf(readCertificate(about.der).subject)
  const notes: AppError[] = []
  if (now > about.notAfter) {
    notes.push(new AppError('authority/taken-expired', { name, date: about.notAfter.toISOString().slice(0, 10) }))
  }
  if (certificate && authorityMark(certificate) !== 'basic-constraints') {
    notes.push(new AppError('authority/taken-old-form', { name, version: certificate.usage.version }))
  }
  return notes.map((note) => ({ file: '', ...note.toProblem() }))
}

/**
 * The authorities above, as far as they came along, nearest first. @param known DER of those that the house knows already
 * @throws AppError authority/root-missing: without a root nobody would get in
 */
function chainOf(
  certificate: CertificateDescription,
  given: readonly CertificateDescription[],
  known: readonly Uint8Array[],
): CertificateDescription[] {
  const pool = distinct([...given.map(parse), ...known.map(tryParseCertificate)].flatMap((one) => one ?? []))
  const [, ...above] = climb(parseCertificate(certificate.der), pool)
  const top = above.at(-1) ?? parseCertificate(certificate.der)
  if (!top.selfIssued) {
    const { subject, issuer } = top.structure
    throw new AppError('authority/root-missing', { name: titleOf(subject), issuer: titleOf(issuer) })
  }
  return above.flatMap((one) => given.find(({ fingerprint }) => fingerprint === one.fingerprint) ?? [])
}

const parsed = new WeakMap<CertificateDescription, { readonly certificate: Certificate | null }>()

/** As chains read it, once: folders hold thousands. Null for what names cannot be compared of. */
function parse(about: CertificateDescription): Certificate | null {
  let known = parsed.get(about)
  if (!known) {
    known = { certificate: tryParseCertificate(about.der) }
    parsed.set(about, known)
  }
  return known.certificate
}

function titleOf(name: Uint8Array): string {
  return commonNameOf(name) ?? nameToText(name)
}

/** Who may speak for an authority in a list: all of its certificates that came along, and a key of its own for lists. */
function questionFor(
  { der }: CertificateDescription,
  { certificates }: Sorted,
  { now, known = [] }: ImportOptions,
): CrlQuestion {
  const { issuerKey, subject, issuer } = parseCertificate(der)
  const all = [...certificates.map(parse), ...known.map(tryParseCertificate)].flatMap((one) => one ?? [])
  const same = all.filter((one) => one.issuerKey === issuerKey)
  // Of its own name, or above it: leaves have nothing to say about lists.
  const others = all.filter((one) => one.subject === subject || one.usage.ca || one.subject === issuer)
  const derOf = (list: readonly Certificate[]): Uint8Array[] => list.map((one) => one.der)
  return { authority: [der, ...derOf(same)], others: derOf(others), now: now.getTime() }
}

function belongs(key: ImportedKey, certificate: CertificateDescription): boolean {
  return Buffer.compare(keyIdentifier(key.spki), keyIdentifier(certificate.spki)) === 0
}

function newestCrl(sorted: Sorted, question: CrlQuestion, problems: FileProblem[]): ImportedCrl | null {
  let newest: ImportedCrl | null = null
  for (const { file, bytes } of sorted.crls) {
    try {
      const crl = readCrl(bytes, question)
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
  const issuer = parseCertificate(authority.der)
  const issuerName = issuer.structure.subject
  return (
    certificates
      .filter((one) => one.fingerprint !== authority.fingerprint && issues(issuer, one))
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

function issues(issuer: Certificate | null, about: CertificateDescription): boolean {
  const child = parse(about)
  return issuer !== null && child !== null && isIssuedBy(child, issuer)
}

function purposeOf(about: CertificateDescription): ImportedCertificate['purpose'] {
  const { extendedKeyUsage: uses } = about
  if (about.isCa) return 'authority'
  const client = uses.length === 0 || uses.includes(OID.clientAuth)
  const server = uses.length === 0 || uses.includes(OID.serverAuth)
  return client && server ? 'both' : client ? 'client' : 'server'
}
