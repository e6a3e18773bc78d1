import { generateKeyPairSync } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { EventPayload } from '../../../shared/contract/index.ts'
import { PASSPHRASE, startEngine, temporaryFolder, type TestEngine } from '../../support/engine.ts'

type Progress = EventPayload<'app.progress'>

let folder = ''
let running: TestEngine
let told: Progress[]
beforeEach(async () => {
  folder = temporaryFolder()
  running = await startEngine(path.join(folder, 'data'))
  told = []
  running.client.on('app.progress', (progress) => told.push(progress))
})
afterEach(async () => {
  await running.engine.close()
  if (running.bugs.length > 0) throw new Error('a bug', { cause: running.bugs[0] })
  fs.rmSync(folder, { recursive: true })
})

const home = () => running.client.call('authority.create', { name: 'Home', passphrase: PASSPHRASE, key: 'p256' })
const cancel = (runId: string) => running.client.call('app.cancel', { runId })
/** Cancels as soon as there is something to cancel. */
const cancelSoon = (runId: string) =>
  vi.waitFor(async () => expect(await cancel(runId)).toEqual({ cancelled: true }), { interval: 5 })
/** Everything below the folder but the database itself. */
const files = () =>
  fs
    .readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => !/vestibule\.db(?:-(?:wal|shm))?$/.test(name))
    .toSorted()

test('renewing many tells how far it is, and what was done stays done when it is cancelled', async () => {
  await home()
  for (let n = 0; n < 12; n += 1) await running.client.call('device.add', { name: `Device ${n}`, key: 'p256' })
  const before = await running.client.call('device.list', {})
  const devices = before.map(({ id }) => id)
  running.client.on('app.progress', ({ runId }) => void cancel(runId))
  const result = await running.client.call('device.renewMany', { devices, runId: 'mine' })
  expect(told[0]).toEqual({ runId: 'mine', done: 1, total: 12 })
  expect(result.renewed.length).toBeGreaterThan(0)
  expect(result.left).toBeGreaterThan(0)
  expect(result.renewed.length + result.left).toBe(12)
  const after = await running.client.call('device.list', {})
  const changed = after.filter((one, at) => one.serial !== before[at]?.serial)
  expect(changed.map(({ id }) => id)).toEqual(result.renewed.map(({ id }) => id))
})

test('a backup that is cancelled leaves nothing behind, and can be made again', async () => {
  await home()
  const before = files()
  const file = path.join(folder, 'home.age')
  for (const input of [{ file }, {}]) {
    const made = running.client.call('backup.create', { ...input, passphrase: PASSPHRASE, runId: 'mine' })
    await Promise.all([expect(made).rejects.toMatchObject({ code: 'app/cancelled' }), cancelSoon('mine')])
    expect(files().filter((name) => !name.endsWith('vestibule-transfer'))).toEqual(before)
  }
  await running.client.call('backup.create', { file, passphrase: PASSPHRASE, runId: 'mine' })
  expect(fs.existsSync(file)).toBe(true)
  const last = told.at(-1)
  expect(last?.runId).toBe('mine')
  // Written and read back: both are counted.
  expect(told.every(({ done, total }) => done >= 0 && done <= total)).toBe(true)
})

test.each(['backup.inspect', 'backup.restore'] as const)('%s that is cancelled changes nothing', async (method) => {
  const { id } = await home()
  const file = path.join(folder, 'home.age')
  await running.client.call('backup.create', { file, passphrase: PASSPHRASE })
  await running.client.call('device.add', { name: 'Alice', key: 'p256' })
  const input = { file, passphrase: PASSPHRASE, runId: 'mine' }
  const read = running.client.call(method, method === 'backup.restore' ? { ...input, replace: true } : input)
  await Promise.all([expect(read).rejects.toMatchObject({ code: 'app/cancelled' }), cancelSoon('mine')])
  expect((await running.client.call('device.list', {})).map(({ name }) => name)).toEqual(['Alice'])
  expect((await running.client.call('authority.list', {})).map((one) => one.id)).toEqual([id])
  expect(files().filter((name) => /vestibule-transfer./.test(name))).toEqual([])
})

test('taking in many files tells how far it is, and takes in nothing when it is cancelled', async () => {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const key = privateKey.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'secret' })
  const base64 = Buffer.from(key).toString('base64')
  const many = Array.from({ length: 3000 }, (_value, n) => ({ name: `pki/private/${n}.key`, base64 }))
  const input = { files: many, password: 'secret', passphrase: PASSPHRASE, runId: 'mine' }
  running.client.on('app.progress', ({ runId }) => void cancel(runId))
  await expect(running.client.call('authority.import', input)).rejects.toMatchObject({ code: 'app/cancelled' })
  expect(told[0]).toMatchObject({ runId: 'mine', total: 3000 })
  expect(await running.client.call('authority.list', {})).toEqual([])
})

test('an id is that of one run at a time', async () => {
  await home()
  const backup = () => running.client.call('backup.create', { passphrase: PASSPHRASE, runId: 'mine' })
  const first = backup()
  await expect(backup()).rejects.toMatchObject({ code: 'app/run-taken' })
  await Promise.all([expect(first).rejects.toMatchObject({ code: 'app/cancelled' }), cancelSoon('mine')])
})
