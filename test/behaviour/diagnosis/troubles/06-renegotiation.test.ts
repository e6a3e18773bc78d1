import { execFile } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { explainCode } from '../../../../electron/engine/diagnosis/codes.ts'
import { askServer } from '../../../support/ask-server.ts'
import { apache } from '../../../support/front-ends.ts'
import { visit } from '../../../support/gate.ts'
import { startHouse } from '../../../support/house.ts'
import { opensslAuthority } from '../../../support/openssl-pki.ts'
import { endAfterEach } from '../../../support/running.ts'
import { said } from '../../../support/said.ts'
import { needs } from '../../../support/programs.ts'

/** T6: “Re-negotiation handshake failed”: a certificate asked for per path, in the middle of the connection. */
const authority = opensslAuthority('Home')
const server = authority.leaf({ cn: 'camera.home', eku: 'serverAuth', san: 'DNS:camera.home' })
const phone = authority.leaf({ cn: 'phone' })
const start = endAfterEach()
const common = { server, ca: authority.cert }
const PER_PATH = { ...common, demand: 'off', location: 'SSLVerifyClient require' } as const

const logOf = (folder: string): string[] => fs.readFileSync(path.join(folder, 'error.log'), 'utf8').split('\n')

test('TLS 1.3: Apache answers 403 to the good device too, and why is said', needs('apache2'), async () => {
  const at = await start(apache({ ...PER_PATH, tls: '1.3' }))
  const found = await askServer({ port: at.port, as: phone, trust: [authority.cert] })
  expect(found).toMatchObject({ clientCertificate: 'disabled', http: { status: 403 } })
  expect(found.explanation).toContain('Browsers do neither')
  expect(found.fix).toContain('SSLVerifyClient optional')
  // Its log, pasted.
  const line = logOf(at.folder).find((one) => /AH\d+: .*post-handshake/.test(one))
  expect(explainCode(line ?? '')).toMatchObject({ kind: 'alert', name: 'no_renegotiation' })
})

test('TLS 1.2: the line that gave this trouble its name, pasted, is explained', needs('apache2', 'curl'), async () => {
  const at = await start(apache({ ...PER_PATH, tls: '1.2' }))
  const url = `https://127.0.0.1:${at.port}/`
  await new Promise((resolve) => void execFile('curl', ['-sk', '--http1.1', url], resolve))
  const line = logOf(at.folder).find((one) => one.includes('Re-negotiation handshake failed'))
  const found = said(explainCode(line ?? ''))
  expect(found).toMatchObject({ kind: 'alert', name: 'no_renegotiation' })
  expect(found.fix).toContain('Ask in the first handshake')
})

test(
  'what the fix says works in Apache: the device is in over both versions, the stranger is not',
  needs('apache2'),
  async () => {
    for (const version of ['1.2', '1.3'] as const) {
      const location = `Require expr "%{SSL_CLIENT_VERIFY} == 'SUCCESS'"`
      const at = await start(apache({ ...common, demand: 'optional', tls: version, location }))
      const ask = (certificate?: typeof phone) => visit({ port: at.port, ca: authority.cert, certificate })
      expect((await ask(phone)).status).toBe(200)
      expect((await ask()).status).toBe(403)
      const found = await askServer({ port: at.port, as: phone, trust: [authority.cert] })
      expect(found).toMatchObject({ clientCertificate: 'optional', http: { status: 200, withCertificate: true } })
    }
  },
)

test('a site of this app asks once for all its paths, and enforces per path', async () => {
  const house = await startHouse({ mode: 'off' })
  try {
    const carried = await house.addDevice('Phone')
    await house.client.call('site.rule.add', { site: 'Camera', path: '/sick', certificate: 'required' })
    for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
      expect((await house.visit({ path: '/gui', version })).status).toBe(200)
      expect((await house.visit({ path: '/sick', version })).status).toBe(403)
      expect((await house.visit({ path: '/sick', version, certificate: carried })).status).toBe(200)
    }
  } finally {
    await house.close()
  }
})
