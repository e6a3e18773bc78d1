import fs from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { PASSPHRASE, startEngine, temporaryFolder, type TestEngine } from '../../support/engine.ts'

let work = ''
let home = ''
beforeEach(() => {
  work = temporaryFolder()
  home = path.join(work, 'home')
})
afterEach(() => fs.rmSync(work, { recursive: true, force: true }))

const DATABASE = ['vestibule.db', 'vestibule.db-wal', 'vestibule.ledger', 'service.key']

/** The files of a running program as they lie on the disk at this moment: what a power cut leaves. */
function crash(name: string, from = home): string {
  const folder = path.join(work, name)
  fs.mkdirSync(folder, { mode: 0o700 })
  for (const file of DATABASE) fs.copyFileSync(path.join(from, file), path.join(folder, file))
  return folder
}

async function names({ client }: TestEngine): Promise<string[]> {
  return (await client.call('device.list', {})).map((one) => one.name)
}
const add = (one: TestEngine, name: string) => one.client.call('device.add', { name, key: 'p256' })
const unlock = (one: TestEngine) => one.client.call('authority.unlock', { passphrase: PASSPHRASE })

/** A house that was closed once, so that all of it is in the database file, and has gone on since. */
async function running(): Promise<{ house: TestEngine; snapshot: string; closed: string }> {
  const first = await startEngine(home)
  await first.client.call('authority.create', { name: 'Home', key: 'p256', passphrase: PASSPHRASE })
  await add(first, 'Kept')
  await first.engine.close()
  const [snapshot = ''] = fs.readdirSync(path.join(home, 'snapshots'))
  const closed = path.join(work, 'closed.db')
  fs.copyFileSync(path.join(home, 'vestibule.db'), closed)
  const house = await startEngine(home)
  await unlock(house)
  return { house, snapshot: path.join(home, 'snapshots', snapshot), closed }
}

test('the log of a program that was killed is its own: nothing of it is lost, and nothing is said', async () => {
  const { house } = await running()
  for (let n = 0; n < 5; n += 1) await add(house, `New ${n}`)
  const folder = crash('killed')
  expect(fs.statSync(path.join(folder, 'vestibule.db-wal')).size).toBeGreaterThan(0)
  const again = await startEngine(folder)
  expect(await names(again)).toHaveLength(6)
  const status = await again.client.call('app.status', {})
  expect(status.problems).toEqual([])
  expect(await again.client.call('inbox.list', {})).toEqual([])
  await again.engine.close()
  await house.engine.close()
})

test('beside a snapshot that was copied over it, it is put aside and kept; what is missing is said', async () => {
  const { house, snapshot } = await running()
  for (let n = 0; n < 5; n += 1) await add(house, `New ${n}`)
  const folder = crash('mended')
  fs.copyFileSync(snapshot, path.join(folder, 'vestibule.db'))
  const again = await startEngine(folder)
  expect(await names(again)).toEqual(['Kept'])
  const { problems } = await again.client.call('app.status', {})
  expect(problems.map((one) => one.code)).toEqual(['store/log-put-aside'])
  const [aside = ''] = fs.readdirSync(path.join(folder, 'vestibule-aside'))
  expect(fs.statSync(path.join(folder, 'vestibule-aside', aside, 'vestibule.db-wal')).size).toBeGreaterThan(0)
  expect(
    (await again.client.call('inbox.list', {})).map((one) => (one.kind === 'set-back' ? one.problem.code : one.kind)),
  ).toEqual(['store/set-back'])
  // It works on, and all of it is there the next time.
  await unlock(again)
  await add(again, 'Later')
  await again.engine.close()
  const last = await startEngine(folder)
  expect(await names(last)).toEqual(['Kept', 'Later'])
  await last.engine.close()
  await house.engine.close()
})

test('beside an older copy of the database file, whose pages would fit, it is put aside too', async () => {
  const { house, closed } = await running()
  await add(house, 'Between')
  // Closed again: what was added is in the database file, and the log that begins now is younger than the copy.
  await house.engine.close()
  const later = await startEngine(home)
  await unlock(later)
  await add(later, 'Last')
  const folder = crash('older')
  fs.copyFileSync(closed, path.join(folder, 'vestibule.db'))
  const again = await startEngine(folder)
  expect(await names(again)).toEqual(['Kept'])
  expect((await again.client.call('app.status', {})).problems.map((one) => one.code)).toEqual(['store/log-put-aside'])
  await again.engine.close()
  await later.engine.close()
})

test('a log that was cut off rolls back what was answered: that is noticed, and what was revoked stays revoked', async () => {
  const { house } = await running()
  const bob = await add(house, 'Bob')
  await house.client.call('device.revoke', { device: 'Bob' })
  await add(house, 'Carol')
  const folder = crash('cut')
  const log = path.join(folder, 'vestibule.db-wal')
  // Before Bob was added: of a log that begins in the middle SQLite takes nothing after the first bad frame.
  fs.truncateSync(log, 32 + 24 + 100)
  const again = await startEngine(folder)
  expect(await names(again)).toEqual(['Kept'])
  const [entry] = await again.client.call('inbox.list', {})
  expect(entry).toMatchObject({ kind: 'set-back', problem: { code: 'store/set-back' } })
  expect(again.gate.applied.at(-1)?.revoked.map((one) => one.serial)).toEqual([bob.serial])
  await again.engine.close()
  await house.engine.close()
})
