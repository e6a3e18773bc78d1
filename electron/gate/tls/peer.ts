import type { X509Certificate } from 'node:crypto'
import type { TLSSocket } from 'node:tls'
import { distinct, MAX_INTERMEDIATES } from '../../pki/chain.ts'
import { tryParseCertificate, type Certificate } from '../../pki/path/certificate.ts'

/**
 * The only place that touches a peer's certificate through the library, and only three members of it: its bytes, their
 * digest, and the next certificate that came along. Others have crashed on certificates that nobody had verified
 * (`toLegacyObject` of Node 24.21 and 26 ends the process for a key on a curve without a NIST name). Everything that is to
 * be known is read from the bytes (electron/pki).
 */
export interface PeerCertificate {
  /** SHA-256 of the DER, upper-case hexadecimal. */
  readonly fingerprint: string
  /** DER. */
  readonly der: () => Uint8Array
  /** As chains read it; null for what cannot be read, or is larger than any honest certificate. */
  readonly certificate: () => Certificate | null
  /** What the peer sent along, each once, in its order; without what cannot be read. */
  readonly sent: () => readonly Certificate[]
  /** Whether it sent anything along. */
  readonly sentAny: boolean
}

/** More than that nobody's chain has; TLS libraries stop there, too. */
const MAX_SENT = MAX_INTERMEDIATES + 2

/** @returns null when no certificate was presented */
export function peerCertificate(socket: Pick<TLSSocket, 'getPeerX509Certificate'>): PeerCertificate | null {
  const leaf = socket.getPeerX509Certificate()
  if (!leaf) return null
  // Node 24.21 drops what came with a leaf that was verified (https://github.com/nodejs/node/issues/65579).
  const first = leaf.issuerCertificate
  return {
    fingerprint: leaf.fingerprint256.replaceAll(':', ''),
    der: () => leaf.raw,
    certificate: () => read(leaf.raw),
    sent: () => sentWith(first),
    sentAny: first !== undefined,
  }
}

function sentWith(first: X509Certificate | undefined): Certificate[] {
  const sent: Certificate[] = []
  let one = first
  for (let at = 0; one && at < MAX_SENT; one = one.issuerCertificate, at += 1) {
    const certificate = read(one.raw)
    if (certificate) sent.push(certificate)
  }
  return distinct(sent)
}

/** Reading takes a time that strangers choose: not more than this. Bytes. */
const MAX_CERTIFICATE_BYTES = 65_536

function read(der: Uint8Array): Certificate | null {
  return der.length > MAX_CERTIFICATE_BYTES ? null : tryParseCertificate(der)
}
