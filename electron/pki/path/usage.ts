import { children, DerError, expectTag, readDer, readInteger, readOid, type Element } from '../asn1/der-reader.ts'
import { TAG } from '../asn1/der.ts'
import { OID } from '../asn1/oids.ts'
import type { CertificateStructure } from '../x509/certificate.ts'
import { canonicalName } from '../x509/name.ts'

/** Bits of KeyUsage (RFC 5280 §4.2.1.3), the first octet of the bit string in the lower eight. */
export const KEY_USAGE = { digitalSignature: 0x80, keyAgreement: 0x08, keyCertSign: 0x04, cRLSign: 0x02 } as const

/** A GeneralName (RFC 5280 §4.2.1.6): its context tag and what is in it. */
export interface GeneralName {
  readonly tag: number
  readonly contents: Uint8Array
}

/** Numbers of GeneralName's alternatives. */
export const GENERAL_NAME = { other: 0, email: 1, dns: 2, directory: 4, uri: 6, ip: 7 } as const

/** One part of the name space (RFC 5280 §4.2.1.10). */
export interface Subtree {
  readonly base: GeneralName
  /** minimum is 0 and maximum absent, as RFC 5280 wants it. */
  readonly plain: boolean
}

export interface NameConstraints {
  readonly permitted: readonly Subtree[]
  readonly excluded: readonly Subtree[]
}

/** What an authority key identifier says of the issuer (RFC 5280 §4.2.1.1); null for what it leaves out. */
export interface AuthorityKeyIdentifier {
  readonly keyId: Uint8Array | null
  readonly serial: string | null
  /** Canonical name of the issuer's own issuer. */
  readonly issuer: string | null
}

/** What a certificate's extensions say it may be used for, as path validation asks for it. */
export interface Usage {
  readonly version: number
  /** One of the extensions that path validation reads cannot be read, or stands there twice. */
  readonly malformed: boolean
  /** A critical extension that path validation does not know (RFC 5280 §4.2: then the certificate is refused). */
  readonly unhandledCritical: boolean
  /** basicConstraints is there at all. */
  readonly constrained: boolean
  readonly ca: boolean
  readonly pathLength: number | null
  /** Null without the extension. */
  readonly keyUsage: number | null
  /** Object identifiers; null without the extension. */
  readonly extendedKeyUsage: ReadonlySet<string> | null
  /** Netscape's certificate type, first octet; null without the extension. */
  readonly netscapeType: number | null
  readonly subjectKeyId: Uint8Array | null
  readonly authorityKeyId: AuthorityKeyIdentifier | null
  readonly altNames: readonly GeneralName[] | null
  readonly nameConstraints: NameConstraints | null
  /** A proxy certificate (RFC 3820). */
  readonly proxy: boolean
}

const PROXY_CERT_INFO = '1.3.6.1.5.5.7.1.14'
const ISSUER_ALT_NAME = '2.5.29.18'
const NETSCAPE_TYPE = '2.16.840.1.113730.1.1'

/** Those that OpenSSL's path validation knows (X509_supported_extension). */
const HANDLED: ReadonlySet<string> = new Set([
  NETSCAPE_TYPE,
  OID.keyUsage,
  OID.subjectAltName,
  OID.basicConstraints,
  '2.5.29.32',
  OID.crlDistributionPoints,
  OID.extendedKeyUsage,
  '1.3.6.1.5.5.7.1.7',
  '1.3.6.1.5.5.7.1.8',
  '1.3.6.1.5.5.7.48.1.5',
  '2.5.29.36',
  PROXY_CERT_INFO,
  OID.nameConstraints,
  '2.5.29.33',
  '2.5.29.54',
])

interface Extension {
  readonly critical: boolean
  readonly value: Uint8Array
}

/** Also of identifiers whose numbers are too large to be written: nobody knows what those mean. */
function idOf(element: Element | undefined): string {
  try {
    return readOid(element)
  } catch (error) {
    if (!(error instanceof DerError) || element?.tag !== TAG.oid) throw error
    return `#${Buffer.from(element.contents).toString('hex')}`
  }
}

/** Extensions by object identifier, each as often as it stands there. @throws DerError */
function list(extensions: Element | undefined): Map<string, Extension[]> {
  const found = new Map<string, Extension[]>()
  if (!extensions) return found
  for (const item of children(expectTag(extensions, TAG.sequence))) {
    const parts = children(expectTag(item, TAG.sequence))
    const id = idOf(parts[0])
    const critical = parts[1]?.tag === TAG.boolean && parts[1].contents[0] !== 0
    const one = { critical, value: expectTag(parts.at(-1), TAG.octets).contents }
    const before = found.get(id)
    if (before) before.push(one)
    else found.set(id, [one])
  }
  return found
}

/** The octets of a BIT STRING without its unused bits. @throws DerError */
function bitString(value: Uint8Array): Uint8Array {
  const { contents } = readDer(value, TAG.bits)
  const unused = contents[0]
  if (unused === undefined || unused > 7) throw new DerError('bitString')
  const octets = Uint8Array.from(contents.subarray(1))
  const last = octets.length - 1
  if (last >= 0) octets[last] = (octets[last] ?? 0) & (0xff << unused)
  return octets
}

/** @param value of a GeneralNames. @throws DerError */
export function readGeneralNames(value: Element): GeneralName[] {
  return children(value).map(generalName)
}

function generalName({ tag, contents }: Element): GeneralName {
  if ((tag & 0xc0) !== 0x80 || (tag & 0x1f) > 8) throw new DerError('nameKind')
  return { tag: tag & 0x1f, contents }
}

