import fs from 'node:fs'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Site } from '../../../shared/contract/site.ts'
import { PASSPHRASE, startEngine, temporaryFolder, type TestEngine } from '../../support/engine.ts'
import { say } from '../../support/said.ts'

let folder = ''
let running: TestEngine
let now: number
beforeEach(async () => {
  now = Date.now()
  folder = temporaryFolder()
  running = await startEngine(folder, { now: () => now })
  const { client } = running
  await client.call('authority.create', { name: 'Home', passphrase: PASSPHRASE, key: 'p256' })
  await client.call('device.add', { name: 'Alice', key: 'p256', groups: ['family'] })
  await client.call('device.add', { name: 'Bob', key: 'p256' })
  const camera = { name: 'Camera', hosts: ['cam.local'], listen: '127.0.0.1:8443', upstream: 'http://127.0.0.1:1' }
  await client.call('site.add', camera)
})
afterEach(async () => {
  await running.engine.close()
  if (running.bugs.length > 0) throw new Error('a bug', { cause: running.bugs[0] })
  fs.rmSync(folder, { recursive: true })
})

const inForce = () => running.gate.applied.at(-1)?.listeners[0]?.sites[0]?.rules ?? []
const show = (): Promise<Site> => running.client.call('site.show', { site: 'Camera' })
const add = (path: string, rest: object = {}) => running.client.call('site.rule.add', { site: 'Camera', path, ...rest })

describe('a rule', () => {
  test('is in force at the gate when the call returns, told to the windows, and there after a restart', async () => {
    const told: number[] = []
    running.client.on('site.changed', (site) => told.push(site.rules.length))
    const rule = await add('/api', { certificate: 'none' })
    expect(rule).toMatchObject({ path: '/api', certificate: 'none', lan: 'any', devices: [], depth: null })
    expect(inForce()).toEqual([rule])
    expect(told.at(-1)).toBe(1)
    const changed = await running.client.call('site.rule.set', {
      site: 'Camera',
      rule: rule.id,
      path: '/api/v2',
      certificate: 'required',
      groups: ['family'],
    })
    expect(inForce()).toEqual([changed])
    await running.engine.close()
    running = await startEngine(folder)
    expect(inForce()).toEqual([changed])
    expect((await show()).rules).toEqual([changed])
    await running.client.call('site.rule.remove', { site: 'Camera', path: '/api/v2' })
    expect(inForce()).toEqual([])
    expect(await running.client.call('site.rule.list', { site: 'Camera' })).toEqual([])
  })

  test.each([
    [' /api/ ', '/api'],
    ['/', '/'],
    ['//a/./b/../c', '/a/c'],
    ['/caf\u00e9 noir', '/caf%C3%A9%20noir'],
    ['/caf%c3%a9', '/caf%C3%A9'],
    ['/%61pi', '/api'],
  ])('for %j is kept in the spelling by which it is judged', async (typed, path) => {
    expect((await add(typed)).path).toBe(path)
  })
  test.each(['api', '', 'https://nas/api', '/a?b', '/a#b', '/a;b', '/a%2fb', '/../a', '/a\\b'])(
    'for %j is refused: it would never match, or mean two things',
    async (typed) => {
      await expect(add(typed)).rejects.toMatchObject({
        code: 'app/invalid-input',
        message: expect.stringContaining('path'),
      })
      expect((await show()).rules).toEqual([])
    },
  )

  test.each([
    [{ certificate: 'none', devices: ['Alice'] }, 'only a path that requires a certificate'],
    [{ certificate: 'blocked', groups: ['family'] }, 'only a path that requires a certificate'],
    [{ certificate: 'optional', depth: 1 }, 'only a path that requires a certificate'],
    [{ certificate: 'blocked', lan: 'only' }, 'blocked for everybody'],
    [{ certificate: 'none', lan: 'exempt' }, 'nobody needs a certificate there'],
  ])('that contradicts itself is refused: %j', async (said, why) => {
    await expect(add('/a', said)).rejects.toMatchObject({
      code: 'app/invalid-input',
      message: expect.stringContaining(why),
    })
  })

  test('names devices and authorities by name, and refuses what does not exist', async () => {
    const rule = await add('/a', { devices: ['Alice', 'Alice'], authorities: ['Home'] })
    const [alice] = await running.client.call('device.list', { search: 'Alice' })
    const [home] = await running.client.call('authority.list', {})
    expect([rule.devices, rule.authorities]).toEqual([[alice?.id], [home?.id]])
    await expect(add('/b', { devices: ['Carol'] })).rejects.toMatchObject({ code: 'device/not-found' })
    await expect(add('/b', { authorities: ['Office'] })).rejects.toMatchObject({ code: 'authority/not-found' })
  })

  test('is the only one of its path, in any case where the upstream does not tell', async () => {
    await add('/Api')
    await expect(add('/Api/')).rejects.toMatchObject({ code: 'site/rule-taken' })
    await add('/api')
    await expect(running.client.call('site.set', { site: 'Camera', ignoreCase: true })).rejects.toMatchObject({
      code: 'site/rule-taken',
    })
    await running.client.call('site.rule.remove', { site: 'Camera', path: '/api' })
    await running.client.call('site.set', { site: 'Camera', ignoreCase: true })
    expect(running.gate.applied.at(-1)?.listeners[0]?.sites[0]?.ignoreCase).toBe(true)
    await expect(add('/API')).rejects.toMatchObject({ code: 'site/rule-taken' })
  })

  test('that the gate refuses is taken back, and the old rules stay', async () => {
    const first = await add('/a')
    running.gate.refuse = (policy) => (policy.listeners[0]?.sites[0]?.rules.length === 1 ? null : 'not like that')
    await expect(add('/b')).rejects.toMatchObject({ code: 'site/policy-refused' })
    await expect(running.client.call('site.rule.remove', { site: 'Camera', path: '/a' })).rejects.toMatchObject({
      code: 'site/policy-refused',
    })
    expect((await show()).rules).toEqual([first])
    expect(inForce()).toEqual([first])
    expect((await show()).state).toBe('running')
  })

  test('goes on matching nobody when its device is removed, also after it was changed in another respect', async () => {
    const rule = await add('/a', { devices: ['Bob'] })
    await running.client.call('device.remove', { device: 'Bob' })
    expect(inForce()).toEqual([rule])
    const { id, ...same } = rule
    const changed = await running.client.call('site.rule.set', { ...same, site: 'Camera', rule: id, path: '/b' })
    expect(changed.devices).toEqual(rule.devices)
    const asked = { site: 'Camera', device: 'Alice', path: '/b' }
    expect(await running.client.call('site.wouldEnter', asked)).toMatchObject({ outcome: 'not-allowed' })
  })

  test('goes with its site', async () => {
    await add('/a')
    await running.client.call('site.remove', { site: 'Camera' })
    await expect(running.client.call('site.rule.list', { site: 'Camera' })).rejects.toMatchObject({
      code: 'site/not-found',
    })
  })
})

