import type { X509Certificate } from 'node:crypto'
import tls, { type TLSSocket } from 'node:tls'
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
  /** As chains read it; null for what cannot be read. */
  readonly certificate: () => Certificate | null
  /** The same of a stranger; null also for what is larger than any honest certificate. */
  readonly strangersCertificate: () => Certificate | null
  /** What the peer sent along, each once, in its order; without what cannot be read. */
  readonly sent: () => readonly Certificate[]
  /** Whether it sent anything along. */
  readonly sentAny: boolean
}

/** More than that nobody's chain has; TLS libraries stop there, too. */
const MAX_SENT = MAX_INTERMEDIATES + 2

/** Peers that were looked at when their handshake ended, before Node did anything with them. */
const early = new WeakMap<object, PeerCertificate | null>()

/**
 * Options of a TLS server with which a peer's certificate is read at the very end of its handshake. Node ends a connection
 * that it refuses before it tells of it (`rejectUnauthorized`), and nobody could say why by then; and Node 24.21 drops what
 * came along with a verified leaf (https://github.com/nodejs/node/issues/65579). The choice of a protocol is where a
 * server gets hold of a socket before that. Who offers no protocols (ALPN) is read afterwards, as far as possible.
 */
export function withEarlyPeer(options: tls.TlsOptions): tls.TlsOptions {
  const { ALPNProtocols: offered, ...rest } = options
  // Bun tells of refused peers in time, and chooses protocols from a list only.
  if (options.requestCert !== true || !Array.isArray(offered) || 'bun' in process.versions) return options
  const protocols = offered as readonly string[]
  return {
    ...rest,
    ALPNCallback(this: unknown, { protocols: wanted }) {
      if (this instanceof tls.TLSSocket) rememberPeer(this)
      return protocols.find((one) => wanted.includes(one))
    },
  }
}

function rememberPeer(socket: TLSSocket): void {
  socket.prependOnceListener('secure', () => {
    if (!early.has(socket)) early.set(socket, readPeer(socket))
  })
}

/** @returns null when no certificate was presented, or none can be read any more */
export function peerCertificate(socket: Pick<TLSSocket, 'getPeerX509Certificate'>): PeerCertificate | null {
  return early.get(socket) ?? readPeer(socket)
}

function readPeer(socket: Pick<TLSSocket, 'getPeerX509Certificate'>): PeerCertificate | null {
  const leaf = socket.getPeerX509Certificate()
  if (!leaf) return null
  const first = leaf.issuerCertificate
  return {
    fingerprint: leaf.fingerprint256.replaceAll(':', ''),
    der: () => leaf.raw,
    certificate: () => tryParseCertificate(leaf.raw),
    strangersCertificate: () => read(leaf.raw),
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
