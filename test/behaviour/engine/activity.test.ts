import fs from 'node:fs'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { GateActivity } from '../../../electron/gate/protocol.ts'
import type { Input } from '../../../shared/contract/index.ts'
import { startEngine, temporaryFolder, type TestEngine } from '../../support/engine.ts'

const DAY = 86_400_000

let folder = ''
let running: TestEngine
let now: number
beforeEach(async () => {
  now = Date.now()
  folder = temporaryFolder()
  running = await startEngine(folder, { now: () => now })
  await running.client.call('authority.create', { name: 'Home', passphrase: 'tidal otter lantern basin', key: 'p256' })
  const camera = { name: 'Camera', hosts: ['cam.local'], listen: '127.0.0.1:8443', upstream: 'http://127.0.0.1:1' }
  await running.client.call('site.add', camera)
})
afterEach(async () => {
  await running.engine.close()
  if (running.bugs.length > 0) throw new Error('a bug', { cause: running.bugs[0] })
  fs.rmSync(folder, { recursive: true })
})

const count = async (): Promise<number> => (await running.client.call('activity.list', { limit: 1000 })).length
const knock = async (lines: Partial<GateActivity>[]): Promise<void> => {
  const before = await count()
  running.gate.report(lines)
  await vi.waitFor(async () => expect(await count()).toBe(Math.min(1000, before + lines.length)))
}
/** Keeping less can be undone for five minutes. */
const untilFinal = async (): Promise<void> => {
  now += 5 * 60_000
  expect(await running.client.call('undo.list', {})).toEqual([])
}

test('is narrowed by outcome and time, what was only observed included', async () => {
  await knock([
    { at: now - 3 * DAY, outcome: 'expired', path: '/old' },
    { at: now - DAY, outcome: 'allowed', observed: 'expired', path: '/observed' },
    { at: now - DAY, outcome: 'allowed', path: '/in' },
    { at: now, outcome: 'no-certificate', path: '/none' },
  ])
  const paths = async (filter: Input<'activity.list'>): Promise<(string | null)[]> =>
    (await running.client.call('activity.list', filter)).map((line) => line.path)
  expect(await paths({ outcomes: ['expired'] })).toEqual(['/observed', '/old'])
  expect(await paths({ outcomes: ['allowed', 'no-certificate'] })).toEqual(['/none', '/in'])
  expect(await paths({ since: new Date(now - 2 * DAY).toISOString() })).toEqual(['/none', '/in', '/observed'])
  expect(await paths({ until: new Date(now - 2 * DAY).toISOString() })).toEqual(['/old'])
  expect(await paths({ since: new Date(now - DAY).toISOString(), refused: true })).toEqual(['/none', '/observed'])
})

test('is kept for as long as the owner wants, from when that is final and at every start, and never longer', async () => {
  await knock([{ at: now - 40 * DAY, path: '/old' }, { at: now - 20 * DAY, path: '/newer' }, { at: now }])
  const kept = (days: number | null) => running.client.call('settings.set', { activity: { days, lines: 50_000 } })
  expect((await kept(30)).activity).toEqual({ days: 30, lines: 50_000 })
  await untilFinal()
  expect(await count()).toBe(2)
  now += 15 * DAY
  await running.engine.close()
  running = await startEngine(folder, { now: () => now })
  expect(await count()).toBe(1)
  await kept(null)
  now += 300 * DAY
  await running.engine.close()
  running = await startEngine(folder, { now: () => now })
  expect(await count()).toBe(1)
  expect((await running.client.call('settings.show', {})).activity).toEqual({ days: null, lines: 50_000 })
})

test('survives a clock that was set ten years ahead', async () => {
  await knock([{ at: now }])
  now += 3650 * DAY
  await running.engine.close()
  running = await startEngine(folder, { now: () => now })
  expect(await count()).toBe(1)
})

test('has no more lines than wanted, the newest ones', async () => {
  await running.client.call('settings.set', { activity: { days: null, lines: 1000 } })
  await untilFinal()
  for (let batch = 0; batch < 6; batch += 1) {
    running.gate.report(Array.from({ length: 200 }, (_value, index) => ({ at: now, path: `/${batch * 200 + index}` })))
  }
  await vi.waitFor(async () => {
    const lines = await running.client.call('activity.list', { limit: 1000 })
    expect(lines[0]?.path).toBe('/1199')
  })
  const lines = await running.client.call('activity.list', { limit: 1000 })
  expect([lines.length, lines.at(-1)?.path]).toEqual([1000, '/200'])
  const older = await running.client.call('activity.list', { before: lines.at(-1)?.id ?? 0 })
  expect(older).toEqual([])
  await expect(running.client.call('settings.set', { activity: { days: null, lines: 10 } })).rejects.toMatchObject({
    code: 'app/invalid-input',
  })
})