describe('“Who would get in?”', () => {
  const ask = (rest: object = {}) =>
    running.client.call('site.wouldEnter', { site: 'Camera', address: '203.0.113.9', ...rest })

  test('answers for a visitor without a certificate, by path and address, with the rule that decides', async () => {
    await add('/hook', { certificate: 'none' })
    const home = await add('/home', { lan: 'exempt' })
    expect(await ask()).toMatchObject({ decision: 'page', outcome: 'no-certificate', rule: null, verify: null })
    expect(await ask({ path: '//hook/a?token=1' })).toMatchObject({ decision: 'in', path: '/hook/a', local: false })
    expect(await ask({ path: '/home' })).toMatchObject({ decision: 'page', outcome: 'no-certificate', rule: home })
    const inside = { path: '/home', address: '192.168.1.7' }
    expect(await ask(inside)).toMatchObject({ decision: 'in', because: 'local', local: true, rule: home })
    expect(await ask({ path: '/a\\b' })).toMatchObject({ outcome: 'bad-request', path: null })
    // Some servers open /hook/x then: the strictest of all readings decides.
    expect(await ask({ path: '/hook/..%2fb' })).toMatchObject({ decision: 'page', outcome: 'no-certificate' })
    await expect(ask({ address: 'here' })).rejects.toMatchObject({ code: 'app/invalid-input' })
  })

  test('answers for a device by what its certificate is worth now', async () => {
    await add('/a', { groups: ['family'] })
    const verify = { code: 0, name: 'X509_V_OK' }
    expect(await ask({ device: 'Alice', path: '/a' })).toMatchObject({ decision: 'in', verify })
    expect(await ask({ device: 'Bob', path: '/a' })).toMatchObject({ outcome: 'not-allowed', because: 'not-named' })
    await running.client.call('device.revoke', { device: 'Alice' })
    expect(await ask({ device: 'Alice' })).toMatchObject({ outcome: 'revoked', verify: { code: 23 } })
    now += 400 * 86_400_000
    expect(await ask({ device: 'Bob' })).toMatchObject({ outcome: 'expired', verify: { code: 10 } })
    await running.client.call('site.set', { site: 'Camera', mode: 'required' })
    expect(await ask({ device: 'Bob' })).toMatchObject({ decision: 'refused', because: 'handshake' })
  })

  test('knows that a site may trust another authority', async () => {
    await running.client.call('authority.create', { name: 'Office', passphrase: PASSPHRASE, key: 'p256' })
    await running.client.call('site.set', { site: 'Camera', authorities: ['Office'] })
    expect(await ask({ device: 'Alice' })).toMatchObject({ outcome: 'unknown-issuer', verify: { code: 20 } })
  })
})

test('a site that only observes says so everywhere, and its visits are found among the refusals', async () => {
  const site = await running.client.call('site.set', { site: 'Camera', observe: true })
  expect(site.observe).toBe(true)
  expect(running.gate.applied.at(-1)?.listeners[0]?.sites[0]?.observe).toBe(true)
  const asked = await running.client.call('site.wouldEnter', { site: 'Camera', address: '203.0.113.9' })
  expect(asked).toMatchObject({ decision: 'in', outcome: 'allowed', observed: 'no-certificate' })
  const at = Date.now()
  running.gate.report([
    { at, siteId: site.id, outcome: 'allowed', observed: 'no-certificate', verifyCode: null },
    { at, siteId: site.id, outcome: 'allowed' },
  ])
  await vi.waitFor(async () => {
    const [line, ...more] = await running.client.call('activity.list', { refused: true })
    expect(line).toMatchObject({ outcome: 'allowed', observed: 'no-certificate' })
    expect(line && say(line.reason)).toBe('Let in because this site only observes. The visitor showed no certificate.')
    expect(more).toEqual([])
  })
  // It lets in: a visit, not a refusal.
  expect((await show()).today).toEqual({ visits: 2, refusals: 0 })
  expect((await running.client.call('site.set', { site: 'Camera', observe: false })).observe).toBe(false)
})
