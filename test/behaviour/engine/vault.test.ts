import fs from 'node:fs'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Keychain } from '../../../electron/engine/deps.ts'
import { PASSPHRASE, startEngine, temporaryFolder, type TestEngine } from '../../support/engine.ts'

let folder = ''
let running: TestEngine
beforeEach(async () => {
  folder = temporaryFolder()
  running = await startEngine(folder)
})
afterEach(async () => {
  await running.engine.close()
  if (running.bugs.length > 0) throw new Error('a bug', { cause: running.bugs[0] })
  fs.rmSync(folder, { recursive: true })
})

const create = (name = 'Home', passphrase = PASSPHRASE) =>
  running.client.call('authority.create', { name, passphrase, key: 'p256' })
const reopen = async (deps: Parameters<typeof startEngine>[1] = {}): Promise<void> => {
  await running.engine.close()
  running = await startEngine(folder, deps)
}

test('a passphrase that is easy to guess is refused and sets nothing up', async () => {
  for (const weak of ['short', 'password', 'Passw0rd123', '12345678', 'aaaaaaaaaaaa', 'qwertyuiop']) {
    await expect(create('Home', weak)).rejects.toMatchObject({ code: 'authority/weak-passphrase' })
  }
  expect((await running.client.call('app.status', {})).empty).toBe(true)
  await create()
})

test('a wrong passphrase is a clear error and changes nothing', async () => {
  await create()
  await reopen()
  const { client } = running
  const wrong = { code: 'authority/wrong-passphrase' }
  await expect(client.call('authority.unlock', { passphrase: 'not it at all' })).rejects.toMatchObject(wrong)
  await expect(create('Second', 'not it at all')).rejects.toMatchObject(wrong)
  await expect(client.call('device.add', { name: 'Phone', passphrase: 'not it at all' })).rejects.toMatchObject(wrong)
  expect(await client.call('device.list', {})).toEqual([])
  expect(await client.call('authority.list', {})).toHaveLength(1)
  await client.call('authority.unlock', { passphrase: PASSPHRASE })
  await expect(client.call('authority.unlock', { passphrase: 'not it at all' })).rejects.toMatchObject(wrong)
})

test('a passphrase given with a call opens the vault for that call only', async () => {
  await create()
  await reopen()
  const { client } = running
  await client.call('device.add', { name: 'Phone', key: 'p256', passphrase: PASSPHRASE })
  expect((await client.call('app.status', {})).locked).toBe(true)
  await expect(client.call('device.add', { name: 'Other', key: 'p256' })).rejects.toMatchObject({
    code: 'authority/locked',
  })
  await expect(client.call('device.export', { device: 'Phone' })).rejects.toMatchObject({ code: 'authority/locked' })
})

test('on the command line, what is missing is the passphrase', async () => {
  await create()
  await reopen({ shell: 'cli', startSites: false })
  await expect(running.client.call('device.add', { name: 'Phone' })).rejects.toMatchObject({
    code: 'authority/passphrase-required',
  })
})

test('an unlocked vault locks itself after a while', async () => {
  let clock = Date.now()
  await reopen({ now: () => clock, lockAfterMinutes: 15 })
  await create()
  clock += 14 * 60_000
  await running.client.call('device.add', { name: 'Phone', key: 'p256' })
  clock += 14 * 60_000
  expect((await running.client.call('app.status', {})).locked).toBe(false)
  clock += 60_000
  expect(await running.client.call('app.status', {})).toMatchObject({ locked: true, locksAt: null })
  await expect(running.client.call('device.add', { name: 'Other' })).rejects.toMatchObject({ code: 'authority/locked' })
})

test('a remembered passphrase unlocks at the next start; one that no longer fits is forgotten', async () => {
  let kept: string | null = null
  const keychain: Keychain = {
    available: async () => true,
    weak: async () => false,
    load: async () => kept,
    save: async (passphrase) => void (kept = passphrase),
    forget: async () => void (kept = null),
  }
  await reopen({ keychain })
  await running.client.call('authority.create', { name: 'Home', passphrase: PASSPHRASE, key: 'p256', remember: true })
  expect((await running.client.call('app.status', {})).keychain).toEqual({
    available: true,
    remembered: true,
    weak: false,
  })
  await reopen({ keychain })
  // Nobody waits for a keychain, the doors least of all.
  await expect.poll(async () => (await running.client.call('app.status', {})).locked, { timeout: 60_000 }).toBe(false)
  kept = 'from another data folder'
  await reopen({ keychain })
  const status = () => running.client.call('app.status', {})
  await expect.poll(async () => (await status()).keychain.remembered, { timeout: 60_000 }).toBe(false)
  expect((await status()).locked).toBe(true)
})

test('a revocation works while the vault is locked; its list is signed at the next unlocking', async () => {
  await create()
  const device = await running.client.call('device.add', { name: 'Phone', key: 'p256' })
  await reopen()
  const { client, gate } = running
  const [before] = await client.call('authority.list', {})
  expect((await client.call('device.revoke', { device: 'Phone', reason: 'key-compromise' })).status).toBe('revoked')
  // In force when the call has returned.
  expect(gate.applied.at(-1)?.revoked).toEqual([
    expect.objectContaining({
      serial: device.serial,
      issuerKey: expect.stringMatching(/^[0-9A-F]{64}$/) as string,
      reason: 'key-compromise',
    }),
  ])
  const [waiting] = await client.call('authority.list', {})
  expect(waiting?.crl).toMatchObject({ pending: true, number: before?.crl?.number })
  await client.call('authority.unlock', { passphrase: PASSPHRASE })
  const [after] = await client.call('authority.list', {})
  expect(after?.crl).toMatchObject({ pending: false, entries: 1 })
  expect(after?.crl?.number).toBeGreaterThan(before?.crl?.number ?? Infinity)
})

test('the number of a revocation list does not fall when an old copy of the data is restored', async () => {
  await create()
  const { number: first } = await running.client.call('authority.crl', {})
  await running.engine.close()
  fs.cpSync(folder, `${folder}-copy`, { recursive: true })
  running = await startEngine(folder, { now: () => Date.now() + 60_000 })
  const { number: second } = await running.client.call('authority.crl', { passphrase: PASSPHRASE })
  await running.engine.close()
  fs.rmSync(folder, { recursive: true })
  fs.renameSync(`${folder}-copy`, folder)
  running = await startEngine(folder, { now: () => Date.now() + 120_000 })
  const { number: third } = await running.client.call('authority.crl', { passphrase: PASSPHRASE })
  expect(second).toBeGreaterThan(first)
  expect(third).toBeGreaterThan(second)
})
