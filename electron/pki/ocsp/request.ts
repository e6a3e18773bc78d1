import { createHash } from 'node:crypto'
import { readCertificate } from '../x509/certificate.ts'
import { children, DerError, readDer, readOid } from '../asn1/der-reader.ts'
import { integer, nul, octets, oid, sequence, TAG } from '../asn1/der.ts'
import { keyIdentifier } from '../x509/extensions.ts'
import { OID } from '../asn1/oids.ts'

/** uniformResourceIdentifier of GeneralName (RFC 5280 §4.2.1.6). */
const URI = 0x86

/**
 * Where a certificate says that its status is told (RFC 5280 §4.2.2.1): the first address over HTTP. Null for most
 * certificates (nobody answers for those of this house, and Let's Encrypt ended it in 2025), and for one that cannot be
 * read. @param der of the certificate
 */
export function responderOf(der: Uint8Array): string | null {
  try {
    return readResponder(der)
  } catch (error) {
    if (error instanceof DerError) return null
    throw error
  }
}

function readResponder(der: Uint8Array): string | null {
  const access = readCertificate(der).extensions.get(OID.authorityInfoAccess)
  if (!access) return null
  for (const description of children(readDer(access.value, TAG.sequence))) {
    const [method, location] = children(description)
    const url = Buffer.from(location?.contents ?? []).toString('latin1')
    const told = readOid(method) === OID.ocsp && location?.tag === URI && /^https?:\/\//i.test(url)
    if (told && URL.canParse(url)) return url
  }
  return null
}

/** What certificate is meant, as RFC 6960 §4.1.1 writes it: its serial number, and its issuer as two SHA-1 digests. */
export interface CertificateId {
  readonly issuerNameHash: Uint8Array
  readonly issuerKeyHash: Uint8Array
  /** Upper-case hexadecimal. */
  readonly serial: string
}

/** SHA-1 is the one that every responder knows (RFC 5019 §2.1.1); here it names things and proves nothing. */
export function certificateId(leaf: Uint8Array, issuer: Uint8Array): CertificateId {
  const { issuer: name, serial } = readCertificate(leaf)
  return {
    issuerNameHash: createHash('sha1').update(name).digest(),
    issuerKeyHash: keyIdentifier(readCertificate(issuer).spki),
    serial,
  }
}

/** An OCSPRequest for one certificate, without nonce, so that responders can answer with what they have signed before. */
export function ocspRequest(leaf: Uint8Array, issuer: Uint8Array): Uint8Array {
  const { issuerNameHash, issuerKeyHash, serial } = certificateId(leaf, issuer)
  const algorithm = sequence(oid(OID.sha1), nul())
  const id = sequence(algorithm, octets(issuerNameHash), octets(issuerKeyHash), integer(serial))
  return sequence(sequence(sequence(sequence(id))))
}
