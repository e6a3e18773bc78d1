import fs from 'node:fs'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Device } from '../../../shared/contract/device.ts'
import type { Notice } from '../../../shared/contract/notice.ts'
import { PASSPHRASE, startEngine, temporaryFolder, type TestEngine } from '../../support/engine.ts'
import { said } from '../../support/said.ts'

const DAY = 86_400_000

let folder = ''
let running: TestEngine
let now: number
let phone: Device
let siteId: string
beforeEach(async () => {
  now = Date.now()
  folder = temporaryFolder()
  running = await startEngine(folder, { now: () => now })
  const { client } = running
  await client.call('authority.create', { name: 'Home', passphrase: PASSPHRASE, key: 'p256' })
  phone = await client.call('device.add', { name: 'Mum’s phone', key: 'p256', days: 30 })
  const camera = { name: 'Camera', hosts: ['cam.local'], listen: '127.0.0.1:8443', upstream: 'http://127.0.0.1:1' }
  siteId = (await client.call('site.add', camera)).id
  now += 40 * DAY
})
afterEach(async () => {
  await running.engine.close()
  if (running.bugs.length > 0) throw new Error('a bug', { cause: running.bugs[0] })
  fs.rmSync(folder, { recursive: true })
})

const list = () => running.client.call('inbox.list', {})
const renew = (from: Device = phone) =>
  running.gate.renew({
    at: now,
    siteId,
    address: '203.0.113.9',
    fingerprint: from.fingerprint,
    serial: from.serial,
    subject: 'CN=Mum’s phone',
    notAfter: Date.parse(from.notAfter),
  })
const refuse = (rest: object = {}) =>
  running.gate.report([
    {
      at: now,
      siteId,
      outcome: 'expired',
      verifyCode: 10,
      fingerprint: phone.fingerprint,
      serial: phone.serial,
      ...rest,
    },
  ])
/** The list when it is as expected. */
const shows = (expected: readonly object[]) =>
  vi.waitFor(async () => expect(await list()).toMatchObject(expected as Record<string, unknown>[]))

test('a request for a new certificate is told at once, by device and door, and once', async () => {
  const notices: Notice[] = []
  let changes = 0
  running.client.on('app.notice', (notice) => notices.push(notice))
  running.client.on('inbox.changed', () => (changes += 1))
  renew()
  await shows([
    {
      kind: 'renewal',
      deviceId: phone.id,
      deviceName: 'Mum’s phone',
      siteId,
      siteName: 'Camera',
      outcome: 'expired',
      verifyCode: 10,
      renewed: false,
    },
  ])
  const at = (await list())[0]?.at
  now += 3_600_000
  renew()
  await vi.waitFor(() => expect(changes).toBe(2))
  const [entry, ...more] = await list()
  expect(more).toEqual([])
  expect(entry?.at).not.toBe(at)
  const told = said(notices).filter((one) => one.kind === 'renewal-asked')
  expect(told).toMatchObject([{ title: 'Mum’s phone asks for a new certificate', address: `#/devices/${phone.id}` }])
})

test('it stays until the device came with its new certificate, and says meanwhile that it is made', async () => {
  renew()
  await shows([{ renewed: false }])
  await running.client.call('authority.unlock', { passphrase: PASSPHRASE })
  const renewed = await running.client.call('device.renew', { device: phone.id })
  await shows([{ kind: 'renewal', renewed: true }])
  running.gate.report([{ at: now, siteId, outcome: 'allowed', fingerprint: renewed.fingerprint, verifyCode: 0 }])
  await shows([])
  expect(await list()).toEqual([])
})

test('it goes with its device or its site, survives a restart, and can be dismissed', async () => {
  renew()
  await shows([{ deviceId: phone.id }])
  await running.engine.close()
  running = await startEngine(folder, { now: () => now })
  const [entry] = await list()
  expect(entry).toMatchObject({ deviceId: phone.id })
  await running.client.call('inbox.dismiss', { key: entry?.key ?? '' })
  expect(await list()).toEqual([])
  renew()
  await shows([{ deviceId: phone.id }])
  await running.client.call('device.remove', { device: phone.id })
  expect(await list()).toEqual([])
})

test('a certificate that is no device here is told by its subject; a door that is gone tells nothing', async () => {
  renew({ ...phone, fingerprint: 'AB'.repeat(32), serial: 'AB' })
  await shows([{ deviceId: null, deviceName: null, subject: 'CN=Mum’s phone' }])
  await running.client.call('site.remove', { site: siteId })
  expect(await list()).toEqual([])
  let changes = 0
  running.client.on('inbox.changed', () => (changes += 1))
  renew()
  running.gate.report([{ at: now, outcome: 'allowed', fingerprint: phone.fingerprint, verifyCode: 0 }])
  await vi.waitFor(async () => expect(await running.client.call('activity.list', {})).toHaveLength(1))
  expect([changes, await list()]).toEqual([0, []])
})

test('a device whose last knock was refused is in it, until it gets in', async () => {
  refuse()
  await shows([{ kind: 'refused', deviceName: 'Mum’s phone', siteName: 'Camera', outcome: 'expired', verifyCode: 10 }])
  running.gate.report([{ at: now, siteId, outcome: 'allowed', fingerprint: phone.fingerprint, verifyCode: 0 }])
  await shows([])
  expect(await list()).toEqual([])
})

test('so is one that would have been refused at a site that only observes', async () => {
  refuse({ outcome: 'allowed', observed: 'not-allowed', verifyCode: 0 })
  await shows([{ kind: 'refused', outcome: 'not-allowed' }])
  expect(await list()).toHaveLength(1)
})

test('a request says more than a refusal of the same device', async () => {
  refuse()
  renew()
  await shows([{ kind: 'renewal' }])
  expect(await list()).toHaveLength(1)
})

test('what was dismissed comes back when it happens again, and what is long ago is gone', async () => {
  refuse()
  await shows([{ kind: 'refused' }])
  const [entry] = await list()
  await running.client.call('inbox.dismiss', { key: entry?.key ?? '' })
  expect(await list()).toEqual([])
  now += 60_000
  refuse()
  await shows([{ kind: 'refused' }])
  now += 15 * DAY
  expect(await list()).toEqual([])
})

test('a revoked device is what the owner wanted, but the old certificate of a renewed one has to be replaced', async () => {
  refuse({ outcome: 'revoked', verifyCode: 23 })
  await vi.waitFor(async () => expect(await running.client.call('activity.list', {})).toHaveLength(1))
  expect(await list()).toEqual([])
  await running.client.call('authority.unlock', { passphrase: PASSPHRASE })
  await running.client.call('device.renew', { device: phone.id })
  expect(await list()).toMatchObject([{ outcome: 'revoked', renewed: true }])
})

test('strangers are not in it: the internet is full of them', async () => {
  refuse({ fingerprint: null, outcome: 'no-certificate', verifyCode: null })
  refuse({ fingerprint: 'CD'.repeat(32), outcome: 'unknown-issuer', verifyCode: 21 })
  await vi.waitFor(async () => expect(await running.client.call('activity.list', {})).toHaveLength(2))
  expect(await list()).toEqual([])
})
