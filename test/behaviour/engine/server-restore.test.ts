import fs from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { FailureError } from '../../../shared/errors/failure-error.ts'
import { PASSPHRASE, startEngine, temporaryFolder, type TestEngine } from '../../support/engine.ts'

let folder = ''
let house: TestEngine
const keyOf = async (server: string): Promise<string> => {
  const exported = await house.client.call('server.export', { server, separateKey: true, passphrase: PASSPHRASE })
  return exported.key?.base64 ?? ''
}

beforeEach(async () => {
  folder = temporaryFolder()
  house = await startEngine(path.join(folder, 'data'))
  await house.client.call('authority.create', { name: 'Home', passphrase: PASSPHRASE, key: 'p256' })
})
afterEach(async () => {
  await house.engine.close()
  if (house.bugs.length > 0) throw new Error('a bug', { cause: house.bugs[0] })
  fs.rmSync(folder, { recursive: true, force: true })
})

test('a restored backup forgets no server, no key and no revocation that came after it', async () => {
  const { client } = house
  const file = path.join(folder, 'home.age')
  for (const name of ['Renewed', 'Lost', 'Again'])
    await client.call('server.add', { name, hosts: [`${name}.home.arpa`] })
  await client.call('backup.create', { file, passphrase: PASSPHRASE })
  const renewed = await client.call('server.renew', { server: 'Renewed', newKey: true })
  await client.call('server.revoke', { server: 'Lost', reason: 'key-compromise' })
  const added = await client.call('server.add', { name: 'Added', hosts: ['added.home.arpa'] })
  // Removed and added once more: both are there afterwards, and the one that was removed is revoked.
  await client.call('server.remove', { server: 'Again' })
  const again = await client.call('server.add', { name: 'Again', hosts: ['again.home.arpa'] })
  const keys = [await keyOf('Renewed'), await keyOf('Added')]

  await client.call('backup.restore', { file, passphrase: PASSPHRASE, replace: true })
  expect([await keyOf('Renewed'), await keyOf('Added')]).toEqual(keys)
  const list = await client.call('server.list', {})
  const serials = list.map(({ name, serial, status }) => [name, serial, status])
  expect(serials).toContainEqual(['Renewed', renewed.serial, 'active'])
  expect(serials).toContainEqual(['Added', added.serial, 'active'])
  expect(serials).toContainEqual(['Again', again.serial, 'active'])
  expect(list.filter(({ status }) => status === 'revoked').map(({ name }) => name)).toEqual(['Lost', 'Again'])
  expect((await client.call('server.show', { server: 'Renewed' })).certificates).toHaveLength(2)
  await expect(client.call('server.show', { server: 'Again' })).rejects.toMatchObject({ code: 'server/ambiguous' })
  expect((await client.call('server.show', { server: again.serial })).id).toBe(again.id)
})

test('a server that is revoked while its next certificate is made is not renewed', async () => {
  const { client } = house
  await client.call('server.add', { name: 'NAS', hosts: ['nas.home.arpa'] })
  const renewing = client.call('server.renew', { server: 'NAS', newKey: true, passphrase: PASSPHRASE })
  const revoking = client.call('server.revoke', { server: 'NAS' })
  const came = renewing.then(
    () => 'renewed',
    (error: unknown) => (error instanceof FailureError ? error.code : String(error)),
  )
  await revoking
  expect(['renewed', 'server/renew-revoked']).toContain(await came)
  const { status, certificates } = await client.call('server.show', { server: 'NAS' })
  expect([status, certificates.filter((one) => one.revokedAt === null)]).toEqual(['revoked', []])
})
