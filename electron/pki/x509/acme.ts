import { createHash } from 'node:crypto'
import { isIP } from 'node:net'
import { expectTag, children, readDer, readInteger } from '../asn1/der-reader.ts'
import { octets, TAG } from '../asn1/der.ts'
import { OID } from '../asn1/oids.ts'
import { readCertificate } from './certificate.ts'
import { extension } from './extensions.ts'
import { issueRaw } from './issue.ts'
import { generateKeyPair } from './keys.ts'
import { addressBytes } from './policy.ts'
import { toPem } from './pem.ts'

/** RFC 8737 §6.1: id-pe-acmeIdentifier. */
export const ACME_IDENTIFIER = '1.3.6.1.5.5.7.1.31'

/** The ALPN protocol of tls-alpn-01 (RFC 8737 §6.2). */
export const ACME_TLS_PROTOCOL = 'acme-tls/1'

const DAY_MS = 86_400_000

/** The value of acmeIdentifier for a key authorization: an OCTET STRING with its SHA-256 (RFC 8737 §3). DER. */
export function acmeIdentifier(keyAuthorization: string): Uint8Array {
  return octets(createHash('sha256').update(keyAuthorization).digest())
}

/**
 * The self-signed certificate that answers tls-alpn-01 for one name: that name alone, and acmeIdentifier, critical
 * (RFC 8737 §3). Good for a day; its key is used for nothing else.
 * @returns PEM of both, the key as PKCS#8
 */
export async function challengeCertificate(options: {
  /** A host name or an IP address (RFC 8738 §6). */
  identifier: string
  keyAuthorization: string
  now: Date
}): Promise<{ certPem: string; keyPem: string }> {
  const { identifier, keyAuthorization, now } = options
  const pair = await generateKeyPair('p256')
  const certificate = await issueRaw({
    signer: { certificate: null, pkcs8: pair.pkcs8 },
    template: {
      subject: [{ type: 'commonName', value: 'ACME challenge' }],
      publicKey: pair.spki,
      notBefore: new Date(now.getTime() - DAY_MS),
      notAfter: new Date(now.getTime() + DAY_MS),
      names: [identifier],
      extensions: [extension(ACME_IDENTIFIER, true, acmeIdentifier(keyAuthorization))],
    },
  })
  return { certPem: toPem('CERTIFICATE', certificate), keyPem: toPem('PRIVATE KEY', pair.pkcs8) }
}

/**
 * The server name under which an authority asks for a challenge certificate: the name itself; for an address its
 * reverse name, because SNI carries no addresses (RFC 8738 §6, RFC 6066 §3). Lower case, no trailing dot.
 */
export function challengeServerName(identifier: string): string {
  if (isIP(identifier) === 4) return `${identifier.split('.').toReversed().join('.')}.in-addr.arpa`
  const bytes = addressBytes(identifier)
  if (!bytes) return identifier.toLowerCase()
  const digits = Buffer.from(bytes).toString('hex').split('')
  return `${digits.toReversed().join('.')}.ip6.arpa`
}

/**
 * The identifier of a certificate in renewalInfo and `replaces` (RFC 9773 §4.1): key identifier of its issuer and serial
 * number, as they stand in its DER, base64url. Null for a certificate without an authority key identifier.
 * @throws DerError
 */
export function renewalIdentifier(der: Uint8Array): string | null {
  const { extensions } = readCertificate(der)
  const authority = extensions.get(OID.authorityKeyIdentifier)
  if (!authority) return null
  const keyId = children(readDer(authority.value, TAG.sequence)).find((field) => field.tag === 0x80)
  if (!keyId) return null
  const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url')
  return `${base64(keyId.contents)}.${base64(serialBytes(der))}`
}

/** The serial number with its leading zero, where it has one. */
function serialBytes(der: Uint8Array): Uint8Array {
  const [tbs] = children(readDer(der, TAG.sequence))
  const fields = children(expectTag(tbs, TAG.sequence))
  const serial = fields[0]?.tag === 0xa0 ? fields[1] : fields[0]
  // A serial that cannot be read as a number has no identifier either.
  readInteger(serial)
  return expectTag(serial, TAG.integer).contents
}
