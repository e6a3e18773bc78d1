import fs from 'node:fs'
import http from 'node:http'
import net from 'node:net'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { AppEvent } from '../../../shared/contract/index.ts'
import { PASSPHRASE, startEngine, temporaryFolder, type TestEngine } from '../../support/engine.ts'
import { said } from '../../support/said.ts'

let folder = ''
let running: TestEngine
const servers: net.Server[] = []
beforeEach(async () => {
  folder = temporaryFolder()
  running = await startEngine(folder)
  await running.client.call('authority.create', { name: 'Home', passphrase: PASSPHRASE, key: 'p256' })
})
afterEach(async () => {
  await running.engine.close()
  for (const server of servers.splice(0)) server.close()
  if (running.bugs.length > 0) throw new Error('a bug', { cause: running.bugs[0] })
  fs.rmSync(folder, { recursive: true })
})

const listening = async (server: net.Server): Promise<number> => {
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}
const camera = { name: 'Camera', hosts: ['cam.local'], listen: '127.0.0.1:8443', upstream: 'http://127.0.0.1:1' }
const inUse = (port: number) => () => [{ address: '127.0.0.1', port, code: 'EADDRINUSE' }]

describe('a site', () => {
  test('is open as soon as it is added, with a certificate of the authority, and again after a restart while locked', async () => {
    const site = await running.client.call('site.add', camera)
    expect(site).toMatchObject({ enabled: true, state: 'running', url: 'https://cam.local:8443/', problem: null })
    expect(site.certificate).toMatchObject({ source: 'authority', names: ['cam.local'] })
    await running.engine.close()
    running = await startEngine(folder)
    expect((await running.client.call('app.status', {})).locked).toBe(true)
    expect((await running.client.call('site.show', { site: 'Camera' })).state).toBe('running')
    const [listener] = running.gate.applied.at(-1)?.listeners ?? []
    expect(listener?.sites[0]?.certificate.keyPem).toContain('BEGIN PRIVATE KEY')
  })

  test('whose port is taken is added all the same and says by whom; starting it is a clear error', async () => {
    const port = await listening(net.createServer())
    running.gate.problems = inUse(port)
    const site = await running.client.call('site.add', { ...camera, listen: `127.0.0.1:${port}` })
    expect(site).toMatchObject({ enabled: true, state: 'failed', problem: { code: 'site/port-taken' } })
    const problem = said(site.problem)
    expect(problem?.message).toContain(process.platform === 'linux' ? `(process ${process.pid})` : `${port}`)
    const free = Number(/port (\d+), which is free/.exec(problem?.remedy ?? '')?.[1])
    expect(free).toBeGreaterThan(1023)
    expect(free).not.toBe(port)
    await running.client.call('site.stop', { site: 'Camera' })
    await expect(running.client.call('site.start', { site: 'Camera' })).rejects.toMatchObject({
      code: 'site/port-taken',
    })
    expect((await running.client.call('site.show', { site: 'Camera' })).enabled).toBe(false)
    running.gate.problems = () => []
    expect((await running.client.call('site.start', { site: 'Camera' })).state).toBe('running')
  })

  test('that the gate refuses is not added, and everything else stays in force', async () => {
    await running.client.call('site.add', camera)
    running.gate.refuse = (policy) => (JSON.stringify(policy).includes('bad.local') ? 'the key does not fit' : null)
    const bad = { ...camera, name: 'Bad', hosts: ['bad.local'] }
    await expect(running.client.call('site.add', bad)).rejects.toMatchObject({
      code: 'site/policy-refused',
      message: expect.stringContaining('the key does not fit'),
    })
    await expect(running.client.call('site.set', { site: 'Camera', hosts: ['bad.local'] })).rejects.toMatchObject({
      code: 'site/policy-refused',
    })
    const sites = await running.client.call('site.list', {})
    expect(sites.map((site) => [site.name, site.hosts, site.state])).toEqual([['Camera', ['cam.local'], 'running']])
  })

  test('does not share a host name on a port with another one, nor forward to itself', async () => {
    await running.client.call('site.add', camera)
    const { client } = running
    await expect(client.call('site.add', camera)).rejects.toMatchObject({ code: 'site/name-taken' })
    await expect(client.call('site.add', { ...camera, name: 'Two', listen: '0.0.0.0:8443' })).rejects.toMatchObject({
      code: 'site/host-taken',
    })
    await expect(
      client.call('site.add', { ...camera, name: 'Loop', hosts: ['loop.local'], upstream: 'https://localhost:8443' }),
    ).rejects.toMatchObject({ code: 'site/upstream-self' })
    await client.call('site.add', { ...camera, name: 'Two', listen: '0.0.0.0:8444' })
  })
})

