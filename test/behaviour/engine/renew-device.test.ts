import fs from 'node:fs'
import path from 'node:path'
import { X509Certificate } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Device } from '../../../shared/contract/device.ts'
import { runTool } from '../../support/external-tool.ts'
import { PASSPHRASE, startEngine, temporaryFolder, type TestEngine } from '../../support/engine.ts'

const DAY = 86_400_000
let folder = ''
let clock = Date.now()
let running: TestEngine
const now = () => clock
beforeEach(async () => {
  clock = Date.now()
  folder = temporaryFolder()
  running = await startEngine(folder, { now })
  await running.client.call('authority.create', { name: 'Home', passphrase: PASSPHRASE, key: 'p256' })
})
afterEach(async () => {
  await running.engine.close()
  if (running.bugs.length > 0) throw new Error('a bug', { cause: running.bugs[0] })
  fs.rmSync(folder, { recursive: true })
})

const add = (name = 'Phone', days = 60) => running.client.call('device.add', { name, key: 'p256', days })
const show = (device: string) => running.client.call('device.show', { device })
const knock = ({ fingerprint, serial }: Pick<Device, 'fingerprint' | 'serial'>) =>
  running.gate.report([{ at: clock, outcome: 'allowed', fingerprint, serial, verifyCode: 0 }])
const certificate = async (device: string): Promise<X509Certificate> => {
  const file = await running.client.call('device.export', { device, format: 'crt' })
  return new X509Certificate(Buffer.from(file.base64, 'base64'))
}

describe('renewing a device', () => {
  test('with the same key: same key and subject, another serial, a full life ahead', async () => {
    const before = await add()
    const old = await certificate(before.id)
    clock += 50 * DAY
    const renewed = await running.client.call('device.renew', { device: 'Phone', passphrase: PASSPHRASE })
    const fresh = await certificate(before.id)
    expect(fresh.publicKey.equals(old.publicKey)).toBe(true)
    expect(fresh.subject).toBe(old.subject)
    expect(fresh.serialNumber).not.toBe(old.serialNumber)
    expect(Date.parse(renewed.notAfter) - clock).toBeGreaterThan(59 * DAY)
    // Node's judgement, with the key that goes along: it is exported, so it is the one that was kept.
    const file = await running.client.call('device.export', {
      device: before.id,
      format: 'pem',
      passphrase: PASSPHRASE,
    })
    expect(
      fresh.checkPrivateKey((await import('node:crypto')).createPrivateKey(Buffer.from(file.base64, 'base64'))),
    ).toBe(true)
  })

  test('with a new key', async () => {
    const device = await add()
    const old = await certificate(device.id)
    await running.client.call('device.renew', { device: device.id, newKey: true })
    expect((await certificate(device.id)).publicKey.equals(old.publicKey)).toBe(false)
  })

  test('keeps the old one good until the new one is seen, and then revokes it as superseded, also while locked', async () => {
    const old = await add()
    knock(old)
    await running.client.call('device.renew', { device: old.id })
    const between = await show(old.id)
    expect(between.previous).toMatchObject({ serial: old.serial })
    expect(between.certificates.map((one) => one.revokedAt)).toEqual([null, null])
    knock(old)
    expect((await show(old.id)).previous).not.toBeNull()
    await running.client.call('authority.lock', {})
    knock(between)
    await vi.waitFor(async () => expect((await show(old.id)).previous).toBeNull())
    const after = await show(old.id)
    expect(after.status).toBe('active')
    expect(after.certificates.map((one) => one.revocationReason)).toEqual([null, 'superseded'])
    const policy = running.gate.applied.at(-1)
    expect(policy?.revoked.map((one) => one.serial)).toEqual([old.serial])
    // The list is signed at the next opportunity.
    const [pending] = await running.client.call('authority.list', {})
    expect(pending?.crl?.pending).toBe(true)
  })

  test('whose renewal never arrived keeps what it has when it is renewed again', async () => {
    const first = await add()
    knock(first)
    const second = await running.client.call('device.renew', { device: first.id })
    const third = await running.client.call('device.renew', { device: first.id })
    expect(third.previous?.serial).toBe(first.serial)
    knock(third)
    await vi.waitFor(async () => {
      const { certificates } = await show(first.id)
      expect(
        certificates
          .filter((one) => one.revokedAt !== null)
          .map((one) => one.serial)
          .toSorted(),
      ).toEqual([first.serial, second.serial].toSorted())
    })
  })

  test('that ended between seeing and revoking is made good at the next start', async () => {
    const old = await add()
    const renewed = await running.client.call('device.renew', { device: old.id })
    await running.engine.close()
    const { DatabaseSync } = await import('node:sqlite')
    const file = fs.readdirSync(folder).find((name) => /\.(?:db|sqlite3?)$/.test(name)) ?? 'missing'
    const database = new DatabaseSync(path.join(folder, file))
    database.prepare('UPDATE certificates SET first_seen = ? WHERE serial = ?').run(clock, renewed.serial)
    database.close()
    running = await startEngine(folder, { now })
    expect((await show(old.id)).certificates.map((one) => one.revocationReason)).toEqual([null, 'superseded'])
  })

  test('from a request: the same key again; no new one, which never was here', async () => {
    const request =
      'req -new -newkey rsa:2048 -nodes -subj /CN=nobody -keyout /dev/null -addext subjectAltName=DNS:evil.example -addext basicConstraints=CA:TRUE'
    const { text } = await runTool('openssl', request.split(' '))
    const csr = text.slice(text.indexOf('-----BEGIN CERTIFICATE REQUEST'))
    const asked = await running.client.call('device.readRequest', { csr })
    expect(asked).toMatchObject({ commonName: 'nobody', keyType: 'rsa2048', names: ['evil.example'] })
    expect(asked.requested.map((one) => one.oid).toSorted()).toEqual(['2.5.29.17', '2.5.29.19'])
    const device = await running.client.call('device.add', { name: 'Script', platform: 'script', csr })
    const made = await certificate(device.id)
    expect(made.ca).toBe(false)
    expect(made.subjectAltName).toBeUndefined()
    await running.client.call('device.renew', { device: 'Script' })
    await expect(running.client.call('device.renew', { device: 'Script', newKey: true })).rejects.toMatchObject({
      code: 'device/renew-new-key',
    })
  })

  test('that is revoked is refused', async () => {
    const device = await add()
    await running.client.call('device.revoke', { device: device.id })
    await expect(running.client.call('device.renew', { device: device.id })).rejects.toMatchObject({
      code: 'device/renew-revoked',
    })
  })
})

