import type { KeyObject } from 'node:crypto'
import { AppError } from '../../../shared/errors/index.ts'
import { isIssuedBy, publicKeyOf } from '../chain.ts'
import { parseCertificate, type Certificate } from '../path/certificate.ts'
import { isBrokenSignature, readSignatureAlgorithm } from '../x509/algorithm.ts'
import { children, DerError, expectTag, readDer, readInteger, readOid, readTime } from '../asn1/der-reader.ts'
import type { Element } from '../asn1/der-reader.ts'
import { TAG } from '../asn1/der.ts'
import { keyIdentifier } from '../x509/extensions.ts'
import { canonicalName } from '../x509/name.ts'
import { OID } from '../asn1/oids.ts'
import { checkSignature } from '../x509/signature.ts'
import { certificateId, type CertificateId } from './request.ts'
import { message, type Message } from '../../../shared/messages/message.ts'

/** What a response was found to say. Milliseconds since 1970. */
export interface OcspStatus {
  readonly status: 'good' | 'revoked' | 'unknown'
  /** thisUpdate and nextUpdate: the response counts between them. */
  readonly from: number
  readonly until: number
}

/** What it is judged by. */
export interface OcspQuestion {
  /** DER of the certificate that was asked about, and of the one that issued it. */
  readonly leaf: Uint8Array
  readonly issuer: Uint8Array
  /** Milliseconds since 1970. */
  readonly now: number
}

/** How far a responder's clock may be ahead. */
const MAX_SKEW_MS = 5 * 60_000
/** RFC 6960 §4.2.1. */
const REFUSALS: Readonly<Record<number, Message>> = {
  1: message('parts.ocsp.malformed'),
  2: message('parts.ocsp.internal'),
  3: message('parts.ocsp.later'),
  5: message('parts.ocsp.signature'),
  6: message('parts.ocsp.unauthorised'),
}
const STATUSES = new Map([
  [0x80, 'good'],
  [0xa1, 'revoked'],
  [0x82, 'unknown'],
] as const)

function invalid(problem: Message): AppError {
  return new AppError('site/ocsp-invalid', { problem })
}

/**
 * Reads an OCSP response and checks all that RFC 6960 §3.2 asks for: that it is about this certificate, signed by its
 * issuer or by whom the issuer appointed, and in force.
 * @throws AppError "site/ocsp-invalid", "site/ocsp-refused"
 */
export function readOcspResponse(der: Uint8Array, question: OcspQuestion): OcspStatus {
  try {
    const basic = readBasic(der)
    const [data, algorithm, , certificates] = children(basic)
    // Certificates may not be signed with it any more, and neither may what is said of them.
    const isBroken = isBrokenSignature(readSignatureAlgorithm(expectTag(algorithm, TAG.sequence).whole))
    if (isBroken) throw invalid(message('parts.ocsp.sha1'))
    const { responder, responses } = readData(expectTag(data, TAG.sequence))
    const key = signerKey(responder, certificates, question)
    if (key === null || checkSignature(basic.whole, key) !== 'good') throw invalid(message('parts.ocsp.badSignature'))
    return readStatus(responses, question)
  } catch (error) {
    if (error instanceof AppError) throw error
    // The library's words are about its own inside.
    throw invalid(error instanceof DerError ? error.problem : message('parts.der.damaged'))
  }
}

/** The BasicOCSPResponse inside an OCSPResponse. */
function readBasic(der: Uint8Array): Element {
  const [status, bytes] = children(readDer(der, TAG.sequence))
  const code = expectTag(status, TAG.enumerated).contents[0] ?? -1
  if (code !== 0)
    throw new AppError('site/ocsp-refused', { problem: REFUSALS[code] ?? message('parts.ocsp.status', { code }) })
  const [type, basic] = children(expectTag(children(expectTag(bytes, 0xa0))[0], TAG.sequence))
  if (readOid(type) !== OID.ocspBasic) throw invalid(message('parts.ocsp.type'))
  return readDer(expectTag(basic, TAG.octets).contents, TAG.sequence)
}

