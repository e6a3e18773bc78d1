import fs from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Keychain } from '../../../electron/engine/deps.ts'
import { PASSPHRASE, startEngine, temporaryFolder, type TestEngine } from '../../support/engine.ts'

const NEXT = 'gravel sonnet purple kite'
const THIRD = 'window turbine lemon ostrich'
const WRONG = { code: 'authority/wrong-passphrase' }

let folder = ''
let house: TestEngine
beforeEach(async () => {
  folder = temporaryFolder()
  house = await startEngine(path.join(folder, 'house'))
  await house.client.call('authority.create', { name: 'Home', passphrase: PASSPHRASE, key: 'p256' })
  await house.client.call('device.add', { name: 'Before', key: 'p256' })
})
afterEach(async () => {
  await house.engine.close()
  if (house.bugs.length > 0) throw new Error('a bug', { cause: house.bugs[0] })
  fs.rmSync(folder, { recursive: true })
})

const change = (passphrase = PASSPHRASE, newPassphrase = NEXT) =>
  house.client.call('passphrase.change', { passphrase, newPassphrase })
const exported = async (device: string, passphrase: string) =>
  house.client.call('device.export', { device, passphrase, format: 'pem', password: 'a password for the file' })
async function reopen(deps: Parameters<typeof startEngine>[1] = {}): Promise<void> {
  await house.engine.close()
  house = await startEngine(path.join(folder, 'house'), deps)
}

test('the new passphrase opens every key, the old one none, also after a restart', async () => {
  expect(await change()).toEqual({ changed: true, remembered: false })
  for (const again of [false, true]) {
    if (again) await reopen()
    await expect(exported('Before', PASSPHRASE)).rejects.toMatchObject(WRONG)
    expect((await exported('Before', NEXT)).base64).not.toBe('')
  }
})

test('a wrong, weak or missing passphrase changes nothing', async () => {
  await expect(change('not it at all')).rejects.toMatchObject(WRONG)
  await expect(change(PASSPHRASE, 'password')).rejects.toMatchObject({ code: 'authority/weak-passphrase' })
  expect((await exported('Before', PASSPHRASE)).base64).not.toBe('')
})

test('of two changes at once one counts, and the other says so', async () => {
  const results = await Promise.allSettled([change(PASSPHRASE, NEXT), change(PASSPHRASE, THIRD)])
  expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  const winner = results[0].status === 'fulfilled' ? NEXT : THIRD
  expect((await exported('Before', winner)).base64).not.toBe('')
  await expect(exported('Before', winner === NEXT ? THIRD : NEXT)).rejects.toMatchObject(WRONG)
})

test('what is at work meanwhile goes on, and an unlocked authority stays unlocked', async () => {
  const adding = ['One', 'Two', 'Three'].map((name) => house.client.call('device.add', { name, key: 'rsa2048' }))
  await change()
  await Promise.all(adding)
  await house.client.call('device.add', { name: 'After', key: 'p256' })
  for (const name of ['One', 'Two', 'Three', 'After']) expect((await exported(name, NEXT)).base64).not.toBe('')
})

test('a backup of before opens with the passphrase of before, and keeps the keys of devices that came since', async () => {
  const file = path.join(folder, 'before.age')
  await house.client.call('backup.create', { file, passphrase: PASSPHRASE })
  await change()
  await house.client.call('device.add', { name: 'Since', key: 'p256', passphrase: NEXT })
  await expect(house.client.call('backup.restore', { file, passphrase: NEXT, replace: true })).rejects.toMatchObject({
    code: 'backup/wrong-passphrase',
  })
  await house.client.call('backup.restore', { file, passphrase: PASSPHRASE, replace: true })
  // The keys of both were sealed with the same data key.
  for (const name of ['Before', 'Since']) expect((await exported(name, PASSPHRASE)).base64).not.toBe('')
  await expect(exported('Before', NEXT)).rejects.toMatchObject(WRONG)
})

test('a keychain that remembers the old passphrase remembers the new one', async () => {
  let kept: string | null = PASSPHRASE
  const keychain: Keychain = {
    available: async () => true,
    weak: async () => false,
    load: async () => kept,
    save: async (passphrase) => void (kept = passphrase),
    forget: async () => void (kept = null),
  }
  await reopen({ keychain })
  expect(await change()).toEqual({ changed: true, remembered: true })
  expect(kept).toBe(NEXT)
  kept = null
  expect(await change(NEXT, THIRD)).toEqual({ changed: true, remembered: false })
  expect(kept).toBeNull()
})