describe('many devices at once', () => {
  test('all that end within so many days are renewed; the others and the revoked are left alone', async () => {
    const soon = await add('Soon', 20)
    const later = await add('Later', 300)
    const gone = await add('Gone', 20)
    await running.client.call('device.revoke', { device: gone.id })
    const result = await running.client.call('device.renewMany', { expiring: 30, days: 400 })
    expect(result.renewed.map((one) => one.id)).toEqual([soon.id])
    expect(result.failed).toEqual([])
    expect((await show(later.id)).certificates).toHaveLength(1)
    await expect(running.client.call('device.renewMany', {})).rejects.toMatchObject({ code: 'device/renew-nothing' })
  })

  test('are revoked with one list', async () => {
    const devices = [await add('A'), await add('B'), await add('C')]
    await running.client.call('device.revoke', { device: devices[0]?.id ?? '' })
    const [before] = await running.client.call('authority.list', {})
    const result = await running.client.call('device.revokeMany', {
      devices: devices.map((one) => one.id),
      reason: 'cessation',
    })
    expect(result.revoked.map((one) => one.name)).toEqual(['B', 'C'])
    const [after] = await running.client.call('authority.list', {})
    expect(after?.crl).toMatchObject({ entries: 3 })
    expect(before?.crl?.number).toBeLessThan(after?.crl?.number ?? 0)
    expect(running.gate.applied.at(-1)?.revoked).toHaveLength(3)
  })
})

describe('what the app says of a device', () => {
  test('changes its name, platform and groups, and never its certificate', async () => {
    const device = await add('Phone')
    const set = await running.client.call('device.set', {
      device: device.id,
      name: 'Mum’s phone',
      platform: 'android',
      groups: ['family', 'family'],
    })
    expect(set).toMatchObject({ name: 'Mum’s phone', platform: 'android', groups: ['family'] })
    expect(set.fingerprint).toBe(device.fingerprint)
    expect(running.gate.applied.at(-1)?.known).toMatchObject([{ deviceName: 'Mum’s phone', groups: ['family'] }])
    expect(await running.client.call('device.list', { search: 'family' })).toHaveLength(1)
  })
})
