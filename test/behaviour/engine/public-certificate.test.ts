import fs from 'node:fs'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createDispatcher } from '../../../electron/rpc/dispatch.ts'
import { createClient } from '../../../shared/client.ts'
import type { Site } from '../../../shared/contract/site.ts'
import { siteVerdict } from '../../../shared/verdict/site-verdict.ts'
import { PASSPHRASE, startEngine, temporaryFolder, type TestEngine } from '../../support/engine.ts'

const folder = temporaryFolder()
/** Nobody listens at port 9 of the loopback address. */
const directory = 'https://127.0.0.1:9/directory'
const program = { dns: 'exec', dnsConfig: 'program = /usr/local/bin/change-dns\nsecret = tr0ub4dor' } as const
let running: TestEngine
let id: string

const show = (): Promise<Site> => running.client.call('site.show', { site: id })
const order = () => running.client.call('site.acme.order', { site: id })

beforeAll(async () => {
  running = await startEngine(folder)
  await running.client.call('authority.create', { name: 'Home', key: 'p256', passphrase: PASSPHRASE })
})
beforeEach(async () => {
  if (id !== undefined) await running.client.call('site.remove', { site: id })
  const site = await running.client.call('site.add', {
    name: 'NAS',
    hosts: ['nas.example.org', '192.168.1.20'],
    listen: '127.0.0.1:8443',
    upstream: 'http://127.0.0.1:1',
    passphrase: PASSPHRASE,
  })
  id = site.id
})
afterAll(async () => {
  await running.engine.close()
  if (running.bugs.length > 0) throw running.bugs[0]
  fs.rmSync(folder, { recursive: true, force: true })
})

describe('a site whose certificate is ordered from an ACME authority', () => {
  it('says so at once, and keeps what is in force', async () => {
    const before = await show()
    const site = await running.client.call('site.acme.use', { site: id, directory, names: ['nas.example.org'] })
    expect(site.certificate).toMatchObject({
      source: 'authority',
      fingerprint: before.certificate.fingerprint,
      acme: { directory, challenge: 'tls-alpn-01', names: ['nas.example.org'], contact: [] },
    })
  })

  it('tells the failure of an order in its verdict, with when it is tried again, and nothing else is changed', async () => {
    const before = await show()
    await running.client.call('site.acme.use', { site: id, directory })
    await expect(order()).rejects.toMatchObject({ code: 'acme/unreachable' })
    const after = await show()
    expect(after.certificate).toMatchObject({ source: 'authority', fingerprint: before.certificate.fingerprint })
    expect(after.certificate.acme).toMatchObject({ state: 'failed', failures: 1 })
    expect(Date.parse(after.certificate.acme?.nextCheck ?? '')).toBeGreaterThan(Date.now())
    expect(siteVerdict(after).concerns).toContainEqual(
      expect.objectContaining({
        state: 'works-but',
        needsOwner: true,
        reason: expect.objectContaining({ code: 'acme/unreachable' }) as unknown,
      }),
    )
  })

  it('takes challenges back from the gate', async () => {
    await running.client.call('site.acme.use', { site: id, directory })
    await order().catch(() => undefined)
    expect(running.gate.applied.at(-1)?.challenges).toEqual({ http: [], tls: [] })
  })

  it('takes other hosts before there is a certificate for them', async () => {
    await running.client.call('site.set', { site: id, certificate: null, passphrase: PASSPHRASE })
    await running.client.call('site.acme.use', { site: id, directory })
    const hosts = ['nas.example.org', 'cloud.example.org']
    const site = await running.client.call('site.set', { site: id, hosts, passphrase: PASSPHRASE })
    expect(site).toMatchObject({ hosts, certificate: { acme: { directory } } })
  })

  it.each([
    ['its own authority', { certificate: null, passphrase: PASSPHRASE }],
    ['an authority that is named', { signer: 'Home', passphrase: PASSPHRASE }],
  ] as const)('ends the order when it is told to use %s, and one undo takes that back', async (_what, change) => {
    await running.client.call('site.acme.use', { site: id, directory, names: ['nas.example.org'], ...program })
    await running.client.call('site.set', { site: id, ...change })
    expect((await show()).certificate.acme).toBeNull()
    await expect(order()).rejects.toMatchObject({ code: 'acme/not-ordered' })
    const [undoable] = await running.client.call('undo.list', {})
    await running.client.call('undo.run', { id: undoable?.id ?? '' })
    expect((await show()).certificate.acme).toMatchObject({ directory, dns: 'exec' })
    // Its settings are back, too: they are not asked for again.
    await running.client.call('site.acme.use', { site: id, directory, names: ['nas.example.org'], dns: 'exec' })
  })

  it('goes on being ordered after any other change', async () => {
    await running.client.call('site.acme.use', { site: id, directory })
    await running.client.call('site.set', { site: id, contact: 'Ask Sam' })
    expect((await show()).certificate.acme).toMatchObject({ directory })
  })

  it('is removed with its order, and both come back with one undo', async () => {
    await running.client.call('site.acme.use', { site: id, directory, names: ['nas.example.org'], ...program })
    await running.client.call('site.remove', { site: id })
    const [undoable] = await running.client.call('undo.list', {})
    await running.client.call('undo.run', { id: undoable?.id ?? '' })
    expect((await show()).certificate.acme).toMatchObject({ dns: 'exec' })
  })
})

describe('an order is refused before anybody hears of it', () => {
  it.each([
    ['a name that the site does not have', { names: ['bank.example.org'] }, 'acme/name-not-of-site'],
    ['a directory without TLS', { directory: 'http://127.0.0.1:9/directory' }, 'acme/not-https'],
    ['an address by DNS', program, 'acme/address-needs-no-dns'],
    ['http-01 without a port for it', { challenge: 'http-01' as const }, 'acme/no-http-port'],
    ['a DNS service without settings', { names: ['nas.example.org'], dns: 'desec' as const }, 'acme/dns-config'],
  ])('%s', async (_what, input, code) => {
    await expect(running.client.call('site.acme.use', { site: id, directory, ...input })).rejects.toMatchObject({
      code,
    })
    expect((await show()).certificate.acme).toBeNull()
  })

  it('a program of this computer, where a page in a browser asks for it', async () => {
    const names = ['nas.example.org']
    const dispatcher = createDispatcher(running.engine, { onBug: (_method, error) => void running.bugs.push(error) })
    const browser = createClient(dispatcher.for({ via: 'browser', session: 'x' }))
    const input = { site: id, directory, names, ...program }
    await expect(browser.call('site.acme.use', input)).rejects.toMatchObject({ code: 'app/path-from-browser' })
    await expect(running.client.call('site.acme.use', input)).resolves.toMatchObject({ id })
  })

  it('for a site that is stopped, unless nothing is answered at its doors', async () => {
    await running.client.call('site.acme.use', { site: id, directory, names: ['nas.example.org'] })
    await order().catch(() => undefined)
    await running.client.call('site.stop', { site: id })
    await expect(order()).rejects.toMatchObject({ code: 'site/not-running' })
    expect((await show()).certificate.acme?.nextCheck).toBeNull()
  })
})