function subtrees(element: Element | undefined): Subtree[] {
  if (!element) return []
  return children(element).map((subtree) => {
    const [base, ...limits] = children(expectTag(subtree, TAG.sequence))
    if (!base) throw new DerError('structure')
    const plain = limits.every(({ tag, contents }) => tag === 0x80 && contents.every((byte) => byte === 0))
    return { base: generalName(base), plain }
  })
}

function readNameConstraints(value: Uint8Array): NameConstraints {
  const fields = children(readDer(value, TAG.sequence))
  if (fields.some(({ tag }) => tag !== 0xa0 && tag !== 0xa1)) throw new DerError('structure')
  return {
    permitted: subtrees(fields.find(({ tag }) => tag === 0xa0)),
    excluded: subtrees(fields.find(({ tag }) => tag === 0xa1)),
  }
}

/** The canonical name inside the first directoryName; null where there is none. */
function directoryName(names: readonly GeneralName[]): string | null {
  const found = names.find(({ tag }) => tag === GENERAL_NAME.directory)
  return found ? Buffer.from(canonicalName(found.contents)).toString('latin1') : null
}

function readAuthorityKeyId(value: Uint8Array): AuthorityKeyIdentifier {
  const fields = children(readDer(value, TAG.sequence))
  const field = (tag: number): Element | undefined => fields.find((one) => one.tag === tag)
  const [keyId, issuer, serial] = [field(0x80), field(0xa1), field(0x82)]
  return {
    keyId: keyId?.contents ?? null,
    issuer: issuer ? directoryName(readGeneralNames(issuer)) : null,
    serial: serial ? readInteger({ tag: TAG.integer, contents: serial.contents, whole: serial.whole }) : null,
  }
}

function readBasicConstraints(value: Uint8Array): { ca: boolean; pathLength: number | null } {
  const fields = children(readDer(value, TAG.sequence))
  const flag = fields[0]?.tag === TAG.boolean ? fields.shift() : undefined
  const [length] = fields
  const digits = length ? readInteger(length) : null
  if (digits?.startsWith('-')) throw new DerError('pathLength')
  return {
    ca: flag !== undefined && flag.contents[0] !== 0,
    pathLength: digits === null ? null : Math.min(Number.parseInt(digits, 16), Number.MAX_SAFE_INTEGER),
  }
}

/** RFC 5280 §4.2.1.13: each distribution point has a name or a list issuer. @throws DerError */
function checkDistributionPoints(value: Uint8Array): void {
  for (const point of children(readDer(value, TAG.sequence))) {
    const fields = children(expectTag(point, TAG.sequence))
    if (!fields.some(({ tag }) => tag === 0xa0 || tag === 0xa2)) throw new DerError('distributionPoint')
  }
}

/** Reads all of it. Never throws for what extensions hold: `malformed` tells. @throws DerError for a list that is none */
export function readUsage({ version, extensions }: CertificateStructure): Usage {
  const found = list(extensions)
  let malformed = false
  /** Each is read by itself, so that one that is damaged hides none of the others. */
  const read = <T>(id: string, reader: (value: Uint8Array) => T): T | null => {
    const all = found.get(id)
    const [first] = all ?? []
    if (!all || !first) return null
    try {
      if (all.length > 1) throw new DerError('extensionTwice')
      return reader(first.value)
    } catch (error) {
      if (!(error instanceof DerError)) throw error
      malformed = true
      return null
    }
  }
  const constraints = read(OID.basicConstraints, readBasicConstraints)
  const bits = read(OID.keyUsage, (value) => {
    const octets = bitString(value)
    const usage = (octets[0] ?? 0) | ((octets[1] ?? 0) << 8)
    if (usage === 0) throw new DerError('keyUsage')
    return usage
  })
  const proxy = read(PROXY_CERT_INFO, (value) => {
    readDer(value, TAG.sequence)
    const alone = !constraints?.ca && !found.has(OID.subjectAltName) && !found.has(ISSUER_ALT_NAME)
    if (!alone) throw new DerError('proxy')
    return true
  })
  read(OID.crlDistributionPoints, checkDistributionPoints)
  const rest = {
    extendedKeyUsage: read(OID.extendedKeyUsage, (value) => new Set(children(readDer(value, TAG.sequence)).map(idOf))),
    netscapeType: read(NETSCAPE_TYPE, (value) => bitString(value)[0] ?? 0),
    subjectKeyId: read(OID.subjectKeyIdentifier, (value) => readDer(value, TAG.octets).contents),
    authorityKeyId: read(OID.authorityKeyIdentifier, readAuthorityKeyId),
    altNames: read(OID.subjectAltName, (value) => readGeneralNames(readDer(value, TAG.sequence))),
    nameConstraints: read(OID.nameConstraints, readNameConstraints),
  }
  return {
    version,
    unhandledCritical: [...found].some(([id, all]) => !HANDLED.has(id) && all.some((one) => one.critical)),
    constrained: constraints !== null,
    ca: constraints?.ca ?? false,
    pathLength: constraints?.pathLength ?? null,
    keyUsage: bits,
    proxy: proxy === true,
    ...rest,
    malformed,
  }
}

/** Whether a key usage, where there is one, holds one of these bits. */
export function mayUse({ keyUsage }: Pick<Usage, 'keyUsage'>, bits: number): boolean {
  return keyUsage === null || (keyUsage & bits) !== 0
}
