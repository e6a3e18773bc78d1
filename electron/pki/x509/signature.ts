import { constants, verify, type KeyObject } from 'node:crypto'
import { children, expectTag, readBits, readDer } from '../asn1/der-reader.ts'
import { TAG } from '../asn1/der.ts'
import { readSignatureAlgorithm, type SignatureAlgorithm } from './algorithm.ts'

/**
 * Checks the signature of a `SEQUENCE { toBeSigned, algorithm, signature }`: a certificate, a request, a revocation
 * list, an OCSP response. SHA-1 and MD5 are checked like others: whether they are good enough is the caller's question.
 * @returns `unknown` for an algorithm that is not known here, `bad` also for one that does not fit the key
 * @throws DerError
 */
export function checkSignature(der: Uint8Array, key: KeyObject): 'good' | 'bad' | 'unknown' {
  const [body, identifier, signature] = children(readDer(der, TAG.sequence))
  const algorithm = readSignatureAlgorithm(expectTag(identifier, TAG.sequence).whole)
  if (algorithm.key === 'unknown') return 'unknown'
  // Else a signature of one kind could pass for one of another.
  const fits =
    algorithm.key === key.asymmetricKeyType || (algorithm.key === 'rsa-pss' && key.asymmetricKeyType === 'rsa')
  if (!fits) return 'bad'
  const options = optionsFor(algorithm)
  if (!options) return 'unknown'
  try {
    const good = verify(algorithm.digest, expectTag(body, TAG.sequence).whole, { key, ...options }, readBits(signature))
    return good ? 'good' : 'bad'
  } catch {
    // A digest that this TLS library does not have, or parameters that the key forbids.
    return 'bad'
  }
}

/** Null where node:crypto cannot be told: it makes PSS' mask with the digest of the signature. */
function optionsFor({ digest, pss }: SignatureAlgorithm): { padding?: number; saltLength?: number } | null {
  if (!pss) return {}
  if (digest === null || pss.mgfDigest !== digest) return null
  return { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: pss.saltLength }
}
