import fs from 'node:fs'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { PASSPHRASE, startEngine, temporaryFolder, type TestEngine } from '../../support/engine.ts'

let house: TestEngine
let folder: string

beforeEach(async () => {
  folder = temporaryFolder()
  house = await startEngine(folder)
  await house.client.call('authority.create', { name: 'Home', passphrase: PASSPHRASE, key: 'p256' })
})
afterEach(async () => {
  await house.engine.close()
  fs.rmSync(folder, { recursive: true, force: true })
  if (house.bugs.length > 0) throw new Error('a bug', { cause: house.bugs[0] })
})

test('a revoked device gets a new key and certificate under its name; the old one stays revoked', async () => {
  const before = await house.client.call('device.add', { name: 'Lena', key: 'p256', groups: ['family'] })
  await expect(house.client.call('device.reissue', { device: before.id })).rejects.toMatchObject({
    code: 'device/reissue-not-revoked',
  })
  await house.client.call('device.revoke', { device: before.id, reason: 'key-compromise' })
  const after = await house.client.call('device.reissue', { device: before.id })
  expect(after).toMatchObject({ id: before.id, name: 'Lena', groups: ['family'], status: 'waiting' })
  expect(after.serial).not.toBe(before.serial)
  const { certificates } = await house.client.call('device.show', { device: before.id })
  expect(certificates.find((one) => one.serial === before.serial)?.revokedAt).not.toBeNull()
  expect(certificates.find((one) => one.serial === after.serial)?.revokedAt).toBeNull()
})

test('a device on hold is released, not given a new certificate', async () => {
  const device = await house.client.call('device.add', { name: 'Lena', key: 'p256' })
  await house.client.call('device.revoke', { device: device.id, reason: 'hold' })
  await expect(house.client.call('device.reissue', { device: device.id })).rejects.toMatchObject({
    code: 'device/reissue-not-revoked',
  })
})
