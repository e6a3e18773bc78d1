import fs from 'node:fs'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { PASSPHRASE, startEngine, temporaryFolder, type TestEngine } from '../../support/engine.ts'

const DAY = 86_400_000
let house: TestEngine
let folder: string
let clock = Date.now()

beforeEach(async () => {
  folder = temporaryFolder()
  clock = Date.now()
  house = await startEngine(folder, { now: () => clock })
})
afterEach(async () => {
  await house.engine.close()
  fs.rmSync(folder, { recursive: true, force: true })
  if (house.bugs.length > 0) throw new Error('a bug', { cause: house.bugs[0] })
})

const create = async (name: string, more: { days?: number; parent?: string } = {}) => {
  clock += 1000
  return house.client.call('authority.create', { name, passphrase: PASSPHRASE, key: 'p256', ...more })
}
const usual = async () =>
  (await house.client.call('authority.list', {})).filter((one) => one.usual).map((one) => one.name)
const addDevice = async (name: string, authority?: string) => {
  await house.client.call('device.add', { name, key: 'p256', ...(authority === undefined ? {} : { authority }) })
  const { pem = '' } = await house.client.call('authority.show', { ...(authority ? { authority } : {}), pem: true })
  return pem
}
const issued = async () =>
  Object.fromEntries((await house.client.call('authority.list', {})).map((one) => [one.name, one.counts.issued]))

test('with several own authorities the first one is the usual one until another one is marked', async () => {
  await create('First')
  await create('Second')
  expect(await usual()).toEqual(['First'])
  await addDevice('Lena')
  expect(await issued()).toEqual({ First: 1, Second: 0 })

  await house.client.call('authority.set', { authority: 'Second', usual: true })
  expect(await usual()).toEqual(['Second'])
  await addDevice('Max')
  expect(await issued()).toEqual({ First: 1, Second: 1 })
  await addDevice('Named', 'First')
  expect(await issued()).toEqual({ First: 2, Second: 1 })
})

test('a site that names no authority trusts the usual one, and one that names a trusted one is signed by the usual one', async () => {
  await create('First')
  await create('Second')
  const outside = await house.client.call('authority.show', { authority: 'Second', pem: true })
  const other = temporaryFolder()
  const elsewhere = await startEngine(other)
  const theirs = await elsewhere.client.call('authority.create', {
    name: 'Theirs',
    passphrase: PASSPHRASE,
    key: 'p256',
  })
  const { pem = '' } = await elsewhere.client.call('authority.show', { authority: theirs.id, pem: true })
  await elsewhere.engine.close()
  fs.rmSync(other, { recursive: true, force: true })
  await house.client.call('authority.trust', {
    files: [{ name: 'theirs.crt', base64: Buffer.from(pem).toString('base64') }],
    name: 'Theirs',
  })

  const add = { hosts: ['localhost'], upstream: 'http://127.0.0.1:9' }
  const plain = await house.client.call('site.add', { ...add, name: 'Plain', listen: '127.0.0.1:7701' })
  const first = await house.client.call('authority.show', { authority: 'First' })
  expect(plain.authorityIds).toEqual([first.id])
  await house.client.call('authority.set', { authority: outside.id, usual: true })
  const foreign = await house.client.call('site.add', {
    ...add,
    name: 'Foreign',
    listen: '127.0.0.1:7702',
    authorities: ['Theirs'],
  })
  expect(foreign.authorityIds).toHaveLength(1)
  // Its server certificate counts as issued by the usual one.
  expect(await issued()).toMatchObject({ First: 1, Second: 1 })
})

test('one that has expired is passed over while another one is valid, also where it was marked', async () => {
  await create('Short', { days: 5 })
  await create('Long')
  await house.client.call('authority.set', { authority: 'Short', usual: true })
  expect(await usual()).toEqual(['Short'])
  clock += 6 * DAY
  expect(await usual()).toEqual(['Long'])
  await house.client.call('device.add', { name: 'Lena', key: 'p256', passphrase: PASSPHRASE })
  expect(await issued()).toEqual({ Short: 0, Long: 1 })
})

test('of a root and its intermediate the intermediate is the usual one; the root can be marked', async () => {
  await create('Root')
  await create('Below', { parent: 'Root' })
  expect(await usual()).toEqual(['Below'])
  await house.client.call('authority.set', { authority: 'Root', usual: true })
  expect(await usual()).toEqual(['Root'])
})

test('when the marked one is removed, another one takes its place', async () => {
  await create('First')
  await create('Second')
  await house.client.call('authority.set', { authority: 'Second', usual: true })
  await house.client.call('authority.remove', { authority: 'Second' })
  expect(await usual()).toEqual(['First'])
})

test('a trusted authority cannot be the usual one', async () => {
  await create('First')
  const { pem = '' } = await house.client.call('authority.show', { pem: true })
  expect(pem).toContain('BEGIN CERTIFICATE')
  await expect(house.client.call('authority.set', { authority: 'Nobody', usual: true })).rejects.toMatchObject({
    code: 'authority/not-found',
  })
})

test('what changes one authority still has to name it, and the error says which there are', async () => {
  await create('First')
  await create('Second')
  await expect(house.client.call('authority.renew', { days: 10 })).rejects.toMatchObject({
    code: 'authority/ambiguous',
    values: { names: ['First', 'Second'] },
  })
})
