// @module-tag haproxy
import { expect, test } from 'vitest'
import { explainCode } from '../../../../electron/engine/diagnosis/codes.ts'
import { askServer } from '../../../support/ask-server.ts'
import { startForeignServer, type ForeignServer } from '../../../support/foreign-server.ts'
import { visit } from '../../../support/gate.ts'
import { startHouse } from '../../../support/house.ts'
import { opensslAuthority } from '../../../support/openssl-pki.ts'
import { endAfterEach } from '../../../support/running.ts'
import { said } from '../../../support/said.ts'

/** T4: code 0 although no certificate was sent. */
const authority = opensslAuthority('Home')
const server = authority.leaf({ cn: 'camera.home', eku: 'serverAuth', san: 'DNS:camera.home' })
const phone = authority.leaf({ cn: 'phone' })
const start = endAfterEach()

/** A HAProxy that lets in by the rule that is given, and shows its numbers. */
function front(rule: string): Promise<ForeignServer> {
  return startForeignServer({
    program: 'haproxy',
    from: 'haproxy',
    args: () => ['-db', '-f', 'haproxy.cfg'],
    files: (port) => ({
      'server.pem': server.cert + server.key,
      'ca.pem': authority.cert,
      'haproxy.cfg': `
defaults
  mode http
  timeout client 5s
  timeout server 5s
  timeout connect 5s
frontend https
  bind 127.0.0.1:${port} ssl crt server.pem ca-file ca.pem verify optional
  http-request deny unless ${rule}
  http-request return status 200 content-type text/plain lf-string "used %[ssl_c_used] verify %[ssl_c_verify]"
`,
    }),
  })
}

const TRAP = '{ ssl_c_verify 0 }'
const knock = (at: ForeignServer, certificate?: typeof phone) =>
  visit({ port: at.port, ca: authority.cert, certificate })

test('the trap: a rule that asks for 0 lets in whoever sends nothing', async () => {
  const at = await start(front(TRAP))
  expect(await knock(at)).toMatchObject({ status: 200, body: 'used 0 verify 0' })
  expect(await knock(at, phone)).toMatchObject({ status: 200, body: 'used 1 verify 0' })
})

test('the number, pasted as HAProxy shows it, is explained with what it does not mean; the fix closes the door', async () => {
  const found = said(explainCode('ssl_c_verify 0'))
  expect(found).toMatchObject({ kind: 'verify', number: 0 })
  expect(found.explanation).toContain('no certificate was sent at all')
  const rule = /test (ssl_c_used 1) as well as (ssl_c_verify 0)/.exec(found.fix)
  const at = await start(front(`{ ${rule?.[1] ?? ''} } { ${rule?.[2] ?? ''} }`))
  expect((await knock(at)).status).toBe(403)
  expect(await knock(at, phone)).toMatchObject({ status: 200, body: 'used 1 verify 0' })
})

test('the diagnosis of such a server says that certificates are optional, and never that one was accepted', async () => {
  const at = await start(front(TRAP))
  const found = await askServer({ port: at.port, trust: [authority.cert] })
  expect(found).toMatchObject({ clientCertificate: 'optional', verify: null })
  expect(found.explanation).not.toContain('accepted')
})

test('Node’s name for the same case says so too', () => {
  expect(said(explainCode('UNABLE_TO_GET_ISSUER_CERT')).explanation).toContain('no certificate was sent')
})

test('a site of this app tells no certificate from every code, to visitor, log and upstream', async () => {
  const house = await startHouse({ mode: 'optional', publicUpstream: 'http://127.0.0.1:9' })
  try {
    const report = await house.client.call('diagnosis.site', { site: 'Camera' })
    const none = report.visitors.find(({ id }) => id === 'none')
    expect(none?.seen).toMatchObject({ verifyCode: null, verifyName: null })
    const [line] = await house.client.call('activity.list', { limit: 1 })
    expect(line?.verifyCode === 0 && line.serial === null).toBe(false)
  } finally {
    await house.close()
  }
})
