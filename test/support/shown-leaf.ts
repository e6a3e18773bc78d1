import type { X509Certificate } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import tls from 'node:tls'
import type { Issued } from './openssl-pki.ts'

/** What a TLS server is shown of its visitor's certificate. */
export interface Shown {
  readonly leaf: X509Certificate
  readonly authorized: boolean
}

/**
 * A real handshake in which a visitor sends these, and the leaf as the runtime shows it to the server. Some versions of
 * Node have dropped by then what was sent along with a verified one: it has no `issuerCertificate`.
 * @param ca PEM of what the server trusts
 */
export async function shownLeaf(server: Issued, by: Issued, chain: string, ca?: string): Promise<Shown> {
  return new Promise((resolve, reject) => {
    const options = { cert: server.cert, key: server.key, requestCert: true, rejectUnauthorized: false }
    const door = tls.createServer({ ...options, ...(ca === undefined ? {} : { ca }) }, (socket) => {
      const leaf = socket.getPeerX509Certificate()
      const { authorized } = socket
      socket.destroy()
      door.close()
      if (leaf) resolve({ leaf, authorized })
      else reject(new Error('no certificate came'))
    })
    door.listen(0, '127.0.0.1', () => {
      const { port } = door.address() as AddressInfo
      const identity = { cert: by.cert + chain, key: by.key }
      tls
        .connect({ host: '127.0.0.1', port, servername: 'camera.home', rejectUnauthorized: false, ...identity })
        .on('error', () => undefined)
    })
  })
}
