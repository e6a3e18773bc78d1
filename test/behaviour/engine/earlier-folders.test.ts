import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { gunzipSync } from 'node:zlib'
import { afterAll, describe, expect, test } from 'vitest'
import { KNOWN_SCHEMA } from '../../../electron/engine/store/migrations.ts'
import { PASSPHRASE, startEngine, temporaryFolder, type TestEngine } from '../../support/engine.ts'

const fixtures = path.join(import.meta.dirname, '../../fixtures/data-folders')
const folders = fs
  .readdirSync(fixtures, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name)
  .toSorted()
const work = temporaryFolder()
afterAll(() => fs.rmSync(work, { recursive: true, force: true }))

/** The day after the folders were made: their certificates end one day, and this test does not. */
const MADE = Date.UTC(2026, 11, 1)
const now = (): number => MADE + Math.floor(performance.now())

const digest = (file: string): string => createHash('sha256').update(fs.readFileSync(file)).digest('hex')

/** A copy of a data folder as an earlier program left it. */
function copyOf(name: string, as = name): string {
  const folder = path.join(work, as)
  fs.mkdirSync(folder, { mode: 0o700 })
  const database = gunzipSync(fs.readFileSync(path.join(fixtures, name, 'vestibule.db.gz')))
  fs.writeFileSync(path.join(folder, 'vestibule.db'), database, { mode: 0o600 })
  fs.copyFileSync(path.join(fixtures, name, 'service.key'), path.join(folder, 'service.key'))
  return folder
}

/** What was put into each of them is there, and everything works on. */
async function expectWhole({ client, gate, bugs }: TestEngine): Promise<void> {
  const devices = await client.call('device.list', {})
  expect(devices.map(({ name, status }) => [name, status])).toEqual([
    ['Bob', 'waiting'],
    ['Lost', 'revoked'],
  ])
  const [site] = await client.call('site.list', {})
  expect(site).toMatchObject({ name: 'Camera', hosts: ['camera.home'], state: 'running', problem: null, warnings: [] })
  // In force at the gate, with the server's key: it opens under service.key.
  const policy = gate.applied.at(-1)
  expect(policy?.listeners[0]?.sites[0]?.certificate.keyPem).toContain('PRIVATE KEY')
  expect(policy?.revoked.map((one) => one.serial)).toEqual([devices[1]?.serial])
  // Keys open with the passphrase; what is issued and signed from now on goes on where it was.
  await client.call('authority.unlock', { passphrase: PASSPHRASE })
  const exported = await client.call('device.export', { device: 'Bob', format: 'pem', passphrase: PASSPHRASE })
  expect(Buffer.from(exported.base64, 'base64').toString()).toContain('PRIVATE KEY')
  await client.call('device.add', { name: 'New', key: 'p256' })
  await client.call('device.renew', { device: 'Bob' })
  const before = (await client.call('authority.list', {}))[0]?.crl?.number ?? 0
  const list = await client.call('authority.crl', { format: 'der' })
  expect(list.number).toBeGreaterThan(before)
  const text = execFileSync('openssl', ['crl', '-inform', 'DER', '-noout', '-text'], {
    input: Buffer.from(list.base64, 'base64'),
    encoding: 'utf8',
  })
  expect(text.match(/Serial Number:/g)).toHaveLength(1)
  expect(text).toContain('Key Compromise')
  await client.call('site.rule.add', { site: 'Camera', path: '/added', certificate: 'blocked' })
  await client.call('authority.set', { authority: 'Home', crlUrl: 'http://lists.home/home.crl' })
  expect(bugs).toEqual([])
}

test('there is a folder for each form that a published database has had', () => {
  expect(folders.length).toBeGreaterThanOrEqual(8)
})

