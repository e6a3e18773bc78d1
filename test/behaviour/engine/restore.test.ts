import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { InboxEntry } from '../../../shared/contract/inbox.ts'
import { gateLauncher } from '../../../electron/headless/gate-launcher.ts'
import { PASSPHRASE, startEngine, temporaryFolder, type TestEngine } from '../../support/engine.ts'
import { startHouse, type Carried, type House } from '../../support/house.ts'

let work = ''
let house: House
const others: TestEngine[] = []
beforeEach(async () => {
  work = temporaryFolder()
  house = await startHouse({}, {}, path.join(work, 'house'))
})
afterEach(async () => {
  for (const one of others.splice(0)) await one.engine.close()
  await house.close()
  fs.rmSync(work, { recursive: true, force: true })
})

/** The same house once more, its doors at the same port. */
async function start(folder: string): Promise<TestEngine> {
  const one = await startEngine(folder, { gate: gateLauncher })
  others.push(one)
  return one
}
const stop = async (one: TestEngine): Promise<void> => {
  others.splice(others.indexOf(one), 1)
  await one.engine.close()
}
const knock = async (certificate: Carried): Promise<number> => (await house.visit({ certificate })).status
const snapshotOf = (folder: string): string => {
  const [name = ''] = fs.readdirSync(path.join(folder, 'snapshots')).filter((one) => one.startsWith('vestibule-'))
  return path.join(folder, 'snapshots', name)
}
/** Serials in the list that others get. */
function listed(base64: string): string[] {
  const text = execFileSync('openssl', ['crl', '-inform', 'DER', '-noout', '-text'], {
    input: Buffer.from(base64, 'base64'),
    encoding: 'utf8',
  })
  return [...text.matchAll(/Serial Number: ([0-9A-F]+)/g)].map(([, serial = '']) => serial.replace(/^0+(?=.)/, ''))
}

/** Alice and Bob are in the snapshot; then Bob is revoked and Carol added. */
async function live(): Promise<Readonly<Record<'alice' | 'bob' | 'carol', Carried>>> {
  const alice = await house.addDevice('Alice')
  const bob = await house.addDevice('Bob')
  await house.engine.close()
  const later = await start(house.folder)
  const { client } = later
  await client.call('device.revoke', { device: 'Bob', reason: 'key-compromise' })
  await client.call('authority.unlock', { passphrase: PASSPHRASE })
  await client.call('device.add', { name: 'Carol', key: 'p256' })
  const file = await client.call('device.export', { device: 'Carol', format: 'pem' })
  const text = Buffer.from(file.base64, 'base64').toString()
  const carol = { cert: text, key: text }
  expect([await knock(alice), await knock(bob), await knock(carol)]).toEqual([200, 403, 200])
  await stop(later)
  return { alice, bob, carol }
}

function fingerprintIn(entry: InboxEntry | undefined): string {
  return entry?.kind === 'held' ? entry.fingerprint : ''
}

describe('a snapshot that was copied over the database by hand', () => {
  test('lets nobody in who was revoked since, holds who was added since, and says so', async () => {
    const { alice, bob, carol } = await live()
    fs.copyFileSync(snapshotOf(house.folder), path.join(house.folder, 'vestibule.db'))
    const { client } = await start(house.folder)
    expect([await knock(alice), await knock(bob), await knock(carol)]).toEqual([200, 403, 403])
    const entries = async () => await client.call('inbox.list', {})
    await expect.poll(async () => (await entries()).map((one) => one.kind)).toEqual(['set-back', 'held'])
    const [setBack, held] = await entries()
    expect(setBack).toMatchObject({ problem: { code: 'store/set-back' } })
    expect(held).toMatchObject({ subject: 'CN=Carol', outcome: 'not-allowed', verifyCode: 50 })
    // The list that others get says no less than the one before, under a higher number.
    await client.call('authority.unlock', { passphrase: PASSPHRASE })
    const list = await client.call('authority.crl', { format: 'der' })
    const [bobRow] = (await client.call('device.list', {})).filter((one) => one.name === 'Bob')
    expect(listed(list.base64)).toEqual([bobRow?.serial])
    // Letting her in makes her a device; she gets in at once, and is revoked like any other.
    const admitted = await client.call('device.admit', { fingerprint: fingerprintIn(held) })
    expect(admitted).toMatchObject({ name: 'Carol', hasKey: false })
    expect(await knock(carol)).toBe(200)
    expect((await entries()).map((one) => one.kind)).toEqual(['set-back'])
    await client.call('device.revoke', { device: 'Carol' })
    expect(await knock(carol)).toBe(403)
    await client.call('inbox.dismiss', { key: setBack?.key ?? '' })
    expect(await entries()).toEqual([])
  })

  test('letting in needs the passphrase: it opens a door', async () => {
    const { carol } = await live()
    fs.copyFileSync(snapshotOf(house.folder), path.join(house.folder, 'vestibule.db'))
    const { client } = await start(house.folder)
    await knock(carol)
    await expect.poll(async () => (await client.call('inbox.list', {})).length).toBe(2)
    const held = (await client.call('inbox.list', {}))[1]
    await expect(client.call('device.admit', { fingerprint: fingerprintIn(held) })).rejects.toMatchObject({
      code: 'authority/locked',
    })
    expect(await knock(carol)).toBe(403)
  })
})

