import fs from 'node:fs'
import https from 'node:https'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Site } from '../../../shared/contract/site.ts'
import { PASSPHRASE, startEngine, temporaryFolder, type TestEngine } from '../../support/engine.ts'
import { until } from '../../support/gate.ts'
import { selfSigned } from '../../support/openssl-pki.ts'

const folder = temporaryFolder()
let running: TestEngine
const changes: Site[] = []
beforeAll(async () => {
  running = await startEngine(path.join(folder, 'data'))
  await running.client.call('authority.create', { name: 'Home', passphrase: PASSPHRASE, key: 'p256' })
  running.client.on('site.changed', (site) => void changes.push(site))
})
afterAll(async () => {
  await running.engine.close()
  fs.rmSync(folder, { recursive: true })
})

test('a proposal shows the certificate of an HTTPS upstream, so that it can be accepted', async () => {
  const own = selfSigned('router', 'serverAuth')
  const device = https.createServer({ cert: own.cert, key: own.key }, (_request, response) =>
    response.end('<title>Router</title>'),
  )
  await new Promise<void>((resolve) => device.listen(0, '127.0.0.1', resolve))
  const upstream = `https://127.0.0.1:${(device.address() as AddressInfo).port}`
  const proposal = await running.client.call('site.propose', { upstream })
  expect(proposal.reached?.title).toBe('Router')
  expect(proposal.certificate).toMatchObject({ fingerprint: own.fingerprint, subject: 'CN=router', trusted: false })
  device.close()
  device.closeAllConnections()
})

test('how the upstream was found is shown while the site runs, and told when it changes', async () => {
  const { client, gate } = running
  const site = await client.call('site.add', {
    name: 'NAS',
    hosts: ['nas.home'],
    listen: '127.0.0.1:8443',
    upstream: 'http://127.0.0.1:1',
  })
  expect(site.health).toBeNull()
  changes.length = 0
  const at = (seconds: number): number => Date.UTC(2026, 0, 1, 10, 4, seconds)
  gate.found([{ siteId: site.id, url: 'http://127.0.0.1:1/', at: at(0), milliseconds: 3, status: 200, problem: null }])
  await until(() => changes.length === 1)
  expect(changes[0]?.health).toEqual({
    state: 'answers',
    since: '2026-01-01T10:04:00.000Z',
    checkedAt: '2026-01-01T10:04:00.000Z',
    milliseconds: 3,
    status: 200,
    problem: null,
    refusing: null,
  })
  gate.found([{ siteId: site.id, url: 'http://127.0.0.1:1/', at: at(30), milliseconds: 4, status: 200, problem: null }])
  gate.found([
    {
      siteId: site.id,
      url: 'http://127.0.0.1:1/',
      at: at(40),
      milliseconds: null,
      status: null,
      problem: 'ECONNREFUSED',
    },
  ])
  gate.found([
    {
      siteId: site.id,
      url: 'http://127.0.0.1:1/',
      at: at(50),
      milliseconds: null,
      status: null,
      problem: 'ECONNREFUSED',
    },
  ])
  await until(() => changes.length === 2)
  expect(changes[1]?.health).toMatchObject({ state: 'silent', since: '2026-01-01T10:04:40.000Z' })
  expect((await client.call('site.show', { site: 'NAS' })).health).toMatchObject({
    since: '2026-01-01T10:04:40.000Z',
    checkedAt: '2026-01-01T10:04:50.000Z',
    problem: { code: 'site/upstream-unreachable' },
  })
  expect(changes).toHaveLength(2)
  await client.call('site.stop', { site: 'NAS' })
  expect((await client.call('site.show', { site: 'NAS' })).health).toBeNull()
})

test('a plain-HTTP port redirects for its sites; one that does not open is told at the site, which runs all the same', async () => {
  const { client, gate } = running
  gate.problems = (policy) => policy.redirects.map(({ address, port }) => ({ address, port, code: 'EACCES' }))
  const site = await client.call('site.add', {
    name: 'Camera',
    hosts: ['camera.home', '192.0.2.9'],
    listen: '127.0.0.1:9443',
    upstream: 'http://127.0.0.1:1',
    redirects: ['0.0.0.0:80', '[::]:80'],
  })
  expect(gate.applied.at(-1)?.redirects).toEqual(
    ['0.0.0.0', '::'].map((address) => ({
      address,
      port: 80,
      sites: [{ hosts: ['camera.home', '192.0.2.9'], port: 9443, redirectChallenges: false, lists: [] }],
    })),
  )
  expect(site.state).toBe('running')
  expect(site.redirects).toMatchObject([
    { listen: '0.0.0.0:80', problem: { code: 'site/port-forbidden' } },
    { listen: '[::]:80', problem: { code: 'site/port-forbidden' } },
  ])
  gate.problems = () => []
  expect((await client.call('site.set', { site: 'Camera', http01: 'redirect' })).redirects).toEqual([
    { listen: '0.0.0.0:80', problem: null },
    { listen: '[::]:80', problem: null },
  ])
  expect(gate.applied.at(-1)?.redirects[0]?.sites[0]?.redirectChallenges).toBe(true)
})

test('a port is for HTTP or for HTTPS, and a name is redirected to one site', async () => {
  const { client } = running
  const set = (redirects: string[]) => client.call('site.set', { site: 'Camera', redirects })
  await expect(set(['127.0.0.1:9443'])).rejects.toMatchObject({ code: 'site/redirect-taken' })
  await expect(set(['0.0.0.0:8443'])).rejects.toMatchObject({ code: 'site/redirect-taken' })
  const other = { name: 'Other', hosts: ['camera.home'], listen: '127.0.0.1:9444', upstream: 'http://127.0.0.1:1' }
  await expect(client.call('site.add', { ...other, redirects: ['0.0.0.0:80'] })).rejects.toMatchObject({
    code: 'site/redirect-host-taken',
  })
  await expect(client.call('site.add', { ...other, listen: '127.0.0.1:80' })).rejects.toMatchObject({
    code: 'site/redirect-taken',
  })
  expect((await set([])).redirects).toEqual([])
  expect(running.bugs).toEqual([])
})
