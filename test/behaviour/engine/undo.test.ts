import fs from 'node:fs'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Device } from '../../../shared/contract/device.ts'
import type { Undoable } from '../../../shared/contract/undo.ts'
import { PASSPHRASE, startEngine, temporaryFolder, type TestEngine } from '../../support/engine.ts'

const MINUTE = 60_000
const DAY = 86_400_000

let folder = ''
let running: TestEngine
let now: number
beforeEach(async () => {
  now = Date.now()
  folder = temporaryFolder()
  running = await startEngine(folder, { now: () => now })
  const { client } = running
  await client.call('authority.create', { name: 'Home', passphrase: PASSPHRASE, key: 'p256' })
  await client.call('device.add', { name: 'Alice', key: 'p256', days: 30, groups: ['family'] })
  await client.call('site.add', {
    name: 'Camera',
    hosts: ['cam.local'],
    listen: '127.0.0.1:8443',
    upstream: 'http://127.0.0.1:1',
    login: { kind: 'bearer', token: 'dGhlIGNhbWVyYQ==' },
  })
  await client.call('site.rule.add', { site: 'Camera', path: '/api', certificate: 'none' })
})
afterEach(async () => {
  await running.engine.close()
  if (running.bugs.length > 0) throw new Error('a bug', { cause: running.bugs[0] })
  fs.rmSync(folder, { recursive: true })
})

const list = (): Promise<Undoable[]> => running.client.call('undo.list', {})
/** Undoes what was done last, which is that. */
const undo = async (kind: Undoable['kind']): Promise<void> => {
  const [last] = await list()
  expect(last?.kind).toBe(kind)
  await running.client.call('undo.run', { id: last?.id ?? '' })
  expect((await list()).some(({ id }) => id === last?.id)).toBe(false)
}
/** What the gate was told last: all of its sites, with rules, keys and logins. */
const inForce = () => running.gate.applied.at(-1)?.listeners.flatMap((one) => one.sites) ?? []
const device = (name: string): Promise<Device> => running.client.call('device.show', { device: name })
const remove = async (name: string): Promise<void> => {
  await running.client.call('device.remove', { device: name })
}

describe('removing a site', () => {
  test('closes it at once, and undoing opens it as it was: rules, certificate, login', async () => {
    const before = await running.client.call('site.show', { site: 'Camera' })
    const policy = inForce()
    const told: string[] = []
    running.client.on('site.changed', ({ name }) => told.push(name))
    await running.client.call('site.remove', { site: 'Camera' })
    expect(inForce()).toEqual([])
    expect(await list()).toMatchObject([{ kind: 'site-removed', name: 'Camera' }])
    await undo('site-removed')
    expect(inForce()).toEqual(policy)
    expect(await running.client.call('site.show', { site: 'Camera' })).toEqual(before)
    expect(told).toContain('Camera')
  })

  test('is not undone over another one that took its name or its door', async () => {
    await running.client.call('site.remove', { site: 'Camera' })
    const other = { name: 'Other', hosts: ['cam.local'], listen: '127.0.0.1:8443', upstream: 'http://127.0.0.1:1' }
    await running.client.call('site.add', other)
    await expect(undo('site-removed')).rejects.toMatchObject({ code: 'site/host-taken' })
    expect((await running.client.call('site.list', {})).map(({ name }) => name)).toEqual(['Other'])
    // It can be tried again when the other one is out of the way.
    await running.client.call('site.set', { site: 'Other', hosts: ['other.local'] })
    const removed = (await list()).find(({ kind }) => kind === 'site-removed')
    await running.client.call('undo.run', { id: removed?.id ?? '' })
    expect((await running.client.call('site.list', {})).map(({ name }) => name).toSorted()).toEqual(['Camera', 'Other'])
  })
})

