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
    // Each from an address of its own: what one address does many times is one line.
    const line = (index: number) => ({ at: now, address: `10.0.${batch}.${index}`, path: `/${batch * 200 + index}` })
    running.gate.report(Array.from({ length: 200 }, (_value, index) => line(index)))
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

const list = (filter: Input<'activity.list'> = { limit: 1000 }) => running.client.call('activity.list', filter)

test('a burst of one address, outcome and minute is one line with a count', async () => {
  const minute = Math.floor(now / 60_000) * 60_000
  const { id: siteId } = (await running.client.call('site.list', {}))[0] ?? { id: '' }
  const burst = (rest: Partial<GateActivity>, length: number) =>
    running.gate.report(
      Array.from({ length }, (_value, index) => ({
        siteId,
        at: minute + index * 10,
        outcome: 'expired' as const,
        ...rest,
      })),
    )
  burst({}, 500)
  burst({ address: '192.0.2.8' }, 3)
  burst({ outcome: 'revoked' }, 12)
  // Addresses of one line of IPv6 are one (RFC 6177); names that a stranger gives itself are no difference.
  for (let index = 0; index < 40; index += 1) {
    const stranger = { outcome: 'self-signed' as const, address: `2001:db8::${index}`, subject: `CN=${index}` }
    running.gate.report([{ siteId, at: minute, ...stranger }])
  }
  // The next minute is another burst.
  burst({ at: minute + 60_000 }, 20)
  const lines = await vi.waitFor(async () => {
    const found = await list()
    expect(found[0]).toMatchObject({ at: new Date(minute + 60_000).toISOString(), count: 10 })
    return found
  })
  const counts = (outcome: string, address: string, from = minute): number[] =>
    lines
      .filter((line) => line.outcome === outcome && line.address.startsWith(address))
      .filter((line) => Math.floor(Date.parse(line.at) / 60_000) * 60_000 === from)
      .map((line) => line.count)
      .toSorted((one, other) => other - one)
  const singles = Array.from({ length: 10 }, () => 1)
  expect(counts('expired', '192.0.2.7')).toEqual([490, ...singles])
  expect(counts('expired', '192.0.2.8')).toEqual([1, 1, 1])
  expect(counts('revoked', '192.0.2.7')).toEqual([2, ...singles])
  expect(counts('self-signed', '2001:db8')).toEqual([30, ...singles])
  expect(counts('expired', '192.0.2.7', minute + 60_000)).toEqual([10, ...singles])
  const last = lines.find((line) => line.count === 490)
  expect([last?.at, last?.lastAt]).toEqual([minute + 100, minute + 4990].map((at) => new Date(at).toISOString()))
  // What counts visits and refusals counts them all.
  expect((await running.client.call('site.show', { site: 'Camera' })).today.refusals).toBe(500 + 3 + 12 + 40 + 20)
})

test('however many strangers there are, half of the room is for visits of the owner’s devices', async () => {
  await running.client.call('settings.set', { activity: { days: null, lines: 1000 } })
  await untilFinal()
  const { fingerprint } = await running.client.call('device.add', { name: 'Phone', key: 'p256' })
  const visits = (length: number, from: number) =>
    running.gate.report(
      Array.from({ length }, (_value, index) => ({
        at: now + (from + index) * 60_000,
        fingerprint,
        verifyCode: 0,
        path: `/own/${from + index}`,
      })),
    )
  const strangers = (length: number, from: number) =>
    running.gate.report(
      Array.from({ length }, (_value, index) => ({
        at: now,
        outcome: index % 2 === 0 ? ('unknown-issuer' as const) : ('allowed' as const),
        address: `10.${from}.${Math.floor(index / 250)}.${index % 250}`,
      })),
    )
  const own = async (): Promise<number> =>
    (await list()).filter((line) => line.path?.startsWith('/own/') === true).length
  visits(300, 0)
  for (let round = 0; round < 5; round += 1) strangers(1000, round)
  await vi.waitFor(async () => expect((await list())[0]?.address).toBe('10.4.3.249'))
  expect([await own(), (await list()).length]).toEqual([300, 1000])
  // The other way round, too; and one has the room that the other does not need.
  visits(2000, 300)
  await vi.waitFor(async () => expect((await list())[0]?.path).toBe('/own/2299'))
  expect([await own(), (await list()).length]).toEqual([500, 1000])
  strangers(400, 9)
  await vi.waitFor(async () => expect((await list())[0]?.address).toBe('10.9.1.149'))
  expect(await own()).toBe(500)
})
