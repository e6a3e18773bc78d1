import { createHash, createPrivateKey, sign } from 'node:crypto'
import { readCertificate } from '../x509/certificate.ts'
import { explicit, integer, nul, octets, oid, sequence, setOf, time } from '../asn1/der.ts'
import { OID } from '../asn1/oids.ts'
import { fromPem } from '../x509/pem.ts'

/** RFC 5652, RFC 3370. */
const CMS = {
  data: '1.2.840.113549.1.7.1',
  signedData: '1.2.840.113549.1.7.2',
  contentType: '1.2.840.113549.1.9.3',
  messageDigest: '1.2.840.113549.1.9.4',
  signingTime: '1.2.840.113549.1.9.5',
  rsaEncryption: '1.2.840.113549.1.1.1',
  sha256: '2.16.840.1.101.3.4.2.1',
} as const

/** Who signs: a certificate with its key, both PEM. */
export interface CmsSigner {
  /** Leaf first, then its chain. */
  readonly certPem: string
  readonly keyPem: string
}

const attribute = (type: string, value: Uint8Array): Uint8Array => sequence(oid(type), setOf(value))

/** `[0] IMPLICIT SET OF`: the same bytes as the SET OF, under another tag. */
function implicitSet(set: Uint8Array): Uint8Array {
  const copy = Uint8Array.from(set)
  copy[0] = 0xa0
  return copy
}

/**
 * CMS SignedData (RFC 5652 §5) that carries its content and the signer's chain. SHA-256 with RSA or ECDSA.
 * Written here only; nothing in the program trusts such a signature.
 */
export function signCms(content: Uint8Array, signer: CmsSigner, now: Date): Uint8Array {
  const chain = fromPem(signer.certPem).map((block) => block.der)
  const [leaf] = chain
  if (!leaf) throw new Error('no certificate to sign with')
  const { issuer, serial } = readCertificate(leaf)
  const key = createPrivateKey(signer.keyPem)
  const sha256 = sequence(oid(CMS.sha256))
  const signedAttributes = setOf(
    attribute(CMS.contentType, oid(CMS.data)),
    attribute(CMS.signingTime, time(now)),
    attribute(CMS.messageDigest, octets(createHash('sha256').update(content).digest())),
  )
  const algorithm =
    key.asymmetricKeyType === 'ec' ? sequence(oid(OID.ecdsaWithSha256)) : sequence(oid(CMS.rsaEncryption), nul())
  const signerInfo = sequence(
    integer(1),
    sequence(issuer, integer(serial)),
    sha256,
    // What is signed is the SET OF itself, not the tag under which it travels (RFC 5652 §5.4).
    implicitSet(signedAttributes),
    algorithm,
    octets(sign('sha256', signedAttributes, key)),
  )
  const signedData = sequence(
    integer(1),
    setOf(sha256),
    sequence(oid(CMS.data), explicit(0, octets(content))),
    implicitSet(setOf(...chain)),
    setOf(signerInfo),
  )
  return sequence(oid(CMS.signedData), explicit(0, signedData))
}
