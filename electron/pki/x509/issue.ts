import { randomBytes, randomUUID } from 'node:crypto'
import type { KeyType } from '../../../shared/contract/common.ts'
import { AppError } from '../../../shared/errors/index.ts'
import { explicit, integer, sequence, time } from '../asn1/der.ts'
import { assertAccepted, isConstrained } from './accepted.ts'
import { describeCertificate } from './describe.ts'
import * as ext from './extensions.ts'
import { generateKeyPair } from './keys.ts'
import { commonNameOf, isCalled, writeName, type Attribute } from './name.ts'
import { assertInForce, assertUsableKey, constraintsFrom, subjectNames, validityFor } from './policy.ts'
import { profiles, type ExtendedUse, type KeyUsageBit, type Profile } from './profiles.ts'
import { openKey, openSigner, signed, type Digest, type NewSigner, type Signer } from './sign.ts'

export type { Signer } from './sign.ts'

/** 128 random bits: positive, at most 17 octets (RFC 5280 §4.1.2.2). Upper-case hexadecimal without leading zeros. */
export function newSerial(): string {
  if (drawn.length < SERIAL_BYTES) drawn = randomBytes(SERIAL_BYTES * 128)
  const digits = drawn.toString('hex', 0, SERIAL_BYTES).toUpperCase().replace(/^0+/, '')
  drawn = drawn.subarray(SERIAL_BYTES)
  return digits === '' ? newSerial() : digits
}

const SERIAL_BYTES = 16
/** Drawn ahead for many: each is used once. Serials are public, so it does not matter who could read them here. */
let drawn: Buffer = Buffer.alloc(0)

/** Everything that goes into a certificate. */
export interface CertificateTemplate {
  /** Attributes, or the DER of a whole name. */
  readonly subject: readonly Attribute[] | Uint8Array
  /** DER of a name; default: the subject of the signer. */
  readonly issuer?: Uint8Array
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKey: Uint8Array
  readonly notBefore: Date
  readonly notAfter: Date
  /** Hexadecimal; default: 128 random bits. */
  readonly serial?: string
  readonly ca?: boolean
  readonly pathLength?: number
  readonly keyUsage?: readonly KeyUsageBit[]
  readonly extendedKeyUsage?: readonly ExtendedUse[]
  /** Host names and IP addresses. */
  readonly names?: readonly string[]
  /** Default: what fits the signer's key. */
  readonly digest?: Digest
  /** Further whole extensions, DER. */
  readonly extensions?: readonly Uint8Array[]
}

/**
 * Signs whatever the template says, without any policy: for the diagnosis' odd visitors, and below the functions
 * that do have one. `certificate: null` makes it self-signed. @returns DER
 */
export async function issueRaw(options: {
  signer: Signer | { readonly certificate: null; readonly pkcs8: Uint8Array }
  template: CertificateTemplate
}): Promise<Uint8Array> {
  const { signer, template } = options
  const subject = template.subject instanceof Uint8Array ? template.subject : writeName(template.subject)
  const subjectId = ext.keyIdentifier(template.publicKey)
  const open =
    signer.certificate === null ? { key: openKey(signer.pkcs8), keyId: subjectId, ca: { subject } } : openSigner(signer)
  const extensions = [
    ext.basicConstraints(template.ca ?? false, template.pathLength),
    ...(template.keyUsage?.length ? [ext.keyUsage(template.keyUsage)] : []),
    ...(template.extendedKeyUsage?.length ? [ext.extendedKeyUsage(template.extendedKeyUsage)] : []),
    ext.subjectKeyIdentifier(subjectId),
    ext.authorityKeyIdentifier(open.keyId),
    ...(template.names?.length ? [ext.subjectAltName(subjectNames(template.names))] : []),
    ...(template.extensions ?? []),
  ]
  return signed(
    open.key,
    (algorithm) =>
      sequence(
        explicit(0, integer(2)),
        integer(template.serial ?? newSerial()),
        algorithm,
        template.issuer ?? open.ca.subject,
        sequence(time(template.notBefore), time(template.notAfter)),
        subject,
        template.publicKey,
        explicit(3, sequence(...extensions)),
      ),
    template.digest,
  )
}

function fromProfile(
  profile: Profile,
): Pick<CertificateTemplate, 'ca' | 'pathLength' | 'keyUsage' | 'extendedKeyUsage'> {
  const { ca, pathLength, keyUsage, extendedKeyUsage } = profile
  return { ca, keyUsage, extendedKeyUsage, ...(pathLength === undefined ? {} : { pathLength }) }
}

/** Crockford's base 32: no letters that are mistaken for digits. */
const BASE32 = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/**
 * The subject of a new authority. The unguessable unit makes it unlike that of any other authority of the same
 * name, and unlike that of any device or site: a leaf with its issuer's subject is taken for self-signed.
 */
function authoritySubject(name: string): Attribute[] {
  const mark = Array.from(randomBytes(8), (byte) => BASE32[byte % 32]).join('')
  return [
    { type: 'organizationalUnit', value: `Vestibule ${mark}` },
    { type: 'commonName', value: name },
  ]
}

interface NewAuthority {
  readonly name: string
  readonly key: KeyType
  /** Validity in days from `now`. */
  readonly days: number
  readonly now: Date
  /** DNS names and networks that it may issue for, see `constraintsFrom`; none means any. */
  readonly constraints?: readonly string[]
}

