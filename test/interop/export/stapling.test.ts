// @module-tag haproxy
// @module-tag nginx
// @module-tag apache2
// @module-tag caddy
import { execFile } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { temporaryFolder } from '../../support/engine.ts'
import { exportAuthority, exportModel, startExported, targets } from '../../support/exported.ts'
import { freePort } from '../../support/gate.ts'
import { startOcspResponder, type OcspResponder } from '../../support/openssl-ocsp.ts'
import { opensslAuthority, type Issued } from '../../support/openssl-pki.ts'

const folder = temporaryFolder()
const home = opensslAuthority('Home CA')
const root = opensslAuthority('Public Root')
const middle = root.intermediate('Public Intermediate')
const sentence = 'That the server certificate is not revoked (OCSP) is not sent along with it'
let responder: OcspResponder
let server: Issued

beforeAll(async () => {
  const port = await freePort()
  const ocsp = `http://127.0.0.1:${port}/`
  const leaf = middle.leaf({ cn: 'camera.home', eku: 'serverAuth', san: 'DNS:camera.home', ocsp })
  server = { ...leaf, cert: leaf.cert + middle.cert }
  // Appointed, as public authorities do it; Go refuses a response that brings the issuer's own certificate along.
  const signer = middle.leaf({ cn: 'Responder', eku: 'OCSPSigning' })
  responder = await startOcspResponder(port, { authority: middle, leaf, signer })
  fs.writeFileSync(path.join(folder, 'root.pem'), root.cert)
})
afterAll(async () => {
  await responder.stop()
  fs.rmSync(folder, { recursive: true })
})

function status(port: number): Promise<string> {
  const ca = path.join(folder, 'root.pem')
  const connect = ['-connect', `127.0.0.1:${port}`, '-servername', 'camera.home', '-CAfile', ca, '-status']
  return new Promise((resolve) => {
    const child = execFile('openssl', ['s_client', ...connect], (_error, stdout) => resolve(stdout))
    child.stdin?.end()
  })
}

test.each(targets)(
  '%s sends the status of the server certificate along, or it is said that it does not',
  async (target) => {
    const authorities = [exportAuthority('Home', home)]
    const started = await startExported(target, exportModel({ server, upstream: 'http://127.0.0.1:1', authorities }))
    try {
      const said = started.cannot.some((one) => one.startsWith(sentence))
      const expected = said ? 'OCSP response: no response sent' : 'Cert Status: good'
      await expect.poll(() => status(started.port), { timeout: 20_000 }).toContain(expected)
    } finally {
      await started.stop()
    }
  },
)
