import { createPublicKey } from 'node:crypto'
import { explicit, integer, oid, sequence, setOf } from '../asn1/der.ts'
import { OID } from '../asn1/oids.ts'
import { subjectAltName } from './extensions.ts'
import { subjectNames } from './policy.ts'
import { openKey, signed } from './sign.ts'

/**
 * A PKCS#10 request (RFC 2986) for a server certificate. The subject is empty: only the alternative names count, and an
 * authority that limits common names to 64 characters has nothing to refuse.
 * @param options.pkcs8 private key, DER @param options.names host names (also `*.name`) and IP addresses @returns DER
 * @throws AppError app/invalid-input for what is no name
 */
export function writeCsr(options: { pkcs8: Uint8Array; names: readonly string[] }): Promise<Uint8Array> {
  const key = openKey(options.pkcs8)
  const spki = createPublicKey(key).export({ type: 'spki', format: 'der' })
  const extensions = sequence(subjectAltName(subjectNames(options.names)))
  // RFC 2985 §5.4.2, inside the IMPLICIT [0] SET OF attributes.
  const attributes = explicit(0, sequence(oid(OID.extensionRequest), setOf(extensions)))
  // Unlike a certificate, what is signed does not name the algorithm.
  return signed(key, () => sequence(integer(0), sequence(), spki, attributes))
}
