import fs from 'node:fs'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { PASSPHRASE, startEngine, temporaryFolder, type TestEngine } from '../../support/engine.ts'

const ANNA = 'gravel sonnet purple kite'
const BEN = 'window turbine lemon ostrich'
const OTHER = 'copper meadow violin thunder'
const WRONG = { code: 'authority/wrong-passphrase' }

let folder = ''
let house: TestEngine
beforeEach(async () => {
  folder = temporaryFolder()
  house = await startEngine(path.join(folder, 'house'))
  await house.client.call('authority.create', { name: 'Home', passphrase: PASSPHRASE, key: 'p256' })
  await house.client.call('authority.lock', {})
})
afterEach(async () => {
  await house.engine.close()
  if (house.bugs.length > 0) throw new Error('a bug', { cause: house.bugs[0] })
  fs.rmSync(folder, { recursive: true })
})

const add = (name: string, newPassphrase: string, passphrase = PASSPHRASE) =>
  house.client.call('person.add', { name, newPassphrase, passphrase })
const sign = (name: string, passphrase?: string) =>
  house.client.call('device.add', { name, key: 'p256', ...(passphrase === undefined ? {} : { passphrase }) })
const names = async () => (await house.client.call('person.list', {})).map(({ name }) => name)

test('each person opens the same keys with a passphrase of their own, and the audit log says who', async () => {
  await add('Anna', ANNA)
  await add('Ben', BEN)
  expect(await names()).toEqual(['owner', 'Anna', 'Ben'])
  await sign('Of the owner', PASSPHRASE)
  await sign('Of Anna', ANNA)
  await sign('Of Ben', BEN)
  const entries = await house.client.call('audit.list', {})
  const signed = entries.filter(({ method }) => method === 'device.add').map(({ about, person }) => [about[0], person])
  expect(signed.toReversed()).toEqual([
    ['Of the owner', 'owner'],
    ['Of Anna', 'Anna'],
    ['Of Ben', 'Ben'],
  ])
  // What one has made the other opens: it is one data key.
  const password = 'a password for the file'
  const exported = house.client.call('device.export', { device: 'Of Ben', passphrase: ANNA, password })
  expect((await exported).base64).not.toBe('')
})

test('it holds after a restart, and nothing in the folder reads like a passphrase', async () => {
  await add('Anna', ANNA)
  await house.engine.close()
  const files = fs
    .readdirSync(path.join(folder, 'house'), { recursive: true, encoding: 'utf8' })
    .map((name) => path.join(folder, 'house', name))
    .filter((file) => fs.statSync(file).isFile())
  expect(files.length).toBeGreaterThan(1)
  expect(files.filter((file) => fs.readFileSync(file).includes(ANNA))).toEqual([])
  house = await startEngine(path.join(folder, 'house'))
  await sign('Again', ANNA)
  await expect(sign('Nobody', BEN)).rejects.toMatchObject(WRONG)
})

test('a person who is removed opens nothing, and what they had unlocked is locked', async () => {
  await add('Anna', ANNA)
  await house.client.call('authority.unlock', { passphrase: ANNA })
  await sign('While unlocked')
  await house.client.call('person.remove', { person: 'Anna' })
  await expect(sign('Afterwards')).rejects.toMatchObject({ code: 'authority/locked' })
  await expect(sign('Afterwards', ANNA)).rejects.toMatchObject(WRONG)
  await expect(house.client.call('authority.unlock', { passphrase: ANNA })).rejects.toMatchObject(WRONG)
  expect(await names()).toEqual(['owner'])
  await sign('Of the owner', PASSPHRASE)
})

test('the removal of one leaves what another has unlocked as it is', async () => {
  await add('Anna', ANNA)
  await house.client.call('authority.unlock', { passphrase: PASSPHRASE })
  await house.client.call('person.remove', { person: 'Anna' })
  expect(await sign('Still unlocked')).toMatchObject({ name: 'Still unlocked' })
})

