import { createPrivateKey, createPublicKey, X509Certificate } from 'node:crypto'
import { isIP } from 'node:net'
import { AppError } from '../../../../shared/errors/index.ts'
import { DerError } from '../../../pki/asn1/der-reader.ts'
import { describeCertificate, type CertificateDescription } from '../../../pki/x509/describe.ts'
import { fromPem, toPem } from '../../../pki/x509/pem.ts'
import type { OrderState } from './order.ts'
import { message, type Message } from '../../../../shared/messages/message.ts'

/** Longer chains than this are no chains. */
const MAX_CHAIN = 8

/** What was issued, and found usable. */
export interface CheckedCertificate {
  /** Leaf first, then its chain, PEM, and nothing else. */
  readonly certPem: string
  readonly leaf: CertificateDescription
}

/**
 * Looks whether what an authority issued is what was asked for: our key, all names, a chain in order (RFC 8555 §7.4.2),
 * valid now. @throws AppError acme/certificate-bad, acme/clock
 */
export function checkCertificate(state: OrderState, options: { host: string; now: number }): CheckedCertificate {
  const { host, now } = options
  const bad = (problem: Message): AppError => new AppError('acme/certificate-bad', { host, problem })
  const chain = fromPem(state.certificatePem ?? '')
    .filter((block) => block.label === 'CERTIFICATE')
    .map((block) => block.der)
  const [first] = chain
  if (!first || chain.length > MAX_CHAIN) throw bad(message('parts.acme.noCertificate'))
  let leaf: CertificateDescription
  try {
    leaf = describeCertificate(first)
  } catch (error) {
    if (error instanceof AppError || error instanceof DerError) throw bad(message('parts.acme.certificateUnreadable'))
    throw error
  }
  const ours = createPublicKey(createPrivateKey(state.keyPem)).export({ type: 'spki', format: 'der' })
  // Compared as bytes: nothing of a certificate for another key is looked at.
  if (!ours.equals(leaf.spki)) throw bad(message('parts.acme.otherKey'))
  const certificate = new X509Certificate(first)
  for (const name of state.names) if (!covers(certificate, name)) throw bad(message('parts.acme.notFor', { name }))
  checkOrder(chain, bad)
  const times = {
    from: leaf.notBefore.toISOString(),
    until: leaf.notAfter.toISOString(),
    now: new Date(now).toISOString(),
  }
  if (now < leaf.notBefore.getTime() || now > leaf.notAfter.getTime()) throw new AppError('acme/clock', times)
  return { certPem: chain.map((der) => toPem('CERTIFICATE', der)).join(''), leaf }
}

function covers(certificate: X509Certificate, name: string): boolean {
  if (isIP(name) !== 0) return certificate.checkIP(name) !== undefined
  // `*.example.org` itself must be in it: a label below shows that it counts as a wildcard.
  const host = name.startsWith('*.') ? `any${name.slice(1)}` : name
  return certificate.checkHost(host, { subject: 'never' }) !== undefined
}

function checkOrder(chain: readonly Uint8Array[], bad: (problem: Message) => AppError): void {
  try {
    const certificates = chain.map((der) => new X509Certificate(der))
    for (const [at, issuer] of certificates.slice(1).entries()) {
      const below = certificates[at]
      if (below && !below.checkIssued(issuer)) throw bad(message('parts.acme.chainOrder'))
    }
  } catch (error) {
    throw error instanceof AppError ? error : bad(message('parts.acme.chainUnreadable'))
  }
}
