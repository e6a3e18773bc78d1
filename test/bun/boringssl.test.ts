/**
 * What BoringSSL says about a visitor's certificate: Electron's TLS library is the same. Run by `bun test`; Bun's
 * `node:tls` lacks what the whole gate needs, so the TLS options of a compiled site and the reading of the result are
 * what is tested here.
 */
import { expect, test } from 'bun:test'
import tls from 'node:tls'
import type { AddressInfo } from 'node:net'
import { X509Certificate } from 'node:crypto'
import { compilePolicy } from '../../electron/gate/compile.ts'
import { trueCause } from '../../electron/gate/identity.ts'
import { outcomeOf } from '../../shared/verify/outcome.ts'
import { verifyCodeFromNode } from '../../shared/verify/index.ts'
import { policyOf, siteOf } from '../support/gate.ts'
import { opensslAuthority, selfSigned } from '../support/openssl-pki.ts'

const home = opensslAuthority('Home CA')
const server = home.leaf({ cn: 'camera.home', eku: 'serverAuth', san: 'DNS:camera.home' })
const site = compilePolicy({
  version: 1,
  ...policyOf(home, 1, [siteOf({ server, upstream: 'http://127.0.0.1:1' })]),
}).sites.get('camera')

/** What the server's TLS library says: the code's name, `null` for a good certificate. */
function verdict(certificate: { cert: string; key: string }): Promise<string | null> {
  return new Promise((resolve, reject) => {
    const door = tls.createServer({ ...site?.tlsOptions, ALPNProtocols: ['http/1.1'] }, (socket) => {
      const said = socket.authorizationError as unknown as string | { code?: string } | null
      socket.destroy()
      door.close()
      resolve(socket.authorized ? null : typeof said === 'string' ? said : (said?.code ?? 'UNSPECIFIED'))
    })
    door.listen(0, '127.0.0.1', () => {
      const { port } = door.address() as AddressInfo
      const visitor = tls.connect({ host: '127.0.0.1', port, servername: 'camera.home', ca: home.cert, ...certificate })
      visitor.on('error', () => undefined)
    })
    door.on('error', reject)
    door.on('tlsClientError', reject)
  })
}

const cases: [name: string, certificate: { cert: string; key: string }, outcome: string][] = [
  ['a good certificate', home.leaf({ cn: 'Alice' }), 'allowed'],
  ['an expired one', home.leaf({ cn: 'Old', from: '20200101000000Z', to: '20210101000000Z' }), 'expired'],
  ['one from the future', home.leaf({ cn: 'Future', from: '20400101000000Z', to: '20410101000000Z' }), 'not-yet-valid'],
  ['a stranger', opensslAuthority('Stranger').leaf({ cn: 'Alice' }), 'unknown-issuer'],
  ['a self-signed one', selfSigned('Alice'), 'self-signed'],
  [
    'a self-signed one that may not sign certificates',
    selfSigned('Alice', 'clientAuth', 'digitalSignature'),
    'self-signed',
  ],
  ['a server certificate', home.leaf({ cn: 'Server', eku: 'serverAuth' }), 'wrong-purpose'],
]

test.each(cases)('%s leads to the same outcome as under OpenSSL', async (_name, certificate, outcome) => {
  const code = await verdict(certificate)
  const said = code === null ? null : trueCause(verifyCodeFromNode(code), new X509Certificate(certificate.cert))
  expect(said === null ? 'allowed' : outcomeOf(said.name)).toBe(outcome as never)
})