test('the owner cannot be removed, and only the owner adds people', async () => {
  await add('Anna', ANNA)
  await expect(house.client.call('person.remove', { person: 'owner' })).rejects.toMatchObject({
    code: 'person/is-owner',
  })
  await expect(add('Ben', BEN, ANNA)).rejects.toMatchObject({ code: 'person/owner-only' })
  await expect(add('Ben', BEN, OTHER)).rejects.toMatchObject(WRONG)
  // An unlocked vault says of nobody that they are the owner.
  await house.client.call('authority.unlock', { passphrase: ANNA })
  await expect(add('Ben', BEN, ANNA)).rejects.toMatchObject({ code: 'person/owner-only' })
  expect(await names()).toEqual(['owner', 'Anna'])
})

test('names and passphrases are of one person each, and passphrases are not weak', async () => {
  await add('Anna', ANNA)
  await expect(add('Anna', BEN)).rejects.toMatchObject({ code: 'person/name-taken' })
  await expect(add('Owner', BEN)).rejects.toMatchObject({ code: 'person/name-taken' })
  await expect(add('Ben', ANNA)).rejects.toMatchObject({ code: 'person/passphrase-taken' })
  await expect(add('Ben', PASSPHRASE)).rejects.toMatchObject({ code: 'person/passphrase-taken' })
  await expect(add('Ben', 'password')).rejects.toMatchObject({ code: 'authority/weak-passphrase' })
  const change = house.client.call('passphrase.change', { passphrase: PASSPHRASE, newPassphrase: ANNA })
  await expect(change).rejects.toMatchObject({ code: 'person/passphrase-taken' })
  await expect(house.client.call('person.remove', { person: 'Ben' })).rejects.toMatchObject({
    code: 'person/not-found',
  })
})

test('whoever changes a passphrase changes their own', async () => {
  await add('Anna', ANNA)
  await house.client.call('passphrase.change', { passphrase: ANNA, newPassphrase: OTHER })
  await expect(sign('Old', ANNA)).rejects.toMatchObject(WRONG)
  await sign('New', OTHER)
  await sign('Of the owner', PASSPHRASE)
  await house.client.call('passphrase.change', { passphrase: PASSPHRASE, newPassphrase: BEN })
  await sign('Of Anna still', OTHER)
  await sign('Of the owner, new', BEN)
  expect((await house.client.call('audit.list', {}))[0]).toMatchObject({ person: 'owner' })
})

test('of two who are added at once with one passphrase or name only one is there', async () => {
  const settled = await Promise.allSettled([add('Anna', ANNA), add('Anna', BEN)])
  expect(settled.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
  expect(await names()).toEqual(['owner', 'Anna'])
})

test('a guess counts once, however many people there are', async () => {
  await add('Anna', ANNA)
  await add('Ben', BEN)
  for (let n = 0; n < 2; n += 1) await expect(sign('Guess', `${OTHER} ${n}`)).rejects.toMatchObject(WRONG)
  const inbox = await house.client.call('inbox.list', {})
  const counted = inbox.filter(({ kind }) => kind === 'passphrase')
  expect(counted.every((entry) => entry.kind === 'passphrase' && entry.count <= 2)).toBe(true)
  const wrong = (await house.client.call('audit.list', {})).filter(({ outcome }) => outcome === WRONG.code)
  expect(wrong.map(({ person }) => person)).toEqual([null, null])
})

test('a row that was changed on the disk opens nothing, and keeps nobody else out', async () => {
  await add('Anna', ANNA)
  await add('Ben', BEN)
  await house.engine.close()
  const database = new DatabaseSync(path.join(folder, 'house/vestibule.db'))
  // The row of one under the name of another.
  database.exec(
    "UPDATE persons SET sealed_key = (SELECT sealed_key FROM persons WHERE name = 'Ben') WHERE name = 'Anna'",
  )
  database.close()
  house = await startEngine(path.join(folder, 'house'))
  await expect(sign('Damaged', ANNA)).rejects.toMatchObject(WRONG)
  await sign('Of Ben', BEN)
})

test('a backup brings everybody back, and each opens it who made it', async () => {
  await add('Anna', ANNA)
  const file = path.join(folder, 'backup.age')
  await house.client.call('backup.create', { file, passphrase: ANNA })
  const other = await startEngine(path.join(folder, 'other'))
  try {
    await other.client.call('backup.restore', { file, passphrase: ANNA })
    await other.client.call('device.add', { name: 'There', key: 'p256', passphrase: PASSPHRASE })
    expect((await other.client.call('person.list', {})).map(({ name }) => name)).toEqual(['owner', 'Anna'])
  } finally {
    await other.engine.close()
  }
})
