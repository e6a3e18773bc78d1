import { expect, test } from 'vitest'
import { explainCode } from '../../../../electron/engine/diagnosis/codes.ts'
import { inspectFile } from '../../../../electron/engine/diagnosis/inspect/index.ts'
import { askServer } from '../../../support/ask-server.ts'
import { haproxy, nginx } from '../../../support/front-ends.ts'
import { opensslCrl } from '../../../support/openssl-crl.ts'
import { opensslAuthority } from '../../../support/openssl-pki.ts'
import { endAfterEach } from '../../../support/running.ts'
import { said } from '../../../support/said.ts'
import { needs } from '../../../support/programs.ts'

/** T7: the whole house is locked out one morning: the CRL passed its nextUpdate (12), or an authority had none (3). */
const authority = opensslAuthority('Home')
const server = authority.leaf({ cn: 'camera.home', eku: 'serverAuth', san: 'DNS:camera.home' })
const phone = authority.leaf({ cn: 'phone' })
const between = authority.intermediate('Between')
const below = between.leaf({ cn: 'tablet' })
const stale = opensslCrl(authority, [], { from: '20200101000000Z', to: '20200201000000Z' })
const fresh = opensslCrl(authority, [])
const start = endAfterEach()

test(
  'HAProxy says “certificate expired” to a certificate that has not: the list is named, and a new one opens the door',
  needs('haproxy'),
  async () => {
    const at = await start(haproxy({ server, ca: authority.cert, demand: 'required', crl: stale }))
    const found = await askServer({ port: at.port, as: phone, trust: [authority.cert] })
    expect(found.handshake.at(-1)).toMatchObject({ outcome: 'refused', alert: { number: 45 } })
    expect(found.explanation).toContain('revocation list (CRL)')
    expect(found.verify).toEqual({ number: 12, name: 'X509_V_ERR_CRL_HAS_EXPIRED', by: 'evidence' })
    expect(found.fix).toContain('Sign a new CRL')
    const again = await start(haproxy({ server, ca: authority.cert, demand: 'required', crl: fresh }))
    expect((await askServer({ port: again.port, as: phone, trust: [authority.cert] })).http).toMatchObject({
      status: 200,
    })
  },
)

test('nginx logs 12, and its line, pasted, is explained', needs('nginx'), async () => {
  const at = await start(nginx({ server, ca: authority.cert, demand: 'required', crl: stale }))
  await askServer({ port: at.port, as: phone, trust: [authority.cert] })
  const line = at
    .log()
    .split('\n')
    .find((one) => one.includes('verify error'))
  expect(explainCode(line ?? '')).toMatchObject({ kind: 'verify', number: 12 })
})

test('the list itself, dropped as a file, says that it locks everybody out', async () => {
  const bytes = Buffer.from(stale)
  const { report } = await inspectFile({ name: 'ca.crl', bytes, password: undefined, authorities: [], now: Date.now() })
  expect(report.problems).toMatchObject([{ code: 'file/crl-expired' }])
  expect(said(report).summary).toContain('refuse everybody')
})

test(
  'a chain of which one authority has no list: code 3 is named, and the second list opens the door',
  needs('haproxy'),
  async () => {
    const ca = authority.cert + between.cert
    const device = { cert: below.cert + between.cert, key: below.key }
    const at = await start(haproxy({ server, ca, demand: 'required', crl: fresh }))
    const found = await askServer({ port: at.port, as: device, trust: [authority.cert] })
    expect(found.handshake.at(-1)).toMatchObject({ outcome: 'refused', alert: { number: 48 } })
    expect(found.explanation).toContain('verify code 3')
    expect(found.fix).toContain('CRL of every authority in the chain')
    const both = fresh + opensslCrl(between, [])
    const again = await start(haproxy({ server, ca, demand: 'required', crl: both }))
    expect((await askServer({ port: again.port, as: device, trust: [authority.cert] })).http).toMatchObject({
      status: 200,
    })
  },
)
