import { AppError } from '../../../../shared/errors/index.ts'
import { children, DerError, expectTag, readDer, readOid, type Element } from '../../../pki/asn1/der-reader.ts'
import { TAG } from '../../../pki/asn1/der.ts'
import { OID } from '../../../pki/asn1/oids.ts'
import { readExtensions } from '../../../pki/x509/certificate.ts'
import { readCsr } from '../../../pki/x509/csr.ts'
import { readAltNames } from '../../../pki/x509/extensions.ts'
import { canonicalName } from '../client/objects.ts'
import { Refusal } from './refusal.ts'

/**
 * Reads the request of a finalization (RFC 8555 §7.4): good signature and key, and exactly the names of the order.
 * @param der DER @param names canonical @returns SubjectPublicKeyInfo, DER: the only thing that goes into the certificate
 * @throws Refusal badCSR, badPublicKey
 */
export function checkCsr(der: Uint8Array, names: readonly string[]): Uint8Array {
  const bad = (detail: string): Refusal => new Refusal('badCSR', detail)
  try {
    // PEM is read by others, not here.
    if (der[0] !== TAG.sequence) throw bad('The request is not DER.')
    const request = readCsr(der)
    const asked = new Set(requestedNames(der, bad).map(canonicalName))
    // RFC 8555 §7.4: a common name is one of the names, too.
    if (request.commonName !== null) asked.add(canonicalName(request.commonName))
    if (asked.size !== names.length || !names.every((name) => asked.has(name))) {
      throw bad('The request does not have exactly the names of the order.')
    }
    return request.spki
  } catch (error) {
    if (error instanceof DerError) throw bad('The request cannot be read.')
    if (error instanceof AppError && KEY_PROBLEMS.has(error.code)) {
      throw new Refusal('badPublicKey', 'The key must be RSA with 2048 bits or more, P-256 or P-384.')
    }
    if (error instanceof AppError) throw bad(`The request cannot be used: ${error.code}.`)
    throw error
  }
}

const KEY_PROBLEMS: ReadonlySet<string> = new Set([
  'device/csr-weak-key',
  'device/csr-unsupported-key',
  'device/csr-explicit-curve',
])

/** Every name of the subjectAltName; other kinds of names than DNS names and addresses are refused. */
function requestedNames(der: Uint8Array, bad: (detail: string) => Refusal): string[] {
  const [info] = children(readDer(der, TAG.sequence))
  const attributes = children(expectTag(info, TAG.sequence)).at(3)
  const requests = attributes ? extensionRequests(attributes) : []
  if (requests.length > 1) throw bad('The request has several lists of extensions.')
  const [list] = requests
  if (!list) return []
  const items = children(list)
  const extensions = readExtensions(list)
  if (extensions.size !== items.length) throw bad('The request has an extension twice.')
  const basic = extensions.get(OID.basicConstraints)
  if (basic && children(readDer(basic.value, TAG.sequence)).length > 0) throw bad('The request is for an authority.')
  const names = extensions.get(OID.subjectAltName)
  if (!names) return []
  for (const { tag } of children(readDer(names.value, TAG.sequence))) {
    if (tag !== 0x82 && tag !== 0x87) throw bad('The request has a name that is neither a DNS name nor an address.')
  }
  return readAltNames(names.value)
}

function extensionRequests(attributes: Element): Element[] {
  return children(attributes).flatMap((attribute) => {
    const [type, values] = children(expectTag(attribute, TAG.sequence))
    return readOid(type) === OID.extensionRequest ? children(expectTag(values, TAG.set)) : []
  })
}
