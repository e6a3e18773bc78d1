import fs from 'node:fs'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { PASSPHRASE, startEngine, temporaryFolder, type TestEngine } from '../../support/engine.ts'

let folder = ''
let running: TestEngine
beforeEach(async () => {
  folder = temporaryFolder()
  running = await startEngine(folder)
  const { client } = running
  await client.call('authority.create', { name: 'Home', passphrase: PASSPHRASE, key: 'p256' })
  await client.call('device.add', { name: 'Alice', key: 'p256', passphrase: PASSPHRASE })
  for (const [at, name] of ['Camera', 'Printer'].entries()) {
    const site = { name, hosts: [`${name.toLowerCase()}.home`], listen: `127.0.0.1:${18_443 + at}` }
    await client.call('site.add', { ...site, upstream: 'http://127.0.0.1:1', passphrase: PASSPHRASE })
  }
  await client.call('site.rule.add', { site: 'Camera', path: '/x', certificate: 'blocked' })
  await running.engine.close()
})
afterEach(async () => {
  await running.engine.close()
  fs.rmSync(folder, { recursive: true, force: true })
})

function change(sql: string): void {
  const database = new DatabaseSync(path.join(folder, 'vestibule.db'))
  // A disk checks nothing.
  database.exec('PRAGMA ignore_check_constraints = ON; PRAGMA foreign_keys = OFF')
  expect(database.prepare(sql).run().changes).toBeGreaterThan(0)
  database.close()
}
const open = (): string[] =>
  (running.gate.applied.at(-1)?.listeners ?? []).flatMap(({ sites }) => sites.map(({ name }) => name)).toSorted()

test('what nothing has damaged opens whole', async () => {
  running = await startEngine(folder)
  expect(open()).toEqual(['Camera', 'Printer'])
})

test.each(['hosts', 'listen', 'upstream', 'mode', 'cert_pem'])(
  'a site whose %s is damaged stays closed and is told; the other one opens',
  async (column) => {
    change(`UPDATE sites SET ${column} = '{"' WHERE name = 'Camera'`)
    running = await startEngine(folder)
    expect(open()).toEqual(['Printer'])
    const sites = await running.client.call('site.list', {})
    const problems = Object.fromEntries(sites.map(({ name, problem }) => [name, problem?.code ?? null]))
    expect(problems).toEqual({ Camera: expect.stringMatching(/^site\/.*damaged$/) as string, Printer: null })
    expect(running.bugs).toEqual([])
  },
)

test('a site whose key is damaged stays closed and is told; the other one opens', async () => {
  change(`UPDATE secrets SET sealed = x'00' WHERE owner = (SELECT id FROM sites WHERE name = 'Camera')`)
  running = await startEngine(folder)
  expect(open()).toEqual(['Printer'])
  const [camera] = await running.client.call('site.list', {})
  expect(camera?.problem?.code).toBe('site/certificate-key-lost')
})

test('an authority that is damaged lets nobody in, and what needs nothing of it goes on', async () => {
  change(`UPDATE authorities SET der = x'3000'`)
  running = await startEngine(folder)
  expect(open()).toEqual([])
  const codes = (await running.client.call('site.list', {})).map(({ problem }) => problem?.code)
  expect(codes).toEqual(['site/authority-damaged', 'site/authority-damaged'])
  expect(await running.client.call('device.list', {})).toHaveLength(1)
})

test('a vault that is damaged is not a wrong passphrase', async () => {
  const unlock = (passphrase: string) => running.client.call('authority.unlock', { passphrase })
  running = await startEngine(folder)
  await expect(unlock('not it at all')).rejects.toMatchObject({ code: 'authority/wrong-passphrase' })
  // Its check value was made when it was made, or is made by the first passphrase that opens it.
  await unlock(PASSPHRASE)
  await running.engine.close()
  change(`UPDATE vault SET salt = zeroblob(length(salt))`)
  running = await startEngine(folder)
  await expect(unlock(PASSPHRASE)).rejects.toMatchObject({ code: 'store/vault-damaged' })
  expect(open()).toEqual(['Camera', 'Printer'])
})

test('while locked, a backup under a passphrase of the caller’s own is refused, and made when it is unlocked', async () => {
  running = await startEngine(folder)
  const backup = { file: path.join(folder, 'x.age'), backupPassphrase: 'a passphrase of my very own' }
  await expect(running.client.call('backup.create', backup)).rejects.toMatchObject({ code: 'authority/locked' })
  expect(fs.existsSync(backup.file)).toBe(false)
  await running.client.call('authority.unlock', { passphrase: PASSPHRASE })
  await running.client.call('backup.create', backup)
  expect(fs.existsSync(backup.file)).toBe(true)
})
