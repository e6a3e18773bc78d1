import { createPrivateKey, createPublicKey, sign, type KeyObject } from 'node:crypto'
import { promisify } from 'node:util'
import { AppError } from '../../../shared/errors/index.ts'
import { readCertificate, type RawCertificate } from './certificate.ts'
import { bits, nul, oid, sequence } from '../asn1/der.ts'
import { keyIdentifier, readKeyIdentifier } from './extensions.ts'
import { OID } from '../asn1/oids.ts'

/** An authority that can sign. */
export interface Signer {
  /** DER of the CA certificate. */
  readonly certificate: Uint8Array
  /** Its private key: PKCS#8 DER, or a key that never leaves OpenSSL's memory. */
  readonly pkcs8: Uint8Array | KeyObject
  /** Where its revocation list can be fetched: goes into what it issues. */
  readonly crlUrl?: string | null
  /** DER of the authorities above it, nearest first, as far as they are known: they limit what it may issue. */
  readonly above?: readonly Uint8Array[]
}

/** A signer that was made or read just now: its key is to be stored. */
export interface NewSigner extends Signer {
  readonly pkcs8: Uint8Array
}

/** A signer made ready: parsed once, however many certificates it signs. */
interface OpenSigner {
  readonly ca: RawCertificate
  readonly key: KeyObject
  /** What goes into the AKI of what it signs. */
  readonly keyId: Uint8Array
}

// Forgotten together with the signer, so that a locked vault leaves nothing behind.
const opened = new WeakMap<Signer, OpenSigner>()

/** @throws AppError authority/key-mismatch when the key is not the one in the certificate. */
export function openSigner(signer: Signer): OpenSigner {
  const known = opened.get(signer)
  if (known) return known
  const ca = readCertificate(signer.certificate)
  const key = openKey(signer.pkcs8)
  const publicHalf = createPublicKey(key).export({ type: 'spki', format: 'der' })
  const inCertificate = createPublicKey({ key: Buffer.from(ca.spki), format: 'der', type: 'spki' })
  if (!inCertificate.export({ type: 'spki', format: 'der' }).equals(publicHalf)) {
    throw new AppError('authority/key-mismatch')
  }
  const own = ca.extensions.get(OID.subjectKeyIdentifier)
  const open = { ca, key, keyId: own ? readKeyIdentifier(own.value) : keyIdentifier(ca.spki) }
  opened.set(signer, open)
  return open
}

export function openKey(pkcs8: Uint8Array | KeyObject): KeyObject {
  if (!(pkcs8 instanceof Uint8Array)) return pkcs8
  const copy = Buffer.from(pkcs8)
  const key = createPrivateKey({ key: copy, format: 'der', type: 'pkcs8' })
  copy.fill(0)
  return key
}

export type Digest = 'sha1' | 'sha256' | 'sha384' | 'sha512'

interface KeyFacts {
  readonly ec: boolean
  /** Matches the strength of the key. */
  readonly digest: Digest
}

/** RFC 5480 §4: a digest as strong as the curve. */
const DIGESTS: Readonly<Record<string, Digest>> = {
  secp384r1: 'sha384',
  'P-384': 'sha384',
  secp521r1: 'sha512',
  'P-521': 'sha512',
}

/** Asking the library for them takes longer than signing. */
const facts = new WeakMap<KeyObject, KeyFacts>()

function factsOf(key: KeyObject): KeyFacts {
  let known = facts.get(key)
  if (!known) {
    const digest = DIGESTS[key.asymmetricKeyDetails?.namedCurve ?? ''] ?? 'sha256'
    known = { ec: key.asymmetricKeyType === 'ec', digest }
    facts.set(key, known)
  }
  return known
}

const RSA_ALGORITHMS = {
  sha1: OID.sha1WithRsa,
  sha256: OID.sha256WithRsa,
  sha384: OID.sha384WithRsa,
  sha512: OID.sha512WithRsa,
} as const
const EC_ALGORITHMS = {
  sha1: OID.ecdsaWithSha1,
  sha256: OID.ecdsaWithSha256,
  sha384: OID.ecdsaWithSha384,
  sha512: OID.ecdsaWithSha512,
} as const

const signInThreadPool = promisify(sign)

/**
 * `SEQUENCE { toBeSigned, algorithm, signature }`, as certificates, requests and revocation lists all are. The
 * caller writes the algorithm into what is signed too, so it is handed in through `build`.
 */
export async function signed(
  key: KeyObject,
  build: (algorithm: Uint8Array) => Uint8Array,
  digest: Digest = factsOf(key).digest,
): Promise<Uint8Array> {
  const { ec } = factsOf(key)
  // RFC 4055 §5 wants the NULL for RSA, RFC 5758 §3.2 its absence for ECDSA.
  const algorithm = ec ? sequence(oid(EC_ALGORITHMS[digest])) : sequence(oid(RSA_ALGORITHMS[digest]), nul())
  const body = build(algorithm)
  // An EC signature takes less time than the way to the thread pool and back.
  const signature = ec ? sign(digest, body, key) : await signInThreadPool(digest, body, key)
  return sequence(body, algorithm, bits(signature))
}