describe('a rule', () => {
  test('that was removed is back as it was', async () => {
    const [before] = await running.client.call('site.rule.list', { site: 'Camera' })
    await running.client.call('site.rule.remove', { site: 'Camera', path: '/api' })
    expect(inForce()[0]?.rules).toEqual([])
    await undo('rule-removed')
    expect(inForce()[0]?.rules).toEqual([before])
  })

  test('that was changed is as before, and only its last change can be undone', async () => {
    const [before] = await running.client.call('site.rule.list', { site: 'Camera' })
    const set = (certificate: 'required' | 'blocked') =>
      running.client.call('site.rule.set', { site: 'Camera', rule: before?.id ?? '', path: '/api', certificate })
    const required = await set('required')
    await set('blocked')
    expect(await list()).toMatchObject([{ kind: 'rule-changed', name: '/api' }])
    await undo('rule-changed')
    expect(inForce()[0]?.rules).toEqual([required])
    expect(await list()).toEqual([])
  })

  test('that the gate refuses is not put back, and can be tried again', async () => {
    await running.client.call('site.rule.remove', { site: 'Camera', path: '/api' })
    running.gate.refuse = (policy) =>
      policy.listeners.some(({ sites }) => sites.some(({ rules }) => rules.length > 0)) ? 'no' : null
    await expect(undo('rule-removed')).rejects.toMatchObject({ code: 'site/policy-refused' })
    running.gate.refuse = null
    expect(await running.client.call('site.rule.list', { site: 'Camera' })).toEqual([])
    await undo('rule-removed')
    expect(await running.client.call('site.rule.list', { site: 'Camera' })).toHaveLength(1)
  })

  test('goes with its site', async () => {
    await running.client.call('site.rule.remove', { site: 'Camera', path: '/api' })
    await running.client.call('site.remove', { site: 'Camera' })
    expect(await list()).toMatchObject([{ kind: 'site-removed' }])
  })
})

describe('a device', () => {
  test('that was renamed has its name and its groups again, at the gate too', async () => {
    await running.client.call('device.set', { device: 'Alice', name: 'Eve', groups: ['work'] })
    await undo('device-changed')
    expect(await device('Alice')).toMatchObject({ name: 'Alice', groups: ['family'] })
    expect(running.gate.applied.at(-1)?.known).toMatchObject([{ deviceName: 'Alice', groups: ['family'] }])
  })

  test('that had expired is back with its key and history, as expired as before', async () => {
    now += 31 * DAY
    const before = await device('Alice')
    await remove('Alice')
    expect(await running.client.call('device.list', {})).toEqual([])
    await undo('device-removed')
    expect(await device('Alice')).toEqual(before)
    expect(before.status).toBe('expired')
    const passphrase = PASSPHRASE
    const renewed = await running.client.call('device.renew', { device: 'Alice', passphrase })
    expect(renewed.fingerprint).not.toBe(before.fingerprint)
    await expect(running.client.call('device.export', { device: 'Alice', passphrase })).resolves.toBeDefined()
  })

  test.each(['key-compromise', 'hold'] as const)('that was revoked (%s) is back, revoked', async (reason) => {
    await running.client.call('device.revoke', { device: 'Alice', reason })
    const before = await device('Alice')
    const revoked = running.gate.applied.at(-1)?.revoked
    await remove('Alice')
    expect(running.gate.applied.at(-1)?.revoked).toEqual(revoked)
    await undo('device-removed')
    expect(await device('Alice')).toEqual(before)
    expect(running.gate.applied.at(-1)?.revoked).toEqual(revoked)
  })

  test('that still got in is locked out for good: nothing to undo', async () => {
    await remove('Alice')
    expect(await list()).toEqual([])
  })
})

test('an authority that nobody needs is back with its key', async () => {
  const { client } = running
  const spare = await client.call('authority.create', { name: 'Spare', passphrase: PASSPHRASE, key: 'p256' })
  await client.call('authority.remove', { authority: 'Spare' })
  await undo('authority-removed')
  expect(await client.call('authority.show', { authority: 'Spare' })).toEqual(spare)
  const passphrase = PASSPHRASE
  await expect(
    client.call('device.add', { name: 'Bob', key: 'p256', authority: 'Spare', passphrase }),
  ).resolves.toBeDefined()
})

