import fs from 'node:fs'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { EngineDeps, Keychain } from '../../../electron/engine/deps.ts'
import type { Notice } from '../../../shared/contract/notice.ts'
import type { Texts } from '../../../shared/messages/json.ts'
import type { GateActivity } from '../../../electron/gate/protocol.ts'
import { PASSPHRASE, startEngine, temporaryFolder, type TestEngine } from '../../support/engine.ts'
import { said } from '../../support/said.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const YEAR = 365 * DAY

let folder = ''
let running: TestEngine
let notices: Texts<Notice>[] = []
let now = Date.now()
let uptime = 0

async function open(deps: Partial<EngineDeps> = {}): Promise<void> {
  running = await startEngine(folder, { now: () => now, running: () => uptime, ...deps })
  running.client.on('app.notice', (notice) => notices.push(said(notice)))
}
beforeEach(async () => {
  folder = temporaryFolder()
  notices = []
  now = Date.now()
  uptime = 1_000_000
  await open()
  await running.client.call('authority.create', { name: 'Home', passphrase: PASSPHRASE, key: 'p256' })
})
afterEach(async () => {
  await running.engine.close()
  if (running.bugs.length > 0) throw new Error('a bug', { cause: running.bugs[0] })
  fs.rmSync(folder, { recursive: true })
})

/** Time passes, with the computer asleep. */
function sleep(milliseconds: number): void {
  now += milliseconds
  uptime += milliseconds
  running.engine.wake()
}

const site = { name: 'Camera', hosts: ['cam.local'], listen: '127.0.0.1:8443', upstream: 'http://127.0.0.1:1' }

/** A device that was seen once, so that its end matters. */
async function seenDevice(name: string, days: number) {
  const device = await running.client.call('device.add', { name, key: 'p256', days })
  running.gate.report([{ at: now, fingerprint: device.fingerprint, outcome: 'allowed', verifyCode: 0 }])
  await expect.poll(async () => (await running.client.call('device.show', { device: name })).lastSeen).not.toBeNull()
  return device
}
const kinds = (): string[] => notices.map((one) => one.kind)

describe('expiring certificates', () => {
  test('are told a month, a week and a day ahead, each once, also over a restart', async () => {
    const device = await seenDevice('Phone', 100)
    sleep(60 * DAY)
    expect(kinds()).toEqual([])
    sleep(15 * DAY)
    expect(notices).toMatchObject([
      {
        kind: 'device-expiring',
        title: 'The certificate of Phone expires in 25 days',
        address: `#/devices/${device.id}`,
      },
    ])
    sleep(DAY)
    await running.engine.close()
    await open()
    sleep(DAY)
    expect(kinds()).toHaveLength(1)
    sleep(17 * DAY)
    expect(notices[1]?.title).toBe('The certificate of Phone expires in 6 days')
    sleep(5 * DAY + HOUR)
    expect(notices[2]?.title).toBe('The certificate of Phone expires within a day')
    sleep(HOUR)
    expect(kinds()).toHaveLength(3)
  })

  test('of devices that were never seen or were revoked are no news', async () => {
    await running.client.call('device.add', { name: 'Waiting', key: 'p256', days: 10 })
    await seenDevice('Lost', 10)
    await running.client.call('device.revoke', { device: 'Lost' })
    sleep(5 * DAY)
    expect(notices).toEqual([])
  })

  test('of a site that cannot renew itself because the authority is locked, are told once a week', async () => {
    await running.client.call('site.add', site)
    sleep(HOUR)
    await running.client.call('authority.lock', {})
    sleep(270 * DAY)
    expect(notices).toMatchObject([
      { kind: 'site-waits', title: 'The server certificate of Camera waits to be renewed' },
    ])
    sleep(DAY)
    expect(kinds()).toHaveLength(1)
    sleep(7 * DAY)
    expect(kinds()).toHaveLength(2)
    await running.client.call('authority.unlock', { passphrase: PASSPHRASE })
    sleep(8 * DAY)
    expect(kinds()).toHaveLength(2)
  })

  test('of many devices are one sentence', async () => {
    for (const name of ['A', 'B', 'C', 'D']) await seenDevice(name, 20)
    sleep(DAY)
    expect(notices).toMatchObject([
      { kind: 'devices-expiring', title: '4 certificates expire before long', address: '#/devices?status=expiring' },
    ])
  })
})

