import { message } from '../../../shared/messages/message.ts'
import { AppError } from '../../../shared/errors/index.ts'
import { climb } from '../chain.ts'
import { tryParseCertificate, type Certificate } from '../path/certificate.ts'
import { readPkcs12 } from '../pkcs/pkcs12-read.ts'
import { commonNameOf, nameToText } from '../x509/name.ts'
import { toPem } from '../x509/pem.ts'
import { keyIdentity } from '../x509/public-key.ts'
import { contentsOf, fileBytes } from './contents.ts'
import { readPrivateKey, readPrivateKeyBlock, type ImportedKey } from './key.ts'

/** A file with what opens it. */
export interface IdentityFile {
  readonly bytes: Uint8Array | string
  readonly password: string | null | undefined
}

/** A certificate with its key and what stands above it, ready to be shown in a handshake. */
export interface Identity {
  /** Leaf first, then its issuers as far as they came along, each followed by its own; nothing else. */
  readonly certPem: string
  /** PKCS#8, not encrypted. */
  readonly keyPem: string
  /** The issuer that is missing between the chain and authorities that came along with it; null where none is. */
  readonly missingIssuer: string | null
}

interface Gathered {
  readonly certificates: Uint8Array[]
  readonly keys: ImportedKey[]
  readonly failures: AppError[]
}

async function gather(files: readonly IdentityFile[]): Promise<Gathered> {
  const found: Gathered = { certificates: [], keys: [], failures: [] }
  for (const { bytes, password } of files) {
    const contents = contentsOf(fileBytes(bytes))
    found.certificates.push(...contents.certificates)
    for (const block of contents.keys) {
      try {
        found.keys.push(await readPrivateKeyBlock(block, password ?? null))
      } catch (error) {
        // Another key may be the one.
        if (!(error instanceof AppError)) throw error
        found.failures.push(error)
      }
    }
    for (const der of contents.containers) await openContainer(der, password ?? null, found)
  }
  return found
}

async function openContainer(der: Uint8Array, password: string | null, found: Gathered): Promise<void> {
  try {
    const { certificates, keys } = await readPkcs12(der, password ?? '')
    found.certificates.push(...certificates.map((one) => one.certificate))
    for (const { pkcs8 } of keys) found.keys.push(await readPrivateKey(pkcs8, null))
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    const needed = password === null && error.code === 'authority/file-wrong-password'
    throw needed ? new AppError('authority/file-password-needed') : error
  }
}

/** The key as certificates of any spelling have it; null for what is none. */
function identityOf(spki: Uint8Array): string | null {
  try {
    return Buffer.from(keyIdentity(spki)).toString('hex')
  } catch {
    return null
  }
}

/** Of several certificates of one key (a renewed one beside the old), the one that lives longest. */
function leafFor(keys: readonly ImportedKey[], certificates: readonly Certificate[]) {
  return keys
    .flatMap((key) => {
      const wanted = identityOf(key.spki)
      return certificates
        .filter((one) => wanted !== null && identityOf(one.structure.spki) === wanted)
        .map((certificate) => ({ key, certificate }))
    })
    .toSorted((a, b) => Number(a.certificate.usage.ca) - Number(b.certificate.usage.ca) || later(a, b))[0]
}

function later(a: { certificate: Certificate }, b: { certificate: Certificate }): number {
  return (b.certificate.notAfter ?? 0) - (a.certificate.notAfter ?? 0)
}

/**
 * Certificate and key out of whatever files there are, in whatever order and form: the certificate is the one that fits the
 * key, and its chain is sorted. What does not belong to it is left out.
 * @throws AppError foreign/…, authority/file-…, diagnosis/key-mismatch
 */
export async function readIdentity(files: readonly IdentityFile[]): Promise<Identity> {
  const { certificates, keys, failures } = await gather(files)
  const [failure] = failures
  if (certificates.length === 0)
    throw new AppError('authority/file-nothing-found', { wanted: message('parts.read.certificate') })
  if (keys.length === 0)
    throw failure ?? new AppError('authority/file-nothing-found', { wanted: message('parts.read.privateKey') })
  const parsed = certificates.map(tryParseCertificate)
  const pair = leafFor(
    keys,
    parsed.filter((one) => one !== null),
  )
  if (!pair) {
    if (parsed.includes(null)) {
      throw new AppError('authority/file-damaged', { problem: message('parts.read.certificateInside') })
    }
    throw failure ?? new AppError('diagnosis/key-mismatch')
  }
  const others = parsed.filter((one) => one !== null && one !== pair.certificate) as Certificate[]
  const chain = climb(pair.certificate, others)
  const top = chain.at(-1) ?? pair.certificate
  const { issuer } = top.structure
  // An authority that came along and stands nowhere in the chain: something between is missing.
  const used = new Set(chain.map((one) => one.issuerKey))
  const broken = !top.selfIssued && others.some((one) => one.usage.ca && !used.has(one.issuerKey))
  return {
    certPem: chain.map((one) => toPem('CERTIFICATE', one.der)).join(''),
    keyPem: toPem('PRIVATE KEY', pair.key.pkcs8),
    missingIssuer: broken ? (commonNameOf(issuer) ?? nameToText(issuer)) : null,
  }
}
