import { message } from '../../../shared/messages/message.ts'
import { AppError } from '../../../shared/errors/index.ts'
import { DerError } from '../asn1/der-reader.ts'
import { readSignedData } from '../pkcs/signed-data.ts'
import type { PemBlock } from '../x509/pem.ts'
import { recogniseFile, type Recognised } from './kind.ts'

/** What is in a file, taken out of whatever it is wrapped in. Nothing is decrypted, nothing is judged. */
export interface FileContents {
  /** DER. */
  readonly certificates: readonly Uint8Array[]
  /** Encrypted or not. */
  readonly keys: readonly PemBlock[]
  /** DER of requests. */
  readonly requests: readonly Uint8Array[]
  /** DER of revocation lists. */
  readonly crls: readonly Uint8Array[]
  /** DER of PKCS#12 files, not opened. */
  readonly containers: readonly Uint8Array[]
}

const CERTIFICATE = /^(?:X509 |TRUSTED )?CERTIFICATE$/
const REQUEST = /^(?:NEW )?CERTIFICATE REQUEST$/
const LIST = /^(?:X509 )?CRL$/
const KEY = /^(?:ENCRYPTED |RSA |EC |ANY )?PRIVATE KEY$/
const BUNDLE = /^(?:PKCS7|PKCS #7 SIGNED DATA|CMS)$/
const CONTAINER = /^(?:PKCS12|PFX)$/

/** What one label stands for. */
export type BlockKind = 'certificate' | 'request' | 'crl' | 'key' | 'pkcs7' | 'pkcs12'

/** Null for what is of no use here. */
export function kindOfBlock({ label }: PemBlock): BlockKind | null {
  if (CERTIFICATE.test(label)) return 'certificate'
  if (REQUEST.test(label)) return 'request'
  if (LIST.test(label)) return 'crl'
  if (KEY.test(label)) return 'key'
  if (BUNDLE.test(label)) return 'pkcs7'
  return CONTAINER.test(label) ? 'pkcs12' : null
}

/** The blocks of a PEM file, or the one that a DER file is. */
function blocksOf({ kind, blocks, der }: Recognised): readonly PemBlock[] {
  const labels = {
    certificate: 'CERTIFICATE',
    pkcs12: 'PKCS12',
    pkcs7: 'PKCS7',
    request: 'CERTIFICATE REQUEST',
    crl: 'X509 CRL',
    key: '',
    'encrypted-key': '',
  } as const
  if (!Object.hasOwn(labels, kind)) return blocks
  return [{ label: labels[kind as keyof typeof labels] || 'PRIVATE KEY', der, headers: {} }]
}

/**
 * What a file holds, whatever it is called and however it was carried. @returns empty lists for a file of nothing
 * @throws AppError foreign/… for a file of another kind, authority/file-damaged
 */
export function contentsOf(bytes: Uint8Array): FileContents {
  const found = recogniseFile(bytes)
  if (found.other) throw new AppError(found.other)
  if (found.kind === 'damaged') {
    throw new AppError('authority/file-damaged', { problem: message('parts.read.malformed') })
  }
  const contents = {
    certificates: [] as Uint8Array[],
    keys: [] as PemBlock[],
    requests: [] as Uint8Array[],
    crls: [] as Uint8Array[],
    containers: [] as Uint8Array[],
  }
  for (const block of blocksOf(found)) addBlock(block, contents)
  return contents
}

function addBlock(block: PemBlock, contents: { -readonly [K in keyof FileContents]: FileContents[K][number][] }): void {
  switch (kindOfBlock(block)) {
    case 'certificate':
      contents.certificates.push(block.der)
      return
    case 'request':
      contents.requests.push(block.der)
      return
    case 'crl':
      contents.crls.push(block.der)
      return
    case 'key':
      contents.keys.push(block)
      return
    case 'pkcs12':
      contents.containers.push(block.der)
      return
    case 'pkcs7': {
      const { certificates, crls } = opened(block.der)
      contents.certificates.push(...certificates)
      contents.crls.push(...crls)
      return
    }
    case null:
  }
}

function opened(der: Uint8Array): ReturnType<typeof readSignedData> {
  try {
    return readSignedData(der)
  } catch (error) {
    if (!(error instanceof DerError)) throw error
    throw new AppError('authority/file-damaged', { problem: error.problem }, { cause: error })
  }
}

/** A file as it reached the program: bytes, or text that may itself be base64 of a file. */
export function fileBytes(given: Uint8Array | string): Uint8Array {
  return typeof given === 'string' ? Buffer.from(given, 'utf8') : given
}
