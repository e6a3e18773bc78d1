import { AppError } from '../../../../shared/errors/index.ts'
import { DerError } from '../../../pki/asn1/der-reader.ts'
import { readPrivateKey } from '../../../pki/read/key.ts'
import { readCertificate } from '../../../pki/x509/certificate.ts'
import { keyIdentity } from '../../../pki/x509/public-key.ts'
import { fromPem, toPem } from '../../../pki/x509/pem.ts'
import { readPkcs12 } from '../../../pki/pkcs/pkcs12.ts'
import { recogniseFile } from '../../../pki/read/kind.ts'
import type { Credentials } from './meet.ts'
import { message } from '../../../../shared/messages/message.ts'

function usable(certificates: readonly Uint8Array[], pkcs8: Uint8Array): Credentials {
  const keyPem = toPem('PRIVATE KEY', pkcs8)
  const certPem = certificates.map((der) => toPem('CERTIFICATE', der)).join('')
  return { certPem, keyPem }
}

function leafFirst(certificates: readonly Uint8Array[], spki: Uint8Array): Uint8Array[] {
  let leaf: Uint8Array | undefined
  try {
    const key = keyIdentity(spki)
    leaf = certificates.find((der) => Buffer.compare(keyIdentity(readCertificate(der).spki), key) === 0)
  } catch (error) {
    if (!(error instanceof DerError)) throw error
    throw new AppError('authority/file-damaged', { problem: message('parts.read.certificateInside') })
  }
  if (!leaf) throw new AppError('diagnosis/key-mismatch')
  return [leaf, ...certificates.filter((der) => der !== leaf)]
}

/**
 * Certificate and key of a PKCS#12 file, for one connection; kept nowhere.
 * @throws AppError as `readPkcs12` and `readPrivateKey`, diagnosis/key-mismatch
 */
export async function fromPkcs12(bytes: Uint8Array, password: string): Promise<Credentials> {
  const { keys, certificates } = await readPkcs12(bytes, password)
  const [key] = keys
  if (!key) throw new AppError('authority/file-nothing-found', { wanted: message('parts.read.privateKey') })
  const { pkcs8, spki } = await readPrivateKey(key.pkcs8, null)
  return usable(
    leafFirst(
      certificates.map((one) => one.certificate),
      spki,
    ),
    pkcs8,
  )
}

/** The same for PEM texts; the key may be encrypted. @throws AppError as `readPrivateKey`, diagnosis/key-mismatch */
export async function fromPemFiles(
  certPem: string,
  keyPem: string,
  password: string | undefined,
): Promise<Credentials> {
  const certificates = fromPem(certPem)
    .filter((block) => block.label === 'CERTIFICATE')
    .map((block) => block.der)
  if (certificates.length === 0)
    throw new AppError('authority/file-nothing-found', { wanted: message('parts.read.certificate') })
  const { pkcs8, spki } = await readPrivateKey(keyPem, password ?? null)
  return usable(leafFirst(certificates, spki), pkcs8)
}

interface GivenFile {
  readonly bytes: Uint8Array
  readonly password: string | undefined
}

/**
 * Certificate and key out of several files: one PKCS#12 file, or a key with its certificate and chain, PEM or DER.
 * Authorities and lists among them are left aside.
 * @throws AppError as `readPkcs12` and `readPrivateKey`, diagnosis/key-mismatch, authority/file-nothing-found
 */
export async function fromFiles(files: readonly GivenFile[]): Promise<Credentials> {
  const kinds = files.map((file) => ({ ...file, kind: recogniseFile(file.bytes) }))
  const p12 = kinds.find(({ kind }) => kind.kind === 'pkcs12')
  if (p12) return fromPkcs12(p12.bytes, p12.password ?? '')
  const certificates = kinds.flatMap(({ kind }) =>
    kind.kind === 'certificate'
      ? [kind.der]
      : kind.blocks.filter((block) => block.label === 'CERTIFICATE').map((block) => block.der),
  )
  if (certificates.length === 0)
    throw new AppError('authority/file-nothing-found', { wanted: message('parts.read.certificate') })
  const key = kinds.find(
    ({ kind }) => kind.kind.endsWith('key') || kind.blocks.some(({ label }) => label.endsWith('PRIVATE KEY')),
  )
  if (!key) throw new AppError('authority/file-nothing-found', { wanted: message('parts.read.privateKey') })
  const { pkcs8, spki } = await readPrivateKey(
    key.kind.kind === 'pem' ? Buffer.from(key.bytes).toString('latin1') : key.bytes,
    key.password ?? null,
  )
  return usable(leafFirst(certificates, spki), pkcs8)
}
