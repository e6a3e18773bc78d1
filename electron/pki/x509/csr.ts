import { createPublicKey } from 'node:crypto'
import { AppError } from '../../../shared/errors/index.ts'
import { readExtensions, type RawExtension } from './certificate.ts'
import { children, DerError, expectTag, readDer, readOid, type Element } from '../asn1/der-reader.ts'
import { TAG } from '../asn1/der.ts'
import { readAltNames } from './extensions.ts'
import { keyTypeOf } from './keys.ts'
import { commonNameOf, nameToText } from './name.ts'
import { extensionNames, OID } from '../asn1/oids.ts'
import { toDer } from './pem.ts'
import { assertUsableKey } from './policy.ts'
import { checkSignature } from './signature.ts'
import { message, type Message } from '../../../shared/messages/message.ts'

/** A certificate request whose own signature and key strength were found good. */
export interface CertificateRequest {
  /** SubjectPublicKeyInfo, DER: the only thing of a request that goes into a certificate. */
  readonly spki: Uint8Array
  /** RFC 4514. */
  readonly subject: string
  readonly commonName: string | null
  readonly keyType: string
  /** What was asked for; shown to the user, never granted. */
  readonly requested: { readonly oid: string; readonly name: string; readonly critical: boolean }[]
  /** DNS names and addresses asked for. */
  readonly names: string[]
  readonly der: Uint8Array
}

const MAX_BYTES = 65_536

/**
 * Reads and checks a PKCS#10 request (RFC 2986), PEM or DER, RSA or EC.
 * @throws AppError device/csr-unreadable, device/csr-signature, and as `assertUsableKey`
 */
export function readCsr(input: Uint8Array | string): CertificateRequest {
  const der = toDer(input, ['CERTIFICATE REQUEST', 'NEW CERTIFICATE REQUEST'])
  if (!der) throw unreadable(message('parts.read.noRequest'))
  if (der.length > MAX_BYTES) throw unreadable(message('parts.file.tooLarge', { size: '64 KiB' }))
  try {
    return read(der)
  } catch (error) {
    if (error instanceof DerError) throw unreadable(error.problem, error)
    throw error
  }
}

function unreadable(problem: Message, cause?: Error): AppError {
  return new AppError('device/csr-unreadable', { problem }, cause ? { cause } : undefined)
}

function read(der: Uint8Array): CertificateRequest {
  const [info] = children(readDer(der, TAG.sequence))
  const [, subject, key, attributes] = children(expectTag(info, TAG.sequence))
  const spki = expectTag(key, TAG.sequence).whole
  const name = expectTag(subject, TAG.sequence).whole
  assertUsableKey(spki)
  const signature = checkSignature(der, createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' }))
  if (signature === 'unknown') throw unreadable(message('parts.read.algorithm'))
  if (signature === 'bad') throw new AppError('device/csr-signature')
  const extensions = requestedExtensions(attributes)
  const altNames = extensions.get(OID.subjectAltName)
  return {
    spki,
    subject: nameToText(name),
    commonName: commonNameOf(name),
    keyType: keyTypeOf(spki),
    requested: [...extensions].map(([oid, { critical }]) => ({ oid, name: extensionNames.get(oid) ?? oid, critical })),
    names: altNames ? readAltNames(altNames.value) : [],
    der,
  }
}

/** The extensionRequest attribute (RFC 2985 §5.4.2), if there is one. */
function requestedExtensions(attributes: Element | undefined): Map<string, RawExtension> {
  if (attributes?.tag !== 0xa0) return new Map()
  for (const attribute of children(attributes)) {
    const [type, values] = children(expectTag(attribute, TAG.sequence))
    if (readOid(type) === OID.extensionRequest) return readExtensions(children(expectTag(values, TAG.set))[0])
  }
  return new Map()
}
