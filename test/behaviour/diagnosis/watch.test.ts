import { execFile } from 'node:child_process'
import fs from 'node:fs'
import net from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startEngine } from '../../support/engine.ts'
import { gateLauncher } from '../../../electron/headless/gate-launcher.ts'
import type { WatchDiagnosis } from '../../../shared/contract/watch.ts'
import { PASSPHRASE } from '../../support/engine.ts'
import { freePort, until } from '../../support/gate.ts'
import { watchDoor } from '../../support/watch.ts'
import { hangUpWhenAsked, startHouse, type Carried, type House } from '../../support/house.ts'
import { opensslAuthority, selfSigned } from '../../support/openssl-pki.ts'
import { said } from '../../support/said.ts'
import type { Texts } from '../../../shared/messages/json.ts'
import { needs } from '../../support/programs.ts'

/** Real visitors at a real gate, watched as the screen watches. */
let house: House
let phone: Carried
const stranger = opensslAuthority('Stranger').leaf({ cn: 'phone' })

beforeAll(async () => {
  house = await startHouse()
  phone = await house.addDevice('Phone')
  // A second door on the same port: only then is a name that nobody has turned away.
  await house.client.call('site.add', {
    name: 'Printer',
    hosts: ['printer.home'],
    listen: `127.0.0.1:${house.port}`,
    upstream: house.upstream.url,
  })
})
afterAll(() => house.close())

/** Watches while something happens, until `count` knocks were told. */
async function during(count: number, happen: () => Promise<unknown>): Promise<Texts<WatchDiagnosis>> {
  const door = await watchDoor(house)
  await happen()
  await until(() => door.knocks.length >= count)
  const report = await door.stop()
  // What is reported in the end is what was told as it happened.
  expect(report.knocks).toEqual(door.knocks.toSorted((one, other) => one.at.localeCompare(other.at)))
  return report
}

test('a device that gets in', async () => {
  const report = await during(1, () => house.visit({ certificate: phone }))
  expect(report).toMatchObject({ ok: true, fix: null, summary: '“Phone” was let in.' })
  expect(report.knocks).toMatchObject([
    {
      what: 'allowed',
      decision: 'in',
      presented: { device: 'Phone' },
      verifyCode: 0,
      tlsVersion: '1.3',
      harmless: false,
    },
  ])
})

test('a visitor without a certificate, with what to do', async () => {
  const report = await during(1, () => house.visit())
  expect(report).toMatchObject({
    ok: false,
    knocks: [{ what: 'no-certificate', decision: 'refused', presented: null }],
  })
  expect(report.fix).toContain('choose the certificate')
})

test('the double knock of browsers is recognised as harmless, and does not hide that the device got in', async () => {
  const report = await during(2, async () => {
    await hangUpWhenAsked(house.port, 'localhost')
    await house.visit({ certificate: phone })
  })
  expect(report.knocks).toMatchObject([
    { what: 'hung-up', harmless: true, fix: null, address: '127.0.0.1' },
    { what: 'allowed' },
  ])
  expect(report.ok).toBe(true)
})

test('a browser that hangs up and never comes back had nothing to show, or was dismissed', async () => {
  const report = await during(1, () => hangUpWhenAsked(house.port, 'localhost'))
  expect(report.ok).toBe(false)
  expect(report.summary).toContain('did not come back')
  expect(report.fix).toContain('close the browser')
})

test.each([
  ['of a stranger', stranger, 'unknown-issuer', 20, 'Stranger'],
  ['that vouches for itself', selfSigned('phone'), 'self-signed', 18, 'verify code 18'],
] as const)(
  'a certificate %s: code, issuer and a sentence that helps',
  async (_what, certificate, what, code, words) => {
    const report = await during(1, () => house.visit({ certificate }))
    expect(report.knocks).toMatchObject([{ what, verifyCode: code, decision: 'refused' }])
    expect(report.summary).toContain(words)
    expect(report.fix).not.toBeNull()
  },
)

/** Says something else than TLS, as curl and scanners do. */
function say(text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = net.connect(house.port, '127.0.0.1', () => socket.write(text))
    socket.on('error', reject)
    socket.on('close', () => resolve())
    socket.resume()
  })
}

test('http:// instead of https://, something else than either, and a spare connection, each by its name', async () => {
  const plain = await during(1, () => say('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n'))
  expect(plain.knocks).toMatchObject([{ what: 'plain-http', harmless: false }])
  expect(plain.fix).toContain(`https://localhost:${house.port}/`)
  const other = await during(1, () => say('hello\n'))
  expect(other.knocks).toMatchObject([{ what: 'not-tls' }])
  const spare = await during(
    1,
    async () =>
      void net.connect(house.port, '127.0.0.1', function connected(this: net.Socket) {
        this.destroy()
      }),
  )
  expect(spare.knocks).toMatchObject([{ what: 'silent', harmless: true }])
  expect(spare.ok).toBe(false)
})

test('a name that no site has is told with the name', async () => {
  const report = await during(1, () => house.visit({ servername: 'nas.home' }).catch(() => undefined))
  expect(report.knocks).toMatchObject([
    { what: 'unknown-name', serverName: 'nas.home', action: { kind: 'edit-site', siteName: 'Camera' } },
  ])
})

test(
  'a phone that does not trust the authority breaks off, and that is said, with what to install',
  needs('curl'),
  async () => {
    const report = await during(
      1,
      () => new Promise((resolve) => void execFile('curl', ['-s', `https://localhost:${house.port}/`], resolve)),
    )
    expect(report.knocks).toMatchObject([{ what: 'handshake-failed', decision: 'failed' }])
    expect(report.summary).toContain('does not trust this site’s certificate')
    expect(report.fix).toContain('Install the CA certificate')
  },
)

