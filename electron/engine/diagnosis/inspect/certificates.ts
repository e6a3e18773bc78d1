import type { FileItem, FileProblem } from '../../../../shared/contract/diagnosis.ts'
import { AppError, problem } from '../../../../shared/errors/index.ts'
import { isIssuedBy, isSignedBy, publicKeyOf } from '../../../pki/chain.ts'
import { parseCertificate, tryParseCertificate, type Certificate } from '../../../pki/path/certificate.ts'
import { KEY_USAGE, mayUse } from '../../../pki/path/usage.ts'
import { isBrokenSignature } from '../../../pki/x509/algorithm.ts'
import { describeCertificate, type CertificateDescription } from '../../../pki/x509/describe.ts'
import { securityBits } from '../../../pki/x509/public-key.ts'
import { readPrivateKey } from '../../../pki/read/key.ts'
import { DerError } from '../../../pki/asn1/der-reader.ts'
import { OID } from '../../../pki/asn1/oids.ts'
import { TLS_SECURITY_BITS } from '../../../pki/path/validate.ts'
import { isWeakKey, viewCertificate } from '../server/chain.ts'
import type { Material } from './material.ts'
import { message } from '../../../../shared/messages/message.ts'

/** An authority of this app. */
export interface KnownAuthority {
  readonly name: string
  /** DER. */
  readonly certificate: Uint8Array
}

type CertificateItem = Extract<FileItem, { type: 'certificate' }>

const ANY_PURPOSE = '2.5.29.37.0'

function useOf(is: CertificateDescription): CertificateItem['use'] {
  if (is.isCa) return 'authority'
  const uses = is.extendedKeyUsage
  const any = uses.length === 0 || uses.includes(ANY_PURPOSE)
  const client = any || uses.includes(OID.clientAuth)
  const server = any || uses.includes(OID.serverAuth)
  if (client && server) return 'device-and-server'
  return client ? 'device' : server ? 'server' : 'other'
}

/** Whether its key may make signatures, as every handshake needs; true when nothing is said (RFC 5280 §4.2.1.3). */
function maySign({ usage }: Certificate): boolean {
  return mayUse(usage, KEY_USAGE.digitalSignature)
}

function issuerHere(certificate: Certificate, authorities: readonly KnownAuthority[]): string | null {
  const found = authorities.find((one) => {
    const issuer = tryParseCertificate(one.certificate)
    return issuer !== null && isIssuedBy(certificate, issuer)
  })
  return found?.name ?? null
}

function judge(is: CertificateDescription, certificate: Certificate, options: Surroundings): FileProblem[] {
  const { now, forLogin } = options
  const name = is.commonName === '' ? is.subject : is.commonName
  const selfSigned = certificate.selfIssued && isSignedBy(certificate, certificate)
  const found: FileProblem[] = []
  if (now > is.notAfter.getTime()) {
    found.push(problem('file/expired', { name, at: is.notAfter.toISOString() }))
  } else if (now < is.notBefore.getTime()) {
    found.push(problem('file/not-yet-valid', { name, at: is.notBefore.toISOString() }))
  }
  if (isWeakKey(is.keyType) || isShort(certificate)) {
    found.push(problem('file/weak-key', { whose: message('fileDiagnosis.keyOf', { name }), key: is.keyType }))
  }
  if (certificate.publicKey.explicitCurve) found.push(problem('file/explicit-curve', { name }))
  if (!selfSigned && isBrokenSignature(certificate.algorithm)) {
    found.push(problem('file/weak-digest', { name }))
  }
  if (!selfSigned && certificate.selfIssued) {
    found.push(problem('file/same-subject', { name }))
  }
  if (!is.isCa && forLogin) {
    const use = useOf(is)
    if (use === 'server' || use === 'other') {
      found.push(problem('file/wrong-purpose', { name }))
    } else if (!maySign(certificate)) {
      found.push(problem('file/no-digital-signature', { name }))
    }
    if (selfSigned) {
      found.push(problem('file/self-signed', { name }))
    }
  }
  return found
}

/** Keys on small curves, and of other kinds that can be broken (NIST SP 800-131A). */
function isShort({ publicKey }: Certificate): boolean {
  const bits = securityBits(publicKey)
  return bits > 0 && bits < TLS_SECURITY_BITS
}

export interface Surroundings {
  /** Milliseconds since 1970. */
  readonly now: number
  readonly authorities: readonly KnownAuthority[]
  /** Whether the file is one that a device logs in with. */
  readonly forLogin: boolean
}

/** A key found in a file: PKCS#8 DER, forgotten when the report is made. */
export interface FoundKey {
  readonly pkcs8: Uint8Array
  readonly encrypted: boolean
}

export interface Found {
  readonly contents: FileItem[]
  readonly problems: FileProblem[]
  readonly material?: Partial<Material>
}

/** Certificates and keys of one file: what they are, and whether they belong together. */
export async function describeIdentities(
  certificates: readonly Uint8Array[],
  keys: readonly FoundKey[],
  options: Surroundings,
): Promise<Found> {
  const contents: FileItem[] = []
  const problems: FileProblem[] = []
  const opened = await Promise.all(
    keys.map(async (key) => ({ ...key, ...(await readPrivateKey(key.pkcs8, null).catch(() => null)) })),
  )
  const described: CertificateDescription[] = []
  for (const der of certificates) {
    try {
      const is = describeCertificate(der)
      const certificate = parseCertificate(der)
      // Looking at the key now keeps a broken one from looking like a stranger's.
      if (publicKeyOf(certificate) === null) throw new DerError('keyUnknown')
      described.push(is)
      const hasKey = opened.some(({ spki }) => spki !== undefined && Buffer.compare(spki, is.spki) === 0)
      contents.push({
        type: 'certificate',
        ...viewCertificate(is),
        use: useOf(is),
        hasKey,
        issuedBy: issuerHere(certificate, options.authorities),
      })
      problems.push(...judge(is, certificate, options))
    } catch (error) {
      const reason =
        error instanceof AppError
          ? error
          : new AppError('authority/certificate-unreadable', { problem: message('parts.der.damaged') })
      problems.push(reason.toProblem())
    }
  }
  for (const { spki, keyType, encrypted } of opened) {
    if (spki === undefined || keyType === undefined) {
      problems.push(new AppError('authority/file-damaged', { problem: message('parts.read.keyInside') }).toProblem())
      continue
    }
    const owner = described.find((is) => Buffer.compare(is.spki, spki) === 0)
    contents.push({ type: 'key', keyType, encrypted, certificate: owner?.fingerprint ?? null })
    if (isWeakKey(keyType) && !owner) {
      problems.push(problem('file/weak-key', { whose: message('fileDiagnosis.keyAlone'), key: keyType }))
    }
    if (!owner && described.length > 0) problems.push(new AppError('diagnosis/key-mismatch').toProblem())
  }
  const material = {
    certificates: described.map(({ der }) => der),
    keys: opened.flatMap(({ spki }) => (spki === undefined ? [] : [spki])),
  }
  return { contents, problems, material }
}