test('an authority is not put back beside another one of its name; a site not without its authority', async () => {
  const { client } = running
  await client.call('authority.create', { name: 'Spare', passphrase: PASSPHRASE, key: 'p256' })
  const spare = { name: 'Printer', hosts: ['printer.local'], listen: '127.0.0.1:9443', upstream: 'http://127.0.0.1:1' }
  await client.call('site.add', { ...spare, authorities: ['Home'] })
  await client.call('site.set', { site: 'Printer', authorities: ['Home', 'Spare'] })
  await client.call('site.remove', { site: 'Printer' })
  const [site] = await list()
  await client.call('authority.remove', { authority: 'Spare' })
  const undoSite = () => client.call('undo.run', { id: site?.id ?? '' })
  await expect(undoSite()).rejects.toMatchObject({ code: 'app/undo-authority-gone' })
  const other = await client.call('authority.create', { name: 'Spare', passphrase: PASSPHRASE, key: 'p256' })
  await expect(undo('authority-removed')).rejects.toMatchObject({ code: 'app/undo-name-taken' })
  await client.call('authority.remove', { authority: other.id })
  const first = (await list()).findLast(({ kind }) => kind === 'authority-removed')
  await client.call('undo.run', { id: first?.id ?? '' })
  await undoSite()
  expect(await client.call('site.show', { site: 'Printer' })).toMatchObject({ state: 'running' })
})

test('a request that was put off is on the list again', async () => {
  const phone = await device('Alice')
  now += 31 * DAY
  running.gate.renew({
    at: now,
    siteId: (await running.client.call('site.show', { site: 'Camera' })).id,
    address: '203.0.113.9',
    fingerprint: phone.fingerprint,
    serial: phone.serial,
    subject: 'CN=Alice',
    notAfter: Date.parse(phone.notAfter),
  })
  const inbox = () => running.client.call('inbox.list', {})
  await vi.waitFor(async () => expect(await inbox()).toHaveLength(1))
  const before = await inbox()
  await running.client.call('inbox.dismiss', { key: before[0]?.key ?? '' })
  expect(await inbox()).toEqual([])
  await undo('entry-dismissed')
  expect(await inbox()).toEqual(before)
})

test('keeping less of the activity takes lines away only when that cannot be undone any more', async () => {
  const set = (days: number) => running.client.call('settings.set', { activity: { days, lines: 50_000 } })
  const count = async (): Promise<number> => (await running.client.call('activity.list', {})).length
  running.gate.report([{ at: now - 20 * DAY }, { at: now }])
  await vi.waitFor(async () => expect(await count()).toBe(2))
  await set(7)
  expect(await count()).toBe(2)
  await undo('activity-shortened')
  expect((await running.client.call('settings.show', {})).activity.days).toBe(365)
  await set(7)
  now += 5 * MINUTE
  expect(await list()).toEqual([])
  expect(await count()).toBe(1)
})

test('nothing can be undone after five minutes, twice, or after a restart', async () => {
  const removed = async (): Promise<string> => {
    await running.client.call('site.rule.remove', { site: 'Camera', path: '/api' })
    const [last] = await list()
    return last?.id ?? ''
  }
  const run = (id: string) => running.client.call('undo.run', { id })
  const first = await removed()
  const twice = await Promise.allSettled([run(first), run(first)])
  expect(twice.map(({ status }) => status)).toEqual(['fulfilled', 'rejected'])
  const second = await removed()
  now += 5 * MINUTE
  await expect(run(second)).rejects.toMatchObject({ code: 'app/undo-over' })
  await running.client.call('site.rule.add', { site: 'Camera', path: '/api', certificate: 'none' })
  const third = await removed()
  await running.engine.close()
  running = await startEngine(folder, { now: () => now })
  expect(await list()).toEqual([])
  await expect(run(third)).rejects.toMatchObject({ code: 'app/undo-over' })
})

test('every window is told when something can be undone, and when it cannot any more', async () => {
  let told = 0
  running.client.on('undo.changed', () => (told += 1))
  await running.client.call('site.rule.remove', { site: 'Camera', path: '/api' })
  expect(told).toBe(1)
  await undo('rule-removed')
  expect(told).toBe(2)
})
