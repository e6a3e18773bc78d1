import { explicit, implicit, sequence } from '../asn1/der.ts'
import { OID } from '../asn1/oids.ts'
import { readCertificate } from './certificate.ts'
import { extension } from './extensions.ts'
import { issueRaw, type Signer } from './issue.ts'
import { generateKeyPair } from './keys.ts'
import type { Attribute } from './name.ts'
import { assertInForce, constraintsFrom, validityFor } from './policy.ts'

/** All addresses of both kinds, and every DNS name: address or name, then mask (RFC 5280 §4.2.1.10). */
const EVERY_V4 = implicit(7, new Uint8Array(8))
const EVERY_V6 = implicit(7, new Uint8Array(32))
const EVERY_NAME = implicit(2, new Uint8Array(0))

/**
 * Name constraints (RFC 5280 §4.2.1.10, critical) that leave nothing open: a kind of name that is not among the permitted
 * ones is excluded, because a kind without any entry would be unrestricted.
 * @param limits such as `lan`, `192.168.0.0/16`, `fd00::/8`
 */
function closedConstraints(limits: readonly string[]): Uint8Array {
  const { dns, networks } = constraintsFrom(limits)
  const permitted = [
    ...dns.map((name) => sequence(implicit(2, Buffer.from(name, 'latin1')))),
    ...networks.map((network) => sequence(implicit(7, network))),
  ]
  const excluded = [
    ...(dns.length === 0 ? [EVERY_NAME] : []),
    ...(networks.some((network) => network.length === 8) ? [] : [EVERY_V4]),
    ...(networks.some((network) => network.length === 32) ? [] : [EVERY_V6]),
  ].map((one) => sequence(one))
  return extension(
    OID.nameConstraints,
    true,
    sequence(explicit(0, ...permitted), ...(excluded.length === 0 ? [] : [explicit(1, ...excluded)])),
  )
}

/**
 * Makes an intermediate authority for server certificates of a few names only: name constraints, EKU serverAuth, no
 * authority below it. Whoever takes its key can pretend to be those names and nothing else.
 * @param options.limits at least one; see `constraintsFrom` @param options.days cut at the end of the signer
 * @throws AppError authority/expired, authority/not-yet-valid, authority/key-mismatch, app/invalid-input
 */
export async function issueLimitedIntermediate(options: {
  signer: Signer
  subject: readonly Attribute[]
  limits: readonly string[]
  days: number
  now: Date
}): Promise<{ certificate: Uint8Array; pkcs8: Uint8Array }> {
  const { signer, subject, limits, days, now } = options
  const ca = readCertificate(signer.certificate)
  assertInForce(ca, now)
  const constraints = closedConstraints(limits)
  const pair = await generateKeyPair('p256')
  const certificate = await issueRaw({
    signer,
    template: {
      ...validityFor({ now, days, maxDays: 825, issuer: ca }),
      subject,
      publicKey: pair.spki,
      ca: true,
      pathLength: 0,
      keyUsage: ['keyCertSign', 'cRLSign'],
      extendedKeyUsage: ['serverAuth'],
      extensions: [constraints],
    },
  })
  return { certificate, pkcs8: pair.pkcs8 }
}