function constraintExtensions(constraints: readonly string[] = []): Pick<CertificateTemplate, 'extensions'> {
  return constraints.length === 0 ? {} : { extensions: [ext.nameConstraints(constraintsFrom(constraints))] }
}

/** Makes a root authority: key and self-signed certificate. @throws AppError app/invalid-input */
export async function issueAuthority(options: NewAuthority): Promise<NewSigner> {
  const { name, key, days, now, constraints } = options
  // Name and constraints are judged before a key is made for them: that takes seconds.
  const subject = writeName(authoritySubject(name))
  const extra = constraintExtensions(constraints)
  const pair = await generateKeyPair(key)
  const profile = profiles.root
  const certificate = await issueRaw({
    signer: { certificate: null, pkcs8: pair.pkcs8 },
    template: {
      ...fromProfile(profile),
      ...validityFor({ now, days, maxDays: profile.maxDays, issuer: null }),
      ...extra,
      subject,
      publicKey: pair.spki,
    },
  })
  return { certificate, pkcs8: pair.pkcs8 }
}

/**
 * Makes an intermediate authority below `signer`; it may not have any below itself. Its chain is its own certificate,
 * then that of `signer`. @throws AppError as `issueDevice`, authority/no-intermediates
 */
export async function issueIntermediate(options: NewAuthority & { readonly signer: Signer }): Promise<NewSigner> {
  const { signer, name, key, days, now, constraints } = options
  const { ca } = openSigner(signer)
  const parent = commonNameOf(ca.subject) ?? ''
  assertInForce(ca, now)
  if (describeCertificate(signer.certificate).pathLength === 0) {
    throw new AppError('authority/no-intermediates', { name: parent })
  }
  const subject = writeName(authoritySubject(name))
  const extra = constraintExtensions(constraints)
  const pair = await generateKeyPair(key)
  const profile = profiles.intermediate
  const certificate = await issueRaw({
    signer,
    template: {
      ...fromProfile(profile),
      ...validityFor({ now, days, maxDays: profile.maxDays, issuer: ca }),
      ...extra,
      subject,
      publicKey: pair.spki,
    },
  })
  return { certificate, pkcs8: pair.pkcs8 }
}

/** The subject of a leaf: its common name, told apart from its issuer's where an imported authority is called the same. */
function leafSubject(commonName: string, kind: 'Device' | 'Site', issuer: Uint8Array): Uint8Array {
  const name: Attribute = { type: 'commonName', value: commonName }
  return writeName(isCalled(issuer, commonName) ? [{ type: 'organizationalUnit', value: kind }, name] : [name])
}

async function issueLeaf(options: {
  signer: Signer
  profile: Profile
  kind: 'Device' | 'Site'
  commonName: string
  publicKey: Uint8Array
  days: number
  now: Date
  names?: readonly string[]
}): Promise<Uint8Array> {
  const { signer, profile, kind, commonName, publicKey, days, now, names } = options
  const { ca } = openSigner(signer)
  assertInForce(ca, now)
  assertUsableKey(publicKey)
  const der = await issueRaw({
    signer,
    template: {
      ...fromProfile(profile),
      ...validityFor({ now, days, maxDays: profile.maxDays, issuer: ca }),
      subject: leafSubject(commonName, kind, ca.subject),
      publicKey,
      ...(names ? { names } : {}),
      extensions: [
        ...(names === undefined && isConstrained(signer) ? [decorativeName()] : []),
        ...(signer.crlUrl ? [ext.crlDistributionPoint(signer.crlUrl)] : []),
      ],
    },
  })
  assertAccepted(der, signer, kind === 'Device' ? 'client' : 'server')
  return der
}

/**
 * An alternative name that means nothing. Below name constraints BoringSSL takes any common name of one word for a host
 * name, and refuses it, unless there is an alternative name (X509_V_ERR_NAME_CONSTRAINTS_WITHOUT_SANS).
 */
function decorativeName(): Uint8Array {
  return ext.subjectAltUri(`urn:uuid:${randomUUID()}`)
}

/**
 * A client certificate: EKU clientAuth, never an authority. @returns DER
 * @throws AppError app/invalid-input, authority/expired, authority/not-yet-valid, authority/key-mismatch, and as
 *   `assertUsableKey` and `assertAccepted`
 */
export function issueDevice(options: {
  signer: Signer
  commonName: string
  /** SubjectPublicKeyInfo, DER. */
  publicKey: Uint8Array
  /** Validity in days; cut at the end of the authority. */
  days: number
  now: Date
}): Promise<Uint8Array> {
  return issueLeaf({ ...options, profile: profiles.client, kind: 'Device' })
}

/**
 * A server certificate for a site: EKU serverAuth, at most 397 days, IP addresses as such. @returns DER
 * @throws AppError as `issueDevice`
 */
export function issueServer(options: {
  signer: Signer
  /** Host names and IP addresses (v4 and v6). */
  hosts: readonly string[]
  publicKey: Uint8Array
  /** Default and at most 397. */
  days?: number
  now: Date
  /** Default: the first of the hosts that fits. */
  commonName?: string
}): Promise<Uint8Array> {
  const { signer, hosts, publicKey, now, days = profiles.server.maxDays } = options
  // Verifiers look at the alternative names only; the common name is for people.
  const commonName = options.commonName ?? hosts.find((host) => host.length <= 64) ?? 'Vestibule site'
  return issueLeaf({ signer, profile: profiles.server, kind: 'Site', commonName, publicKey, days, now, names: hosts })
}
