import { X509Certificate } from 'node:crypto'
import fs from 'node:fs'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { PASSPHRASE, startEngine, temporaryFolder, type TestEngine } from '../../support/engine.ts'
import { freePort, until } from '../../support/gate.ts'

const DAY = 86_400_000

let folder: string
let ahead: number
let running: TestEngine
beforeEach(async () => {
  folder = temporaryFolder()
  ahead = 0
  running = await startEngine(folder, { now: () => Date.now() + ahead })
  await running.client.call('authority.create', { name: 'Home', passphrase: PASSPHRASE, key: 'p256' })
  await running.client.call('acme.serve', {
    listen: `127.0.0.1:${await freePort()}`,
    host: 'acme.home',
    names: ['*.home'],
    passphrase: PASSPHRASE,
  })
})
afterEach(async () => {
  await running.engine.close()
  if (running.bugs.length > 0) throw new Error(`bugs: ${running.bugs.join(', ')}`)
  fs.rmSync(folder, { recursive: true, force: true })
})

const show = () => running.client.call('acme.show', {})
const fingerprint = async (): Promise<string> => (await show()).certificate?.fingerprint ?? ''

describe('the certificate of the directory of the ACME server', () => {
  it('is for its host, signed by the authority, and renewed when two thirds of its life are over', async () => {
    const port = running.gate.applied.at(-1)?.acme
    const leaf = new X509Certificate(port?.certPem ?? '')
    expect(leaf.checkHost('acme.home')).toBe('acme.home')
    expect(leaf.issuer).toMatch(/^CN=Home$/m)
    const first = await fingerprint()
    ahead = 200 * DAY
    await running.client.call('authority.unlock', { passphrase: PASSPHRASE })
    expect(await fingerprint()).toBe(first)
    ahead = 270 * DAY
    await running.client.call('authority.unlock', { passphrase: PASSPHRASE })
    expect(await fingerprint()).not.toBe(first)
    // The gate shows the new one.
    expect(running.gate.applied.at(-1)?.acme?.certPem).not.toBe(port?.certPem)
  })

  it('goes along with another intermediate before the one in use ends', async () => {
    const first = (await show()).intermediate?.name
    ahead = 300 * DAY
    await running.client.call('authority.unlock', { passphrase: PASSPHRASE })
    expect((await show()).intermediate?.name).not.toBe(first)
  })
})

describe('what the ACME server adds to the authorities', () => {
  it('leaves the usual authority the usual one', async () => {
    const list = await running.client.call('authority.list', {})
    expect(list.map(({ name, kind, usual }) => [name.split(' ')[0], kind, usual])).toEqual([
      ['Home', 'own', true],
      ['Home', 'trusted', false],
    ])
    const device = await running.client.call('device.add', { name: 'Alice', key: 'p256', passphrase: PASSPHRASE })
    expect(device.authorityId).toBe(list[0]?.id)
  })

  it('is told apart, and is not removed while it signs', async () => {
    const intermediate = async () => {
      const list = await running.client.call('authority.list', {})
      expect(list.find(({ name }) => name === 'Home')?.acme).toBeNull()
      return list.find(({ kind }) => kind === 'trusted')
    }
    const { id = '', acme } = (await intermediate()) ?? {}
    expect(acme).toBe('in-use')
    const remove = () => running.client.call('authority.remove', { authority: id })
    await expect(remove()).rejects.toMatchObject({
      code: 'authority/in-use',
      message: expect.stringContaining('the ACME server signs with it') as string,
    })
    expect(running.gate.applied.at(-1)?.acme).not.toBeNull()
    // Once nothing is signed with it any more it can go.
    await running.client.call('acme.stop', {})
    expect((await intermediate())?.acme).toBe('former')
    await remove()
    expect(await intermediate()).toBeUndefined()
  })

  it('never gives the gate a key but that of the directory', async () => {
    const text = JSON.stringify(running.gate.applied)
    const keys = text.match(/BEGIN [A-Z ]*PRIVATE KEY/g) ?? []
    expect(keys).toHaveLength(running.gate.applied.filter(({ acme }) => acme !== null).length)
  })
})

describe('the port of the ACME server', () => {
  it('is given to no site, and to one when the server is stopped', async () => {
    const { listen } = await running.client.call('acme.show', {})
    const add = () =>
      running.client.call('site.add', {
        name: 'Camera',
        hosts: ['camera.home'],
        listen: listen ?? '',
        upstream: 'http://192.0.2.1',
        passphrase: PASSPHRASE,
      })
    await expect(add()).rejects.toMatchObject({ code: 'site/port-of-acme' })
    await running.client.call('acme.stop', {})
    expect((await add()).listen).toBe(listen)
  })
})

describe('what a gate says that was taken over', () => {
  const good = { id: 1, method: 'GET', path: '/directory', contentType: '', body: '', address: '127.0.0.1' } as const

  it.each([
    ['another method', { method: 'DELETE' }],
    ['a path that is none', { path: 'directory' }],
    ['a path of a megabyte', { path: `/${'x'.repeat(1_000_000)}` }],
    ['a body that is too long', { body: 'A'.repeat(100_000) }],
    ['a body that is no base64', { body: '%%%' }],
    ['an address that is none', { address: 'nas.home' }],
    ['more than there is', { client: 'alice' }],
    ['no number', { id: 'x' }],
  ])('is left without an answer where it is %s; a request is answered', async (_, bad) => {
    const { gate } = running
    gate.ask({ ...good, ...bad } as never)
    gate.ask({ ...good, id: 2 })
    await until(() => gate.acmeResponses.length > 0)
    expect(gate.acmeResponses).toMatchObject([{ id: 2, status: 200 }])
  })

  it('is left without an answer while the server is stopped', async () => {
    const { gate, client } = running
    const { listen, host } = await client.call('acme.show', {})
    await client.call('acme.stop', {})
    gate.ask(good)
    await client.call('acme.serve', { listen: listen ?? '', host: host ?? '', passphrase: PASSPHRASE })
    gate.ask({ ...good, id: 2 })
    await until(() => gate.acmeResponses.length > 0)
    expect(gate.acmeResponses).toMatchObject([{ id: 2, status: 200 }])
  })
})
