import { AppError } from '../../../shared/errors/index.ts'
import { assertAccepted } from './accepted.ts'
import { readCertificate, type RawCertificate } from './certificate.ts'
import { explicit, integer, sequence, time } from '../asn1/der.ts'
import { newSerial, type Signer } from './issue.ts'
import { describeCertificate } from './describe.ts'
import { commonNameOf } from './name.ts'
import { OID } from '../asn1/oids.ts'
import { assertInForce, assertUsableKey, validityFor } from './policy.ts'
import { profiles } from './profiles.ts'
import {
  authorityKeyIdentifier,
  basicConstraints,
  crlDistributionPoint,
  extension,
  keyUsage,
  subjectKeyIdentifier,
} from './extensions.ts'
import { openSigner, signed } from './sign.ts'

interface Renewal {
  /** Validity in days from `now`. */
  readonly days: number
  readonly now: Date
}

/**
 * Issues a certificate anew: the same subject, key and extensions; new serial and validity. For devices and sites.
 * The caller keeps the old one valid until the new one was seen.
 * @returns DER @throws AppError authority/expired, authority/not-yet-valid, and as `assertUsableKey` and `assertAccepted`
 */
export async function renewCertificate(
  options: Renewal & { readonly signer: Signer; readonly certificate: Uint8Array },
): Promise<Uint8Array> {
  const { signer, certificate, days, now } = options
  const { ca, key, keyId } = openSigner(signer)
  const old = readCertificate(certificate)
  assertInForce(ca, now)
  assertUsableKey(old.spki)
  const uses = describeCertificate(certificate).extendedKeyUsage
  const forServers = uses.includes(OID.serverAuth) && !uses.includes(OID.clientAuth)
  const maxDays = forServers ? profiles.server.maxDays : profiles.client.maxDays
  const validity = validityFor({ now, days, maxDays, issuer: ca })
  // The authority may have been renewed meanwhile: its key identifier is taken afresh.
  // Where its list is published as well, if the owner says so now.
  const { crlUrl } = signer
  const extensions = [...old.extensions]
    .filter(([id]) => !crlUrl || id !== OID.crlDistributionPoints)
    .map(([id, { critical, value }]) =>
      id === OID.authorityKeyIdentifier ? authorityKeyIdentifier(keyId) : extension(id, critical, value),
    )
  if (crlUrl) extensions.push(crlDistributionPoint(crlUrl))
  const der = await write({ issuer: ca.subject, subject: old.subject, spki: old.spki, extensions, ...validity }, key)
  assertAccepted(der, signer, forServers ? 'server' : 'client')
  return der
}

/**
 * A new certificate for an authority with the same key and subject: everything that it issued stays valid, and devices
 * that trust the old one take both. @param options.parent of an intermediate; null for a root, which signs itself
 * @returns DER @throws AppError authority/not-root for an intermediate without its parent; authority/expired
 */
export async function renewAuthority(
  options: Renewal & { readonly signer: Signer; readonly parent: Signer | null },
): Promise<Uint8Array> {
  const { days, now } = options
  const own = openSigner(options.signer)
  const isRoot = Buffer.compare(own.ca.issuer, own.ca.subject) === 0
  if (!isRoot && !options.parent) throw new AppError('authority/not-root', { name: commonNameOf(own.ca.subject) ?? '' })
  const parent = isRoot || !options.parent ? null : openSigner(options.parent)
  if (parent) assertInForce(parent.ca, now)
  const { maxDays } = parent ? profiles.intermediate : profiles.root
  const validity = validityFor({ now, days, maxDays, issuer: parent?.ca ?? null })
  const extensions = [
    // An identifier that names the old serial would no longer fit.
    ...[...own.ca.extensions]
      .filter(([id]) => id !== OID.authorityKeyIdentifier)
      .map(([id, { critical, value }]) => extension(id, critical, value)),
    ...missingExtensions(own.ca, own.keyId),
    authorityKeyIdentifier((parent ?? own).keyId),
  ]
  const { subject, spki } = own.ca
  return write({ issuer: parent?.ca.subject ?? subject, subject, spki, extensions, ...validity }, (parent ?? own).key)
}

/**
 * What an authority of the old ways lacks (version 1, no basicConstraints, no key identifier): a renewal writes it as of today.
 * Whether it may be renewed as an authority at all was judged when it came in.
 */
function missingExtensions({ extensions }: RawCertificate, keyId: Uint8Array): Uint8Array[] {
  const missing: Uint8Array[] = []
  if (!extensions.has(OID.basicConstraints)) missing.push(basicConstraints(true))
  if (!extensions.has(OID.keyUsage)) missing.push(keyUsage(['keyCertSign', 'cRLSign']))
  if (!extensions.has(OID.subjectKeyIdentifier)) missing.push(subjectKeyIdentifier(keyId))
  return missing
}

interface Parts {
  readonly issuer: Uint8Array
  readonly subject: Uint8Array
  readonly spki: Uint8Array
  readonly notBefore: Date
  readonly notAfter: Date
  readonly extensions: readonly Uint8Array[]
}

function write(parts: Parts, key: ReturnType<typeof openSigner>['key']): Promise<Uint8Array> {
  const { issuer, subject, spki, notBefore, notAfter, extensions } = parts
  return signed(key, (algorithm) =>
    sequence(
      explicit(0, integer(2)),
      integer(newSerial()),
      algorithm,
      issuer,
      sequence(time(notBefore), time(notAfter)),
      subject,
      spki,
      explicit(3, sequence(...extensions)),
    ),
  )
}
