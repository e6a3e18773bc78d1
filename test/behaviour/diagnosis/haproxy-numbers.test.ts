// @module-tag haproxy
import { createPrivateKey, X509Certificate } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { probe } from '../../../electron/engine/diagnosis/probe.ts'
import { makeVisitors, type Visitor } from '../../../electron/engine/diagnosis/visitors.ts'
import type { Seen } from '../../../shared/contract/diagnosis.ts'
import { verifyCodeByNumber } from '../../../shared/verify/index.ts'
import { opensslCrl } from '../../support/openssl-crl.ts'
import { startForeignServer, type ForeignServer } from '../../support/foreign-server.ts'
import { opensslAuthority } from '../../support/openssl-pki.ts'

/** The visitors of the diagnosis, sent to a real HAProxy: its numbers are the yardstick for those of the gate. */
const authority = opensslAuthority('Home')
const server = authority.leaf({ cn: 'camera.home', eku: 'serverAuth', san: 'DNS:camera.home' })
const der = (pem: string): Uint8Array => new X509Certificate(pem).raw

let visitors: Visitor[] = []
let optional: ForeignServer
let optionalCrl: ForeignServer
let required: ForeignServer

function haproxy(bind: string, crl: string): Promise<ForeignServer> {
  return startForeignServer({
    program: 'haproxy',
    from: 'haproxy',
    args: () => ['-db', '-f', 'haproxy.cfg'],
    files: (port) => ({
      'server.pem': server.cert + server.key,
      'ca.pem': authority.cert,
      'crl.pem': crl,
      // The header is written in the form that the gate writes it, so that the same probe reads both.
      'haproxy.cfg': `
global
  ssl-default-bind-options ssl-min-ver TLSv1.2
defaults
  mode http
  timeout client 5s
  timeout server 5s
  timeout connect 5s
frontend https
  bind 127.0.0.1:${port} ssl crt server.pem ca-file ca.pem ${bind}
  http-request return status 200 hdr X-Vestibule-Verify "%[ssl_c_verify] used_%[ssl_c_used]" hdr X-Vestibule-Page haproxy
`,
    }),
  })
}

beforeAll(async () => {
  const pkcs8 = createPrivateKey(authority.key).export({ type: 'pkcs8', format: 'der' })
  visitors = await makeVisitors({ certificate: der(authority.cert), pkcs8 }, Date.now())
  const crl = opensslCrl(
    authority,
    visitors.flatMap((visitor) => (visitor.revoked ? [visitor.revoked.serial] : [])),
  )
  optional = await haproxy('verify optional crt-ignore-err all ca-ignore-err all', crl)
  optionalCrl = await haproxy('verify optional crt-ignore-err all ca-ignore-err all crl-file crl.pem', crl)
  required = await haproxy('verify required crl-file crl.pem', crl)
})

afterAll(async () => {
  for (const one of [optional, optionalCrl, required]) await one?.stop()
})

const knock = async (at: ForeignServer, id: string, version: '1.2' | '1.3'): Promise<Seen> => {
  const visitor = visitors.find((one) => one.id === id)
  if (!visitor) throw new Error(`no visitor ${id}`)
  const target = { address: '127.0.0.1', port: at.port, servername: 'camera.home', serverTrust: [der(authority.cert)] }
  return (await probe({ target, version, credentials: visitor.credentials })).seen
}

// visitor, number without CRL, with CRL, alert of “required” in TLS 1.3. Null: no page, the handshake is dropped.
test.each([
  ['none', 0, 0, 116],
  ['good', 0, 0, null],
  ['expired', 10, 10, 45],
  ['not-yet-valid', 9, 9, 42],
  ['revoked', 0, 23, 44],
  ['superseded', 0, 23, 44],
  ['stranger', 21, 21, 48],
  ['wrong-purpose', 26, 26, 43],
  ['self-signed', 18, 3, 48],
] as const)('HAProxy says of %s what the table of the gate says', async (id, without, withCrl, alert) => {
  for (const version of ['1.2', '1.3'] as const) {
    expect((await knock(optional, id, version)).verifyCode).toBe(without)
    expect((await knock(optionalCrl, id, version)).verifyCode).toBe(withCrl)
  }
  const refused = await knock(required, id, '1.3')
  expect(refused.handshake).toBe(alert === null ? 'completed' : 'refused')
  expect(refused.alert?.number ?? null).toBe(alert)
  expect(verifyCodeByNumber(without)?.number).toBe(without)
})

test('no certificate is told from a good one by “used”, never by the number', async () => {
  expect((await knock(optional, 'none', '1.3')).verifyName).toBe('used_0')
  expect((await knock(optional, 'good', '1.3')).verifyName).toBe('used_1')
})

test.each(['same-name', 'missing-intermediate', 'weak-key', 'weak-digest', 'too-long'])(
  'HAProxy with a revocation list refuses %s too',
  async (id) => {
    const seen = await knock(required, id, '1.3')
    expect(seen.handshake).toBe('refused')
    expect(seen.alert?.number).toBeGreaterThan(41)
  },
)
