import { expect, test } from 'vitest'
import { explainCode } from '../../../../electron/engine/diagnosis/codes.ts'
import { askServer } from '../../../support/ask-server.ts'
import { haproxy, nginx } from '../../../support/front-ends.ts'
import { startHouse } from '../../../support/house.ts'
import { opensslAuthority } from '../../../support/openssl-pki.ts'
import { endAfterEach } from '../../../support/running.ts'
import { said } from '../../../support/said.ts'
import { needs } from '../../../support/programs.ts'

/** T2: code 26: the certificate was made with the server profile (server_cert), not the client one (usr_cert). */
const authority = opensslAuthority('Home')
const server = authority.leaf({ cn: 'camera.home', eku: 'serverAuth', san: 'DNS:camera.home' })
const wrong = authority.leaf({ cn: 'phone', eku: 'serverAuth' })
const right = authority.leaf({ cn: 'phone', eku: 'clientAuth' })
const start = endAfterEach()

test('HAProxy refuses it with alert 43: profile and extension are named', needs('haproxy'), async () => {
  const at = await start(haproxy({ server, ca: authority.cert, demand: 'required' }))
  const found = await askServer({ port: at.port, as: wrong, trust: [authority.cert] })
  expect(found.handshake.at(-1)).toMatchObject({ outcome: 'refused', alert: { number: 43 } })
  expect(found.verify).toMatchObject({ number: 26, by: 'evidence' })
  expect(found.fix).toContain('usr_cert')
  // The fix, followed.
  const again = await askServer({ port: at.port, as: right, trust: [authority.cert] })
  expect(again.http).toMatchObject({ status: 200, withCertificate: true })
})

test('the line in nginx’s log, pasted, is explained as the same', needs('nginx'), async () => {
  const at = await start(nginx({ server, ca: authority.cert, demand: 'required' }))
  const found = await askServer({ port: at.port, as: wrong, trust: [authority.cert] })
  expect(found.verify?.number).toBe(26)
  const line = at
    .log()
    .split('\n')
    .find((one) => one.includes('verify error'))
  const code = said(explainCode(line ?? ''))
  expect(code).toMatchObject({ kind: 'verify', number: 26 })
  expect(`${code.explanation} ${code.causes.join(' ')} ${code.fix}`).toMatch(/clientAuth|usr_cert/)
})

test('at a site of this app the page and the diagnosis say 26', async () => {
  const house = await startHouse()
  try {
    // The site’s own server certificate, used as a device’s.
    const site = await house.client.call('diagnosis.site', { site: 'Camera' })
    const lines = site.visitors.filter(({ id }) => id === 'wrong-purpose')
    expect(lines.map(({ seen, verdict }) => [seen.verifyCode, seen.page, verdict])).toEqual([
      [26, 'wrong-purpose', 'ok'],
      [26, 'wrong-purpose', 'ok'],
    ])
  } finally {
    await house.close()
  }
})
