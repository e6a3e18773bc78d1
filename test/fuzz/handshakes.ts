import fs from 'node:fs'
import path from 'node:path'
import { Duplex } from 'node:stream'
import tls from 'node:tls'
import type { Add } from './target.ts'

/** Two ends of a connection that keep what went over it. */
function pipe(): { client: Duplex; server: Duplex; fromClient: Buffer[]; fromServer: Buffer[] } {
  const [fromClient, fromServer]: [Buffer[], Buffer[]] = [[], []]
  const end = (said: Buffer[], other: () => Duplex): Duplex =>
    new Duplex({
      read() {},
      write(chunk: Buffer, _encoding, done) {
        said.push(chunk)
        other().push(chunk)
        done()
      },
    })
  const client: Duplex = end(fromClient, () => server)
  const server: Duplex = end(fromServer, () => client)
  return { client, server, fromClient, fromServer }
}

/**
 * What both sides say in a handshake in which the server asks for a certificate. The flight is kept behind the secret
 * that opens it: one byte of length, the secret, the bytes.
 */
export async function recordHandshakes(work: string, add: Add): Promise<void> {
  const cert = fs.readFileSync(path.join(work, 'ec.crt'))
  const key = fs.readFileSync(path.join(work, 'ec.key'))
  const ca = fs.readFileSync(path.join(work, 'ca.crt'))
  for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
    const { client, server, fromClient, fromServer } = pipe()
    const secureContext = tls.createSecureContext({ cert, key, ca, minVersion: version, maxVersion: version })
    const accepted = new tls.TLSSocket(server, {
      isServer: true,
      secureContext,
      requestCert: true,
      rejectUnauthorized: false,
    })
    const asking = tls.connect({ socket: client, servername: 'nas.home.arpa', rejectUnauthorized: false })
    let secret = Buffer.alloc(0)
    asking.on('keylog', (line) => {
      const [label, , hex = ''] = line.toString('latin1').trim().split(' ')
      if (label === 'SERVER_HANDSHAKE_TRAFFIC_SECRET') secret = Buffer.from(hex, 'hex')
    })
    accepted.on('error', () => undefined)
    await new Promise<void>((resolve, reject) => {
      asking.once('secureConnect', resolve)
      asking.once('error', reject)
    })
    add('hello', version, fromClient[0] ?? Buffer.alloc(0))
    add('flight', version, Buffer.concat([Buffer.of(secret.length), secret, ...fromServer]))
    asking.destroy()
    accepted.destroy()
  }
}
