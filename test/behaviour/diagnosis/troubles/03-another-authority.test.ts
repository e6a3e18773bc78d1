import { X509Certificate } from 'node:crypto'
import { expect, test } from 'vitest'
import { inspectFile } from '../../../../electron/engine/diagnosis/inspect/index.ts'
import { relateFiles } from '../../../../electron/engine/diagnosis/inspect/relate.ts'
import { inspectFiles } from '../../../../electron/engine/diagnosis/inspect/several.ts'
import { askServer } from '../../../support/ask-server.ts'
import { haproxy, nginx } from '../../../support/front-ends.ts'
import { opensslAuthority } from '../../../support/openssl-pki.ts'
import { endAfterEach } from '../../../support/running.ts'
import { needs } from '../../../support/programs.ts'

/** T3: code 21: signed by another authority, perhaps one of the same name; or the intermediate was not sent. */
const home = opensslAuthority('Home')
const between = home.intermediate('Between')
const server = home.leaf({ cn: 'camera.home', eku: 'serverAuth', san: 'DNS:camera.home' })
const good = home.leaf({ cn: 'phone' })
const stranger = opensslAuthority('Stranger').leaf({ cn: 'phone' })
const impostor = opensslAuthority('Home').leaf({ cn: 'phone' })
const below = between.leaf({ cn: 'phone' })
const start = endAfterEach()

test('another authority: its name is not among those that the server accepts', needs('haproxy'), async () => {
  const at = await start(haproxy({ server, ca: home.cert, demand: 'required' }))
  const found = await askServer({ port: at.port, as: stranger, trust: [home.cert] })
  expect(found.handshake.at(-1)).toMatchObject({ alert: { number: 48 } })
  expect(found.acceptedAuthorities).toEqual(['CN=Home'])
  expect(found.explanation).toContain('not among the authorities')
  expect(found.fix).toContain('authority that the site trusts')
  expect((await askServer({ port: at.port, as: good, trust: [home.cert] })).http).toMatchObject({ status: 200 })
})

test('another authority of the same name: it is said that there must be two', needs('haproxy'), async () => {
  const at = await start(haproxy({ server, ca: home.cert, demand: 'required' }))
  const found = await askServer({ port: at.port, as: impostor, trust: [home.cert] })
  expect(found.handshake.at(-1)).toMatchObject({ alert: { number: 48 } })
  expect(found.explanation).toContain('two authorities of one name')
  expect(found.fix).toContain('fingerprint')
  // Following it: the certificates side by side say which is which.
  const files = await inspectFiles({
    files: [
      { name: 'phone.crt', bytes: Buffer.from(impostor.cert), password: undefined },
      { name: 'server-ca.crt', bytes: Buffer.from(home.cert), password: undefined },
    ],
    authorities: [],
    now: Date.now,
    inspect: inspectFile,
    relate: relateFiles,
  })
  expect(files.relations).toMatchObject([{ kind: 'chain', holds: false }])
})

test('the intermediate was not sent: it is named, and with it the device is in', needs('haproxy'), async () => {
  const at = await start(haproxy({ server, ca: home.cert, demand: 'required' }))
  const found = await askServer({ port: at.port, as: below, trust: [home.cert, between.cert] })
  expect(found.handshake.at(-1)).toMatchObject({ alert: { number: 48 } })
  expect(found.explanation).toContain('“Between”')
  expect(found.verify).toMatchObject({ number: 21 })
  // The fix: the file with the intermediate in it, as the diagnosis of files writes it.
  const files = await inspectFiles({
    files: [
      { name: 'phone.crt', bytes: Buffer.from(below.cert), password: undefined },
      { name: 'between.crt', bytes: Buffer.from(between.cert), password: undefined },
    ],
    authorities: [{ name: 'Home', certificate: new X509Certificate(home.cert).raw }],
    now: Date.now,
    inspect: inspectFile,
    relate: relateFiles,
  })
  const action = files.relations[0]?.action
  if (action?.kind !== 'save-chain') throw new Error('no chain is offered')
  const again = await askServer({ port: at.port, as: { cert: action.pem, key: below.key }, trust: [home.cert] })
  expect(again.http).toMatchObject({ status: 200, withCertificate: true })
})

test('nginx says 400 to both and logs the number: what is said agrees', needs('nginx'), async () => {
  const at = await start(nginx({ server, ca: home.cert, demand: 'required' }))
  const found = await askServer({ port: at.port, as: below, trust: [home.cert, between.cert] })
  expect(found.explanation).toContain('“Between”')
  expect(at.log()).toMatch(/verify error: \((?:20|21):/)
})
