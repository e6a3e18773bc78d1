import type { X509Certificate } from 'node:crypto'
import type { PeerCertificate, TLSSocket } from 'node:tls'
import { tryParseCertificate, type Certificate } from './path/certificate.ts'
import { GENERAL_NAME } from './path/usage.ts'
import { addressText } from './x509/extensions.ts'
import { subjectValues } from './x509/name.ts'

/**
 * Reads the certificate of a server without the library's own object of it. When a handshake has ended well, a TLS client of
 * Node calls `getPeerCertificate(true)` before anybody can say no, and that ends the whole process where the certificate has
 * a key on a curve without a NIST name (Node 24.21 and 26; brainpool, as smart meter gateways have it). To be called
 * with every socket of `tls.connect`, before its handshake ends.
 *
 * `getPeerX509Certificate` may be called as often as one likes then: Node 24.21 takes the chain apart with the first call
 * and has nothing left for the second (https://github.com/nodejs/node/issues/65579).
 */
export function readPeerSafely<T extends TLSSocket>(socket: T): T {
  const read = socket.getPeerX509Certificate.bind(socket)
  const readNames = socket.getPeerCertificate.bind(socket)
  let shown: X509Certificate | undefined
  let isReading = false
  socket.getPeerX509Certificate = () => {
    isReading = true
    try {
      return (shown ??= read())
    } finally {
      isReading = false
    }
  }
  socket.getPeerCertificate = ((detailed?: boolean) => {
    // The one of Bun asks for the other.
    if (isReading) return readNames(detailed === true)
    const peer = socket.getPeerX509Certificate()
    const certificate = peer && tryParseCertificate(peer.raw)
    return certificate ? namesOf(certificate) : {}
  }) as unknown as TLSSocket['getPeerCertificate']
  return socket
}

/** What `tls.checkServerIdentity` asks for: names of hosts, in the spelling of Node. What is no name of a host matches none. */
function namesOf({ structure, usage }: Certificate): Pick<PeerCertificate, 'subjectaltname'> & { subject: object } {
  // Alternative names that cannot be read must not let the common name count in their place.
  if (usage.malformed) return { subject: {} }
  const names = (usage.altNames ?? []).flatMap(({ tag, contents }) => {
    const text = Buffer.from(contents).toString('latin1')
    if (tag === GENERAL_NAME.dns) return /^[A-Za-z0-9.*_-]+$/.test(text) ? [`DNS:${text}`] : []
    return tag === GENERAL_NAME.ip ? [`IP Address:${addressText(contents)}`] : []
  })
  return {
    subject: { CN: subjectValues(structure.subject).commonNames },
    ...(names.length === 0 ? {} : { subjectaltname: names.join(', ') }),
  }
}