describe('the gate', () => {
  test('is started again with the last policy when it dies', async () => {
    await running.client.call('site.add', camera)
    running.gate.crash()
    await vi.waitFor(() => expect(running.gate.launches).toBe(2))
    await vi.waitFor(async () => {
      const { gate } = await running.client.call('app.status', {})
      expect(gate).toMatchObject({ state: 'running', restarts: 1 })
    })
    expect(running.gate.applied.at(-1)?.listeners[0]?.sites[0]?.name).toBe('Camera')
  })

  test('that dies before it has answered a revocation has it in force before the call returns', async () => {
    await running.client.call('site.add', camera)
    const device = await running.client.call('device.add', { name: 'Phone', key: 'p256' })
    await vi.waitFor(() => expect(running.gate.applied.at(-1)?.known).toHaveLength(1))
    running.gate.answers = false
    const revoking = running.client.call('device.revoke', { device: 'Phone' })
    await vi.waitFor(async () =>
      expect((await running.client.call('device.show', { device: 'Phone' })).status).toBe('revoked'),
    )
    running.gate.answers = true
    running.gate.crash()
    await revoking
    expect(running.gate.applied.at(-1)?.revoked.map((one) => one.serial)).toEqual([device.serial])
  })

  test('that cannot be started is told, and a revocation still succeeds: nobody gets in', async () => {
    await running.client.call('site.add', camera)
    await running.client.call('device.add', { name: 'Phone', key: 'p256' })
    running.gate.launchError = 'no such file'
    running.gate.crash()
    expect((await running.client.call('device.revoke', { device: 'Phone' })).status).toBe('revoked')
    expect((await running.client.call('site.list', {}))[0]?.state).not.toBe('running')
  })
})

describe('activity', () => {
  test('a device is active only after its own certificate was verified and let in', async () => {
    const { client, gate } = running
    const site = await client.call('site.add', camera)
    const { fingerprint, id } = await client.call('device.add', { name: 'Phone', key: 'p256' })
    const status = async (): Promise<string> => (await client.call('device.show', { device: id })).status
    const at = Date.now()
    gate.report([
      { at, siteId: site.id, fingerprint, outcome: 'expired', verifyCode: 10, status: 403 },
      // Let in on a path for everybody: the certificate that was shown was not verified.
      { at, siteId: site.id, fingerprint, outcome: 'allowed', verifyCode: 20 },
      { at, siteId: site.id, fingerprint, outcome: 'allowed', probe: true },
      { at, siteId: site.id, fingerprint: 'A'.repeat(64), deviceId: id, outcome: 'allowed' },
    ])
    expect(await status()).toBe('waiting')
    const events: AppEvent[] = []
    running.engine.subscribe((event) => void events.push(event))
    gate.report([{ at, siteId: site.id, fingerprint }])
    expect(await status()).toBe('active')
    expect(events.map((event) => event.event)).toEqual(['activity.added', 'device.changed'])
    expect((await client.call('site.show', { site: site.id })).today).toEqual({ visits: 3, refusals: 1 })
  })

  test('is searched and filtered', async () => {
    const { client, gate } = running
    const site = await client.call('site.add', camera)
    gate.report([
      { at: Date.now(), siteId: site.id, path: '/ÄRGER_100%', outcome: 'no-certificate', verifyCode: null },
      { at: Date.now(), path: '/other' },
    ])
    const paths = async (input: object): Promise<(string | null)[]> =>
      (await client.call('activity.list', input)).map((line) => line.path)
    expect(await paths({})).toEqual(['/other', '/ÄRGER_100%'])
    expect(await paths({ search: 'ärger_100%' })).toEqual(['/ÄRGER_100%'])
    expect(await paths({ search: 'o%r' })).toEqual([])
    expect(await paths({ refused: true })).toEqual(['/ÄRGER_100%'])
    expect(await paths({ site: 'Camera' })).toEqual(['/ÄRGER_100%'])
    const [newest] = await client.call('activity.list', { limit: 1 })
    expect(await paths({ before: newest?.id })).toEqual(['/ÄRGER_100%'])
  })
})

describe('a proposal', () => {
  test('finds title and icon, and follows the device’s own redirection', async () => {
    const icon = Buffer.from('89504e470d0a1a0a', 'hex')
    const port = await listening(
      http.createServer((request, response) => {
        if (request.url === '/') return response.writeHead(302, { location: '/login' }).end()
        if (request.url === '/icon.png') return response.writeHead(200, { 'content-type': 'image/png' }).end(icon)
        return response
          .writeHead(401, { 'content-type': 'text/html', server: 'cam/1' })
          .end('<html><head><title>\n Front &amp; Door </title><link rel="shortcut icon" href="/icon.png">')
      }),
    )
    const proposal = await running.client.call('site.propose', { upstream: `127.0.0.1:${port}` })
    expect(proposal).toMatchObject({
      name: 'Front & Door',
      upstream: `http://127.0.0.1:${port}`,
      problem: null,
      reached: {
        status: 401,
        title: 'Front & Door',
        server: 'cam/1',
        favicon: `data:image/png;base64,${icon.toString('base64')}`,
      },
    })
    expect(proposal.hosts).toContain('localhost')
  })

  test('says what is wrong with an upstream, and is made all the same', async () => {
    const silent = await listening(
      net.createServer((socket) => void socket.on('error', () => undefined).end('SSH-2.0-x\r\n')),
    )
    expect((await running.client.call('site.propose', { upstream: `127.0.0.1:${silent}` })).problem?.code).toBe(
      'site/upstream-not-http',
    )
    const closed = await running.client.call('site.propose', { upstream: 'http://127.0.0.1:1/admin?x=1' })
    expect(closed).toMatchObject({
      upstream: 'http://127.0.0.1:1/admin',
      problem: { code: 'site/upstream-unreachable' },
    })
    await expect(running.client.call('site.propose', { upstream: 'ftp://x' })).rejects.toMatchObject({
      code: 'app/invalid-input',
    })
  })
})
