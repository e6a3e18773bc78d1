import fs from 'node:fs'
import type { RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import https from 'node:https'
import { expect, test } from 'vitest'
import { gateLauncher } from '../../../electron/headless/gate-launcher.ts'
import { askServer } from '../../support/ask-server.ts'
import { PASSPHRASE, startEngine } from '../../support/engine.ts'
import { haproxy } from '../../support/front-ends.ts'
import { until } from '../../support/gate.ts'
import { startHouse } from '../../support/house.ts'
import { opensslAuthority } from '../../support/openssl-pki.ts'
import { endAfterEach } from '../../support/running.ts'
import { watchDoor } from '../../support/watch.ts'
import { needs } from '../../support/programs.ts'

/** The buttons beside the sentences: what they offer, done as they do it, mends what was found. */
const elsewhere = opensslAuthority('Elsewhere')
const server = elsewhere.leaf({ cn: 'camera.home', eku: 'serverAuth', san: 'DNS:camera.home,IP:127.0.0.1' })
const start = endAfterEach()

test('a device of an authority that the site does not trust: trusting it lets the device in', async () => {
  const house = await startHouse()
  try {
    await house.client.call('authority.create', { name: 'Holiday home', key: 'p256', passphrase: PASSPHRASE })
    const guest = await house.addDevice('Guest', { authority: 'Holiday home' })
    const door = await watchDoor(house)
    await house.visit({ certificate: guest })
    await until(() => door.knocks.length > 0)
    const { action } = await door.stop()
    expect(action).toMatchObject({ kind: 'trust-authority', authorityName: 'Holiday home', siteName: 'Camera' })
    if (action?.kind !== 'trust-authority') throw new Error('nothing is offered')
    const site = await house.client.call('site.show', { site: action.siteId })
    const authorities = [...site.authorityIds, action.authorityId]
    await house.client.call('site.set', { site: site.id, authorities })
    expect((await house.visit({ certificate: guest })).status).toBe(200)
  } finally {
    await house.close()
  }
})

test('a device behind the door that does not answer: the site is where to look', async () => {
  const house = await startHouse()
  try {
    await house.upstream.close()
    const report = await house.client.call('diagnosis.site', { site: 'Camera' })
    const good = report.visitors.find(({ id }) => id === 'good')
    expect(good).toMatchObject({ verdict: 'wrong', action: { kind: 'edit-site', siteName: 'Camera' } })
    expect(report.visitors.filter(({ verdict, action }) => verdict === 'ok' && action)).toEqual([])
  } finally {
    await house.close()
  }
})

test('an expired device at any server, and its file: renewing it mends both', needs('haproxy'), async () => {
  const past = (): number => Date.now() - 3 * 86_400_000
  const before = await startHouse({}, { now: past, startSites: false })
  await before.addDevice('Laptop', { days: 1 })
  await before.engine.close()
  const app = await startEngine(before.folder, { gate: gateLauncher, startSites: false })
  try {
    const at = await start(haproxy({ server, ca: before.ca, demand: 'required' }))
    const ask = () =>
      app.client.call('diagnosis.server', {
        host: '127.0.0.1',
        port: at.port,
        credentials: { kind: 'device', device: 'Laptop' },
        passphrase: PASSPHRASE,
      })
    const found = await ask()
    expect(found).toMatchObject({
      handshake: expect.arrayContaining([expect.objectContaining({ alert: expect.objectContaining({ number: 45 }) })]),
      verify: { number: 10, by: 'evidence' },
      action: { kind: 'renew-device', deviceName: 'Laptop' },
    })
    const { base64 } = await app.client.call('device.export', {
      device: 'Laptop',
      format: 'pem',
      passphrase: PASSPHRASE,
    })
    const file = await app.client.call('diagnosis.file', { name: 'laptop.pem', base64 })
    expect(file.problems).toMatchObject([{ code: 'file/expired', action: { kind: 'renew-device' } }])
    if (found.action?.kind !== 'renew-device') throw new Error('nothing is offered')
    await app.client.call('device.renew', { device: found.action.deviceId, days: 30, passphrase: PASSPHRASE })
    const again = await ask()
    expect(again).toMatchObject({ http: { status: 200, withCertificate: true }, verify: null })
    expect(again.action).toBeUndefined()
  } finally {
    await app.engine.close()
    await before.upstream.close()
    fs.rmSync(before.folder, { recursive: true, force: true })
  }
})

test('a server whose clock is wrong is told by how much', async () => {
  const answer: RequestListener = (_request, response) => {
    response.setHeader('date', new Date(Date.now() - 5 * 3_600_000).toUTCString())
    response.end()
  }
  const late = https.createServer({ cert: server.cert, key: server.key }, answer)
  await new Promise<void>((resolve) => late.listen(0, '127.0.0.1', resolve))
  try {
    const found = await askServer({ port: (late.address() as AddressInfo).port, trust: [elsewhere.cert] })
    expect(found.server.problems).toMatchObject([
      { code: 'server/clock', message: expect.stringContaining('5 hours behind') },
    ])
  } finally {
    late.closeAllConnections()
    late.close()
  }
})