describe.each(folders)('a data folder of %s', (name) => {
  test('opens, with all that was in it, and a copy of it was made before', async () => {
    const folder = copyOf(name)
    const before = digest(path.join(folder, 'vestibule.db'))
    const house = await startEngine(folder, { now })
    await expectWhole(house)
    expect(await house.client.call('inbox.list', {})).toEqual([])
    await house.engine.close()
    const copies = fs.readdirSync(path.join(folder, 'snapshots')).filter((one) => one.startsWith('before-migration'))
    expect(copies).toHaveLength(1)
    const copy = new DatabaseSync(path.join(folder, 'snapshots', copies[0] ?? ''), { readOnly: true })
    expect(copy.prepare('SELECT name FROM devices ORDER BY name').all()).toEqual([{ name: 'Bob' }, { name: 'Lost' }])
    copy.close()
    expect(digest(path.join(folder, 'vestibule.db'))).not.toBe(before)
    // And again, as a folder of today: nothing is left to be done.
    const again = await startEngine(folder, { now })
    expect(await again.client.call('device.list', {})).toHaveLength(3)
    expect(
      fs.readdirSync(path.join(folder, 'snapshots')).filter((one) => one.startsWith('before-migration')),
    ).toHaveLength(1)
    await again.engine.close()
  })

  test('stays as it was when a step of the way fails, and the copy is named', async () => {
    const folder = copyOf(name, `${name}-broken`)
    const file = path.join(folder, 'vestibule.db')
    const database = new DatabaseSync(file)
    // What no program has made is in the way of the last step.
    database.exec('CREATE TABLE held_certificates (other TEXT)')
    database.close()
    const failure = (await startEngine(folder, { now }).catch((error: unknown) => error)) as {
      code: string
      remedy: string
    }
    expect(failure.code).toBe('store/migration-failed')
    const [copy = ''] = /\S+before-migration\S+\.db/.exec(failure.remedy) ?? []
    const untouched = new DatabaseSync(copy, { readOnly: true })
    expect(untouched.prepare('SELECT count(*) AS n FROM devices').get()).toEqual({ n: 2 })
    untouched.close()
    const still = new DatabaseSync(file)
    expect(still.prepare("SELECT count(*) AS n FROM sqlite_master WHERE name = 'state'").get()).toEqual({ n: 0 })
    // The earlier program goes on with it; so does this one, once nothing is in the way.
    still.exec('DROP TABLE held_certificates')
    still.close()
    const house = await startEngine(folder, { now })
    expect(await house.client.call('device.list', {})).toHaveLength(2)
    await house.engine.close()
  })
})

describe.each(folders.filter((name) => fs.existsSync(path.join(fixtures, name, 'home.age'))))(
  'a backup of %s',
  (name) => {
    // oxlint-disable-next-line vitest/expect-expect -- expectWhole expects
    test('is restored into an empty folder, with all that was in it', async () => {
      const house = await startEngine(path.join(work, `${name}-restored`), { now })
      const file = path.join(fixtures, name, 'home.age')
      await house.client.call('backup.restore', { file, passphrase: PASSPHRASE })
      await expectWhole(house)
      expect(house.bugs).toEqual([])
      await house.engine.close()
    })
  },
)

describe('a data folder of a newer program is refused by name, and stays as it is', () => {
  test.each([
    ['the next number', `PRAGMA user_version = ${KNOWN_SCHEMA + 1}`, String(KNOWN_SCHEMA + 1)],
    ['a step that is not known', "INSERT INTO schema_steps VALUES ('people')", 'people'],
  ])('%s', async (what, sql, said) => {
    const folder = path.join(work, what)
    const house = await startEngine(folder, { now })
    await house.client.call('authority.create', { name: 'Home', key: 'p256', passphrase: PASSPHRASE })
    await house.engine.close()
    const file = path.join(folder, 'vestibule.db')
    const database = new DatabaseSync(file)
    database.exec(sql)
    database.close()
    const before = digest(file)
    await expect(startEngine(folder)).rejects.toMatchObject({
      code: 'store/newer-version',
      message: expect.stringContaining(said) as string,
    })
    expect(digest(file)).toBe(before)
  })
})