describe('a backup that is restored on a new computer', () => {
  const restored = async (): Promise<{ there: TestEngine; lost: Carried; later: Carried }> => {
    const lost = await house.addDevice('Lost')
    const file = path.join(work, 'home.age')
    await house.client.call('backup.create', { file, passphrase: PASSPHRASE })
    await house.client.call('device.revoke', { device: 'Lost' })
    const later = await house.addDevice('Later')
    await house.engine.close()
    const there = await start(path.join(work, 'new'))
    const done = await there.client.call('backup.restore', { file, passphrase: PASSPHRASE })
    expect(done.unknownSince).toBe(done.created)
    return { there, lost, later }
  }

  test('says since when it knows nothing, and refuses what was issued since until it is let in', async () => {
    const { there, lost, later } = await restored()
    // What was revoked since nobody can know; it is said, and can be done again.
    expect([await knock(lost), await knock(later)]).toEqual([200, 403])
    await expect
      .poll(async () => (await there.client.call('inbox.list', {})).map((one) => one.kind))
      .toEqual(['set-back', 'held'])
    await there.client.call('device.revoke', { device: 'Lost' })
    expect(await knock(lost)).toBe(403)
  })

  test.each([
    ['its serial number', (held: Held) => ({ serial: held.serial.toLowerCase().replace(/(..)(?=.)/g, '$1:') })],
    ['its fingerprint', (held: Held) => ({ fingerprint: held.fingerprint })],
    ['the certificate itself', (_held: Held, pem: string) => ({ certificate: pem })],
    ['its DER', (_held: Held, pem: string) => ({ certificate: pem.replace(/-----[^-]+-----|\s/g, '') })],
  ])('a certificate that it does not know is revoked by %s, for good and in the list', async (_how, by) => {
    const { there, later } = await restored()
    const pem = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/.exec(later.cert)?.[0] ?? ''
    const der = Buffer.from(pem.replace(/-----[^-]+-----|\s/g, ''), 'base64')
    const serial = execFileSync('openssl', ['x509', '-noout', '-serial'], { input: pem, encoding: 'utf8' })
    const held: Held = {
      serial: serial.replace(/^serial=|\s/g, ''),
      fingerprint: createHash('sha256').update(der).digest('hex').toUpperCase(),
    }
    const said = await there.client.call('device.revokeCertificate', { ...by(held, pem), reason: 'key-compromise' })
    expect(said.device).toBeNull()
    // Even where what is not known is let in.
    await there.client.call('authority.set', { authority: 'Home', holdsUnknown: false, passphrase: PASSPHRASE })
    const { status, body } = await house.visit({ certificate: later })
    expect([status, body.includes('X509_V_ERR_CERT_REVOKED')]).toEqual([403, true])
    const serials = async (): Promise<string[]> =>
      listed((await there.client.call('authority.crl', { format: 'der', passphrase: PASSPHRASE })).base64)
    // By its fingerprint alone nobody could know its serial before it came by.
    await expect.poll(serials).toEqual([held.serial.replace(/^0+(?=.)/, '')])
    await expect(
      there.client.call('device.revokeCertificate', { serial: held.serial, reason: 'superseded' }),
    ).rejects.toMatchObject({ code: 'device/already-revoked' })
  })

  test('one that nobody here has issued needs no revocation, and that is said', async () => {
    const { there } = await restored()
    const [foreign] = [fs.readFileSync(path.join(import.meta.dirname, '../../fixtures/stranger.pem'), 'utf8')]
    await expect(there.client.call('device.revokeCertificate', { certificate: foreign })).rejects.toMatchObject({
      code: 'device/certificate-foreign',
    })
    await expect(there.client.call('device.revokeCertificate', { certificate: 'bm90aGluZw==' })).rejects.toMatchObject({
      code: 'device/certificate-unreadable',
    })
  })
})

interface Held {
  readonly serial: string
  readonly fingerprint: string
}

describe('going back to a snapshot while the program runs', () => {
  test('keeps what was revoked and what was issued since, at the door too, and says what is missing', async () => {
    const { alice, bob, carol } = await live()
    const { client } = await start(house.folder)
    const snapshots = await client.call('store.snapshots', {})
    expect(snapshots[0]).toMatchObject({ kind: 'day', sound: true })
    const done = await client.call('store.restoreSnapshot', {})
    expect(done).toMatchObject({ date: snapshots[0]?.date, preview: { keptRevocations: 1, keptCertificates: 1 } })
    expect(done.missing).toBeGreaterThan(0)
    expect([await knock(alice), await knock(bob), await knock(carol)]).toEqual([200, 403, 200])
    expect(fs.existsSync(done.putAside ?? '')).toBe(true)
    await expect(client.call('store.restoreSnapshot', { date: '1999-01-01' })).rejects.toMatchObject({
      code: 'store/no-snapshot',
    })
  })
})

test('restoring never weakens a revocation: a hold in the backup stays what it became since', async () => {
  const phone = await house.addDevice('Phone')
  const { client } = house
  await client.call('device.revoke', { device: 'Phone', reason: 'hold' })
  const file = path.join(work, 'home.age')
  await client.call('backup.create', { file, passphrase: PASSPHRASE })
  await client.call('device.revoke', { device: 'Phone', reason: 'key-compromise' })
  expect(await client.call('backup.restore', { file, passphrase: PASSPHRASE, replace: true })).toMatchObject({
    keptRevocations: 1,
    // All that happened since is known here.
    unknownSince: null,
  })
  expect(await client.call('device.show', { device: 'Phone' })).toMatchObject({ status: 'revoked', onHold: false })
  await expect(client.call('device.release', { device: 'Phone', passphrase: PASSPHRASE })).rejects.toMatchObject({
    code: 'device/not-on-hold',
  })
  expect(await knock(phone)).toBe(403)
  const { base64 } = await client.call('authority.crl', { format: 'der', passphrase: PASSPHRASE })
  const text = execFileSync('openssl', ['crl', '-inform', 'DER', '-noout', '-text'], {
    input: Buffer.from(base64, 'base64'),
    encoding: 'utf8',
  })
  expect(text).toContain('Key Compromise')
})