describe('a refused device', () => {
  const refuse = (line: Partial<GateActivity>): void =>
    running.gate.report([
      { at: now, outcome: 'revoked', verifyCode: 23, verifyName: 'X509_V_ERR_CERT_REVOKED', ...line },
    ])

  test('is told once a day, strangers and the diagnosis’ own visits are not', async () => {
    const device = await seenDevice('Phone', 100)
    refuse({ fingerprint: device.fingerprint })
    refuse({ fingerprint: device.fingerprint })
    refuse({ fingerprint: 'F'.repeat(64), outcome: 'unknown-issuer' })
    refuse({ fingerprint: device.fingerprint, probe: true })
    await expect.poll(kinds).toEqual(['device-refused'])
    expect(notices[0]).toMatchObject({
      body: 'The certificate of “Phone” was revoked.',
      address: `#/devices/${device.id}`,
    })
    now += 25 * HOUR
    refuse({ fingerprint: device.fingerprint })
    await expect.poll(kinds).toEqual(['device-refused', 'device-refused'])
  })

  test('among many refused ones does not flood: six an hour at most', async () => {
    const devices = []
    for (let n = 0; n < 8; n += 1) devices.push(await seenDevice(`Device ${n}`, 100))
    for (const { fingerprint } of devices) refuse({ fingerprint })
    refuse({ fingerprint: 'E'.repeat(64) })
    await expect.poll(async () => (await running.client.call('activity.list', { refused: true })).length).toBe(9)
    expect(kinds()).toHaveLength(6)
  })

  test('is not told where notifications are off', async () => {
    const device = await seenDevice('Phone', 100)
    expect(await running.client.call('settings.set', { notifications: false })).toMatchObject({ notifications: false })
    refuse({ fingerprint: device.fingerprint })
    await expect.poll(async () => (await running.client.call('activity.list', { refused: true })).length).toBe(1)
    expect(notices).toEqual([])
    await running.engine.close()
    await open()
    expect(await running.client.call('settings.show', {})).toMatchObject({ notifications: false })
  })
})

test('a site that does not run is told, with the reason', async () => {
  running.gate.problems = () => [{ address: '127.0.0.1', port: 8443, code: 'EACCES' }]
  const { id } = await running.client.call('site.add', site)
  await expect.poll(kinds).toEqual(['site-failed'])
  expect(notices[0]).toMatchObject({ title: 'Camera is not running', address: `#/sites/${id}` })
})

describe('after sleep', () => {
  test('what is allowed is told to the gate again, and windows ask anew', async () => {
    await running.client.call('site.add', site)
    const changes: string[] = []
    running.client.on('app.clock', ({ why }) => changes.push(why))
    const policies = running.gate.applied.length
    sleep(8 * HOUR)
    await expect.poll(() => running.gate.applied.length).toBeGreaterThan(policies)
    expect(changes).toEqual(['slept'])
    expect(notices).toEqual([])
  })

  test('the authority is locked when its time has come meanwhile', async () => {
    expect((await running.client.call('app.status', {})).locked).toBe(false)
    sleep(HOUR)
    expect((await running.client.call('app.status', {})).locked).toBe(true)
  })
})

describe('a clock that is set', () => {
  test.each([
    ['ten years ahead', 10 * YEAR, 'The clock of this computer was set forward by 3,650 days'],
    ['ten years back', -10 * YEAR, 'The clock of this computer was set back by 3,650 days'],
  ])(
    '%s is told, certificates are judged by it, and nothing is lost when it is put right',
    async (_name, by, title) => {
      await seenDevice('Phone', 365)
      now += by
      running.engine.wake()
      expect(notices).toMatchObject([{ kind: 'clock-set', title }])
      const device = await running.client.call('device.show', { device: 'Phone' })
      expect(device.status).toBe(by > 0 ? 'expired' : 'active')
      now -= by
      running.engine.wake()
      expect((await running.client.call('device.show', { device: 'Phone' })).status).toBe('active')
      await running.engine.close()
      await open()
      expect(await running.client.call('device.list', {})).toHaveLength(1)
    },
  )
})

describe('a keychain that does not work', () => {
  const broken = (fault: Partial<Keychain>): Keychain => ({
    available: async () => true,
    weak: async () => false,
    load: async () => null,
    save: async () => undefined,
    forget: async () => undefined,
    ...fault,
  })
  const dead = () => Promise.reject(new Error('the keyring is locked'))

  test.each([
    ['refuses to save', broken({ save: dead })],
    ['loses what it was given', broken({})],
    ['is not there any more', broken({ available: dead })],
  ])('%s: unlocking works, and the owner is told', async (_name, keychain) => {
    await running.engine.close()
    await open({ keychain })
    await running.client.call('authority.unlock', { passphrase: PASSPHRASE, remember: true })
    expect(kinds()).toEqual(['not-remembered'])
    expect(await running.client.call('app.status', {})).toMatchObject({
      locked: false,
      keychain: { remembered: false },
    })
  })

  test('forgetting is an error when the passphrase stays', async () => {
    await running.engine.close()
    await open({ keychain: broken({ load: async () => PASSPHRASE, forget: dead }) })
    await expect(running.client.call('authority.forget', {})).rejects.toMatchObject({ code: 'authority/not-forgotten' })
  })
})

test('what only a shell can do is a clear error elsewhere', async () => {
  const failure = { code: 'app/not-in-this-shell' }
  await expect(running.client.call('settings.set', { openAtLogin: true })).rejects.toMatchObject(failure)
  await expect(running.client.call('app.entrance', {})).rejects.toMatchObject(failure)
  const file = { fileName: 'a.txt', mediaType: 'text/plain', base64: 'YQ==' }
  await expect(running.client.call('app.share', { file })).rejects.toMatchObject(failure)
  await expect(running.client.call('app.opened', { id: 'x' })).rejects.toMatchObject({ code: 'app/not-opened' })
})
