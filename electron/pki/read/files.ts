import type { Progress } from './progress.ts'
import { AppError } from '../../../shared/errors/index.ts'
import type { Problem } from '../../../shared/transport.ts'
import { describeCertificate, type CertificateDescription } from '../x509/describe.ts'
import { toPem } from '../x509/pem.ts'
import { readPkcs12 } from '../pkcs/pkcs12-read.ts'
import { readIndex, type IndexEntry } from './index-file.ts'
import { readPrivateKey, readPrivateKeyBlock, type ImportedKey } from './key.ts'
import { contentsOf } from './contents.ts'

/** A file as the user gave it; the name may hold folders. */
export interface NamedFile {
  readonly name: string
  readonly bytes: Uint8Array
}

/** A file that could not be used, and why. */
export interface FileProblem extends Problem {
  readonly file: string
}

/** What a heap of files holds, whatever they are called. */
export interface Sorted {
  readonly certificates: CertificateDescription[]
  readonly keys: ImportedKey[]
  /** Keys that stayed shut. */
  readonly closed: { readonly file: string; readonly error: AppError }[]
  /** All lists of a file as PEM, and the file as it was given. */
  readonly crls: { readonly file: string; readonly given: Uint8Array; readonly bytes: Uint8Array }[]
  readonly index: IndexEntry[]
  /** Names of files that hold none of these. */
  readonly others: string[]
  readonly problems: FileProblem[]
}

interface Opening {
  /** Null when the user gave none. */
  readonly password: string | null
  /** The user insists on a PKCS#12 file although nothing vouches for it. */
  readonly allowNoMac: boolean
}

/** Certificates and keys are small; only revocation lists may be larger (see `readCrl`). Bytes. */
const MAX_BYTES = 1_048_576

/**
 * Sorts files by what is in them: certificates, keys (opened with the password), PKCS#12, revocation lists, and
 * OpenSSL's `index.txt`. What is none of these is left out when there are several files.
 * @throws AppError of the first file that cannot be read when it is the only one; else they are `problems`
 */
export async function sortFiles(
  files: readonly NamedFile[],
  opening: Opening,
  progress: Progress = () => undefined,
): Promise<Sorted> {
  const sorted: Sorted = { certificates: [], keys: [], closed: [], crls: [], index: [], others: [], problems: [] }
  const seen = new Set<string>()
  for (const [index, file] of files.entries()) {
    progress(index, files.length)
    try {
      await sortFile(file, opening, sorted, seen)
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      if (files.length === 1) throw error
      sorted.problems.push({ file: file.name, ...error.toProblem() })
    }
  }
  return sorted
}

async function sortFile({ name, bytes }: NamedFile, opening: Opening, sorted: Sorted, seen: Set<string>) {
  if (/(?:^|[\\/])index\.txt$/.test(name)) {
    sorted.index.push(...readIndex(Buffer.from(bytes).toString('utf8')))
    return
  }
  const contents = contentsOf(bytes)
  const { certificates, keys, crls, containers } = contents
  // One list after the other, as text: whoever reads them takes several of one file.
  if (crls.length > 0) {
    const pem = crls.map((der) => toPem('X509 CRL', der)).join('')
    sorted.crls.push({ file: name, given: bytes, bytes: Buffer.from(pem) })
  }
  // The certificate of who signed the list may stand beside it.
  if (certificates.length + keys.length + containers.length === 0) {
    if (crls.length === 0) sorted.others.push(name)
    return
  }
  if (bytes.length > MAX_BYTES) throw new AppError('authority/file-too-large', { limit: '1 MiB' })
  const addCertificate = (input: Uint8Array): void => {
    const certificate = describeCertificate(input)
    if (!seen.has(certificate.fingerprint)) sorted.certificates.push(certificate)
    seen.add(certificate.fingerprint)
  }
  const addKey = async (read: () => Promise<ImportedKey>): Promise<void> => {
    try {
      sorted.keys.push(await read())
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      sorted.closed.push({ file: name, error })
    }
  }
  for (const der of certificates) addCertificate(der)
  for (const block of keys) await addKey(() => readPrivateKeyBlock(block, opening.password))
  for (const container of containers) {
    const opened = await readPkcs12(container, opening.password ?? '')
    if (!opened.mac && !opening.allowNoMac) throw new AppError('authority/file-no-mac')
    for (const { certificate } of opened.certificates) addCertificate(certificate)
    for (const { pkcs8 } of opened.keys) await addKey(() => readPrivateKey(pkcs8, null))
  }
}