test('a renewed device whose browser still offers the old certificate', async () => {
  const old = await house.addDevice('Tablet')
  await house.visit({ certificate: old })
  await house.client.call('device.renew', { device: 'Tablet', passphrase: PASSPHRASE })
  const renewed = await house.carry('Tablet')
  await house.visit({ certificate: renewed })
  // The old one is revoked as superseded because the new one was seen.
  await expect.poll(async () => (await house.visit({ certificate: old })).status).toBe(403)
  const report = await during(1, () => house.visit({ certificate: old }))
  expect(report.knocks).toMatchObject([{ what: 'revoked', verifyCode: 23, presented: { device: 'Tablet' } }])
  expect(report.summary).toContain('still offers the one from before')
  expect(report.fix).toContain('remove the old one')
})

test('visits at another site are not told', async () => {
  const door = await watchDoor(house)
  await house.visit({ servername: 'printer.home', host: 'printer.home', certificate: phone })
  await house.visit({ certificate: phone })
  await until(() => door.knocks.length >= 1)
  expect((await door.stop()).knocks).toHaveLength(1)
})

test('nothing arrives: the name that is every device itself, and the address that only this computer has', async () => {
  const door = await watchDoor(house)
  const report = await door.stop()
  expect(report).toMatchObject({ ok: false, knocks: [] })
  expect(report.summary).toMatch(/^Nothing arrived at the door/)
  const subject = `127.0.0.1:${house.port}`
  expect(report.checks).toHaveLength(3)
  expect(report.checks).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ kind: 'network', ok: false, action: expect.objectContaining({ kind: 'edit-site' }) }),
      expect.objectContaining({ kind: 'port', subject, ok: true }),
      expect.objectContaining({ kind: 'name', subject: 'localhost', ok: false }),
    ]),
  )
  expect(report.action).toMatchObject({ kind: 'edit-site' })
})

test('nothing arrives: a name that DNS does not know, and one that leads elsewhere', async () => {
  const port = await freePort()
  const hosts = ['camera.does-not-exist.invalid', '10.255.255.1', '127.0.0.9']
  await house.client.call('site.add', { name: 'Attic', hosts, listen: `0.0.0.0:${port}`, upstream: house.upstream.url })
  const { computer } = await house.client.call('app.status', {})
  const report = await (await watchDoor(house, 'Attic')).stop()
  const of = (subject: string) => report.checks.find((one) => one.subject === subject)
  expect(of('camera.does-not-exist.invalid')).toMatchObject({
    ok: false,
    message: expect.stringContaining('not known to DNS'),
  })
  expect(of('10.255.255.1')).toMatchObject({ ok: false })
  expect(of('127.0.0.9')).toMatchObject({ ok: false, message: expect.stringContaining('every device itself') })
  for (const address of computer.addresses) expect(of(`${address}:${port}`)).toMatchObject({ kind: 'port', ok: true })
  expect(report.checks.find(({ kind }) => kind === 'network')).toMatchObject({ ok: computer.addresses.length > 0 })
  await house.client.call('site.remove', { site: 'Attic' })
})

test('a site that is stopped cannot be watched, and says so', async () => {
  await house.client.call('site.stop', { site: 'Printer' })
  await expect(house.client.call('diagnosis.watch', { site: 'Printer' })).rejects.toMatchObject({
    code: 'site/not-running',
  })
  await house.client.call('site.start', { site: 'Printer' })
})

test('it ends by itself when its time is over, and the gate tells no more than before', async () => {
  const report = said(await house.client.call('diagnosis.watch', { site: 'Camera', seconds: 1 }))
  expect(report.summary).toContain('in 1 s,')
  const before = await house.client.call('activity.list', { limit: 1000 })
  await hangUpWhenAsked(house.port, 'localhost')
  await house.visit()
  await expect
    .poll(async () => (await house.client.call('activity.list', { limit: 1000 })).length)
    .toBe(before.length + 1)
})

test('an expired device is offered its renewal', async () => {
  const past = () => Date.now() - 3 * 86_400_000
  const first = await startHouse({}, { now: past, startSites: false })
  const old = await first.addDevice('Laptop', { days: 1 })
  await first.engine.close()
  const again = await startEngine(first.folder, { gate: gateLauncher })
  try {
    const door = await watchDoor({ ...first, ...again })
    await first.visit({ certificate: old })
    await until(() => door.knocks.length > 0)
    expect(await door.stop()).toMatchObject({
      ok: false,
      knocks: [{ what: 'expired', verifyCode: 10 }],
      action: { kind: 'renew-device', deviceName: 'Laptop' },
    })
  } finally {
    await again.engine.close()
    await first.upstream.close()
    fs.rmSync(first.folder, { recursive: true, force: true })
  }
})

test('the diagnosis of the site is cancelled by its run id, and says how far it came', async () => {
  const runId = 'all-visitors'
  const off = house.client.on('diagnosis.visitor', (line) => {
    if (line.runId === runId) void house.client.call('app.cancel', { runId })
  })
  const report = said(await house.client.call('diagnosis.site', { site: 'Camera', runId, passphrase: PASSPHRASE }))
  off()
  expect(report.ok).toBe(false)
  expect(report.summary).toMatch(/^Stopped after \d+ of 28 visits\.$/)
  expect(report.visitors.length).toBeLessThan(28)
  // What was put in force for it is gone.
  expect((await house.visit({ certificate: phone })).status).toBe(200)
})

test('none of this was a bug', () => {
  expect(house.bugs).toEqual([])
})
