import fs from 'node:fs'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Input } from '../../../shared/contract/index.ts'
import type { Undoable } from '../../../shared/contract/undo.ts'
import { PASSPHRASE, startEngine, temporaryFolder, type TestEngine } from '../../support/engine.ts'
import { opensslAuthority } from '../../support/openssl-pki.ts'

let folder = ''
let running: TestEngine
beforeEach(async () => {
  folder = temporaryFolder()
  running = await startEngine(folder)
  await running.client.call('authority.create', { name: 'Home', passphrase: PASSPHRASE, key: 'p256' })
  await running.client.call('site.add', {
    name: 'Camera',
    hosts: ['cam.local'],
    listen: '127.0.0.1:8443',
    upstream: 'http://127.0.0.1:1',
    contact: 'Ask Alice',
    login: { kind: 'bearer', token: 'dGhlIGNhbWVyYQ==' },
  })
})
afterEach(async () => {
  await running.engine.close()
  if (running.bugs.length > 0) throw new Error('a bug', { cause: running.bugs[0] })
  fs.rmSync(folder, { recursive: true })
})

const set = (to: Omit<Input<'site.set'>, 'site'>) => running.client.call('site.set', { site: camera(), ...to })
/** Its id: the name may change. */
const camera = (): string => inForce()[0]?.id ?? ''
const show = () => running.client.call('site.show', { site: camera() })
const list = (): Promise<Undoable[]> => running.client.call('undo.list', {})
const undo = async (): Promise<void> => {
  const [last] = await list()
  expect(last?.kind).toBe('site-changed')
  await running.client.call('undo.run', { id: last?.id ?? '' })
}
/** What the gate was told last: all of its sites, with rules, keys and logins. */
const inForce = () => running.gate.applied.at(-1)?.listeners.flatMap((one) => one.sites) ?? []

test('a site that was changed is as before at once: names, certificate and its key, mode, upstream, contact', async () => {
  const before = await show()
  const policy = inForce()
  await set({ name: 'NAS', hosts: ['nas.local'], upstream: 'http://127.0.0.1:2', mode: 'required', contact: '' })
  expect(inForce()).not.toEqual(policy)
  expect(await list()).toMatchObject([{ kind: 'site-changed', name: 'NAS' }])
  await undo()
  expect(inForce()).toEqual(policy)
  expect(await show()).toEqual(before)
  expect(await list()).toEqual([])
})

test('a login that was replaced or removed works again, though nobody was shown it', async () => {
  const policy = inForce()
  await set({ login: { kind: 'basic', user: 'bob', password: 'other' } })
  await undo()
  expect(inForce()).toEqual(policy)
  await set({ login: null })
  await undo()
  expect(inForce()).toEqual(policy)
})

test('so does the owner’s own certificate, with its key', async () => {
  const elsewhere = opensslAuthority('Elsewhere')
  const pair = () => {
    const { cert, key } = elsewhere.leaf({ cn: 'cam', san: 'DNS:cam.local', eku: 'serverAuth' })
    return { certPem: cert, keyPem: key }
  }
  await set({ certificate: pair() })
  const policy = inForce()
  await set({ certificate: pair() })
  expect(inForce()).not.toEqual(policy)
  await undo()
  expect(inForce()).toEqual(policy)
})

test('what was done to it since stays: it is closed, its rules are kept', async () => {
  await set({ contact: 'Ask Bob' })
  await running.client.call('site.rule.add', { site: 'Camera', path: '/api', certificate: 'none' })
  await running.client.call('site.stop', { site: 'Camera' })
  expect(inForce()).toEqual([])
  const [last] = await list()
  await running.client.call('undo.run', { id: last?.id ?? '' })
  expect(inForce()).toEqual([])
  const after = await running.client.call('site.show', { site: 'Camera' })
  expect(after).toMatchObject({ enabled: false, contact: 'Ask Alice', rules: [{ path: '/api' }] })
})

test('is not undone over another one that took its place meanwhile; it can be tried again', async () => {
  await set({ hosts: ['nas.local'] })
  const taken = { name: 'Other', hosts: ['cam.local'], listen: '127.0.0.1:8443', upstream: 'http://127.0.0.1:3' }
  await running.client.call('site.add', taken)
  const policy = inForce()
  await expect(undo()).rejects.toMatchObject({ code: 'site/host-taken' })
  expect(inForce()).toEqual(policy)
  await running.client.call('site.remove', { site: 'Other' })
  const entry = (await list()).find(({ kind }) => kind === 'site-changed')
  await running.client.call('undo.run', { id: entry?.id ?? '' })
  expect((await show()).hosts).toEqual(['cam.local'])
})

test('what the gate refuses is not put back', async () => {
  await set({ contact: 'Ask Bob' })
  const policy = inForce()
  running.gate.refuse = (wanted) =>
    wanted.listeners.some(({ sites }) => sites.some(({ contact }) => contact === 'Ask Alice')) ? 'no' : null
  await expect(undo()).rejects.toMatchObject({ code: 'site/policy-refused' })
  running.gate.refuse = null
  expect(inForce()).toEqual(policy)
  expect((await show()).contact).toBe('Ask Bob')
})

test('saving without a change offers nothing, nor does a site that is gone', async () => {
  await set({ contact: 'Ask Alice', hosts: ['cam.local'] })
  expect(await list()).toEqual([])
  await set({ contact: 'Ask Bob' })
  await running.client.call('site.remove', { site: 'Camera' })
  expect(await list()).toMatchObject([{ kind: 'site-removed' }])
})