function readData(data: Element): { responder: Element; responses: Element[] } {
  const fields = children(data)
  // The version; there is only one, and its number is left out.
  if (fields[0]?.tag === 0xa0) fields.shift()
  const [responder, , responses] = fields
  if (!responder) throw new DerError('structure')
  return { responder, responses: children(expectTag(responses, TAG.sequence)) }
}

/** Whether a certificate is the one that a ResponderID names. */
function isNamed(responder: Element, { subject, structure }: Certificate): boolean {
  const inside = readDer(responder.contents)
  if (responder.tag === 0xa1) return Buffer.from(canonicalName(inside.whole)).toString('latin1') === subject
  if (responder.tag !== 0xa2) return false
  return Buffer.from(keyIdentifier(structure.spki)).equals(expectTag(inside, TAG.octets).contents)
}

/**
 * Whose signature counts: the issuer's own, or that of a certificate which the issuer itself signed for this use
 * (RFC 6960 §4.2.2.2). Whatever else the response brings along is not looked at.
 */
function signerKey(
  responder: Element,
  certificates: Element | undefined,
  { issuer, now }: OcspQuestion,
): KeyObject | null {
  const above = parseCertificate(issuer)
  if (isNamed(responder, above)) return publicKeyOf(above)
  const list = certificates ? children(expectTag(children(expectTag(certificates, 0xa0))[0], TAG.sequence)) : []
  for (const { whole } of list) {
    const certificate = parseCertificate(whole)
    if (!isNamed(responder, certificate)) continue
    const { notBefore, notAfter, usage } = certificate
    const isAppointed = usage.extendedKeyUsage?.has(OID.ocspSigning) === true
    if (usage.malformed || !isAppointed) throw invalid(message('parts.ocsp.notAppointed'))
    if (notBefore === null || notAfter === null || notBefore > now + MAX_SKEW_MS || notAfter < now) {
      throw invalid(message('parts.ocsp.signerNotValid'))
    }
    if (!isIssuedBy(certificate, above)) throw invalid(message('parts.ocsp.otherAppointed'))
    return publicKeyOf(certificate)
  }
  throw invalid(message('parts.ocsp.signerUnknown'))
}

function isAbout(id: Element, wanted: CertificateId): boolean {
  const [algorithm, name, key, serial] = children(id)
  return (
    readOid(children(expectTag(algorithm, TAG.sequence))[0]) === OID.sha1 &&
    Buffer.from(expectTag(name, TAG.octets).contents).equals(wanted.issuerNameHash) &&
    Buffer.from(expectTag(key, TAG.octets).contents).equals(wanted.issuerKeyHash) &&
    readInteger(serial) === wanted.serial
  )
}

function readStatus(responses: readonly Element[], { leaf, issuer, now }: OcspQuestion): OcspStatus {
  const wanted = certificateId(leaf, issuer)
  for (const response of responses) {
    const [id, said, thisUpdate, ...rest] = children(response)
    if (!isAbout(expectTag(id, TAG.sequence), wanted)) continue
    const status = STATUSES.get(said?.tag as 0x80)
    if (!status) throw new DerError('structure')
    const nextUpdate = rest.find((one) => one.tag === 0xa0)
    // Without an end it is good for the moment only: nothing that can be kept (RFC 6960 §2.4).
    if (!nextUpdate) throw invalid(message('parts.ocsp.noEnd'))
    const from = readTime(thisUpdate).getTime()
    const until = readTime(children(nextUpdate)[0]).getTime()
    if (from > now + MAX_SKEW_MS) throw invalid(message('parts.ocsp.early'))
    if (until <= now) throw invalid(message('parts.ocsp.over'))
    return { status, from, until }
  }
  throw invalid(message('parts.ocsp.other'))
}
