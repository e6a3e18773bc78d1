import { execFile } from 'node:child_process'
import fs from 'node:fs'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { StaplePolicy } from '../../../electron/gate/protocol.ts'
import type { Site } from '../../../shared/contract/site.ts'
import { cli, documentOf, startServe } from '../../support/cli.ts'
import { PASSPHRASE, startEngine, temporaryFolder, type TestEngine } from '../../support/engine.ts'
import { freePort, until } from '../../support/gate.ts'
import { opensslOcspResponse, startOcspResponder, type OcspResponder } from '../../support/openssl-ocsp.ts'
import { opensslAuthority, type Issued, type OpensslAuthority } from '../../support/openssl-pki.ts'
import { said } from '../../support/said.ts'

const folder = temporaryFolder()
const root = opensslAuthority('Public Root')
const middle = root.intermediate('Public Intermediate')
const MINUTE = 60_000
const HOST = 'nas.example.org'

const issue = (ocsp: string, authority: OpensslAuthority = middle): Issued =>
  authority.leaf({ cn: HOST, eku: 'serverAuth', san: `DNS:${HOST}`, ocsp })
const pairOf = (leaf: Issued, chain = middle.cert) => ({ certPem: leaf.cert + chain, keyPem: leaf.key })
const site = { name: 'NAS', hosts: [HOST], listen: '127.0.0.1:8443', upstream: 'http://127.0.0.1:1' }

describe('with the gate told what to send', () => {
  let running: TestEngine
  let later = 0
  const stops: (() => Promise<unknown>)[] = []
  beforeAll(async () => {
    running = await startEngine(path.join(folder, 'engine'), { now: () => Date.now() + later })
    await running.client.call('authority.create', { name: 'Home', passphrase: PASSPHRASE, key: 'p256' })
  })
  afterEach(async () => {
    later = 0
    for (const stop of stops.splice(0)) await stop()
    for (const { id } of await running.client.call('site.list', {}))
      await running.client.call('site.remove', { site: id })
  })
  afterAll(() => running.engine.close())

  const show = (): Promise<Site> => running.client.call('site.show', { site: 'NAS' })
  const staple = (): StaplePolicy | null => running.gate.applied.at(-1)?.listeners[0]?.sites[0]?.staple ?? null
  const shown = async (fits: (ocsp: NonNullable<Site['certificate']['ocsp']>) => boolean) => {
    for (;;) {
      const { ocsp } = (await show()).certificate
      if (ocsp && fits(ocsp)) return ocsp
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }
  /** The clock goes on, and the engine looks at it: any news of a site will do. */
  const pass = async (milliseconds: number): Promise<void> => {
    later += milliseconds
    await running.client.call('site.set', { site: 'NAS', contact: `after ${later}` })
  }
  const responder = async (make: (url: string) => Issued): Promise<OcspResponder & { leaf: Issued }> => {
    const port = await freePort()
    const leaf = make(`http://127.0.0.1:${port}/`)
    const started = await startOcspResponder(port, { authority: middle, leaf })
    stops.push(() => started.stop())
    return { ...started, leaf }
  }
  /** Somebody who answers otherwise than a responder should. */
  const answering = async (listener: http.RequestListener): Promise<{ leaf: Issued; requests: string[] }> => {
    const requests: string[] = []
    const server = http.createServer((request, response) => {
      requests.push(`${request.method ?? ''} ${request.headers['content-type'] ?? ''}`)
      listener(request, response)
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    stops.push(
      () =>
        new Promise((resolve) => {
          server.close(resolve)
          server.closeAllConnections()
        }),
    )
    return { leaf: issue(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`), requests }
  }

  test('a good status is fetched by itself, shown with its end, and renewed when half its time is over', async () => {
    const { leaf } = await responder(issue)
    await running.client.call('site.add', { ...site, certificate: pairOf(leaf) })
    const { until: end, problem } = await shown((ocsp) => ocsp.until !== null)
    expect(problem).toBeNull()
    await until(() => staple() !== null)
    const first = staple()
    expect((first?.until ?? 0) - (first?.from ?? 0)).toBe(10 * MINUTE)
    expect(new Date(first?.until ?? 0).toISOString()).toBe(end)
    await pass(4 * MINUTE)
    expect(staple()).toEqual(first)
    await pass(2 * MINUTE)
    await until(() => staple() !== null && staple()?.response !== first?.response)
  })

  test('a responder that goes away is told; what was fetched stays, and the site runs on', async () => {
    const started = await responder(issue)
    await running.client.call('site.add', { ...site, certificate: pairOf(started.leaf) })
    await until(() => staple() !== null)
    const first = staple()
    await started.stop()
    await pass(6 * MINUTE)
    const told = await shown((ocsp) => ocsp.problem !== null)
    expect(told.problem).toMatchObject({ code: 'site/ocsp-unreachable' })
    expect(told.until).not.toBeNull()
    expect(staple()).toEqual(first)
    await pass(5 * MINUTE)
    expect((await show()).certificate.ocsp?.until).toBeNull()
    expect((await show()).state).toBe('running')
  })

  test('a certificate that its issuer took back is told, and nothing is sent along any more', async () => {
    const started = await responder(issue)
    await running.client.call('site.add', { ...site, certificate: pairOf(started.leaf) })
    await until(() => staple() !== null)
    await started.say('revoked')
    await pass(6 * MINUTE)
    const { problem } = await shown((ocsp) => ocsp.problem !== null)
    expect(said({ problem }).problem).toMatchObject({
      code: 'site/ocsp-not-good',
      message: expect.stringContaining('revoked') as string,
    })
    await until(() => staple() === null)
    expect((await show()).state).toBe('running')
  })

  test('another certificate is asked about anew, and one that names nobody has no status', async () => {
    const { leaf } = await responder(issue)
    await running.client.call('site.add', { ...site, certificate: pairOf(leaf) })
    await until(() => staple() !== null)
    const plain = middle.leaf({ cn: HOST, eku: 'serverAuth', san: `DNS:${HOST}` })
    await running.client.call('site.set', { site: 'NAS', certificate: pairOf(plain) })
    expect(staple()).toBeNull()
    expect((await show()).certificate.ocsp).toBeNull()
    await running.client.call('site.set', { site: 'NAS', certificate: pairOf(leaf) })
    await until(() => staple() !== null)
  })

  test('a site that is closed asks nobody', async () => {
    const { leaf, requests } = await answering((_request, response) => response.writeHead(500).end())
    await running.client.call('site.add', { ...site, certificate: pairOf(leaf) })
    await shown((ocsp) => ocsp.problem !== null)
    expect(requests).toEqual(['POST application/ocsp-request'])
    await running.client.call('site.stop', { site: 'NAS' })
    await pass(60 * MINUTE)
    await pass(60 * MINUTE)
    expect(requests).toHaveLength(1)
    await running.client.call('site.start', { site: 'NAS' })
    await until(() => requests.length === 2)
  })

  const strange: readonly (readonly [string, http.RequestListener, string])[] = [
    ['an error', (_request, response) => void response.writeHead(503).end(), '503'],
    ['a redirect', (_request, response) => void response.writeHead(302, { location: '/' }).end(), 'cannot be reached'],
    ['something else', (_request, response) => void response.end('<html>hotel login</html>'), 'not used'],
    ['too much', (_request, response) => void response.end(Buffer.alloc(200_000, 0x30)), 'larger than 64 KiB'],
    ['nothing', () => undefined, 'does not answer in time'],
    ['half of it', (request) => void request.socket.destroy(), 'cannot be reached'],
    [
      'the status of another certificate',
      (_request, response) => {
        const leaf = middle.leaf({ cn: 'other' })
        response.end(opensslOcspResponse({ authority: middle, leaf }))
      },
      'about another certificate',
    ],
  ]
  test.each(strange)('%s is told in words and never sent on', async (_what, listener, words) => {
    const { leaf } = await answering(listener)
    await running.client.call('site.add', { ...site, certificate: pairOf(leaf) })
    const { problem } = await shown((ocsp) => ocsp.problem !== null)
    expect(said(problem)?.message).toContain(words)
    expect(staple()).toBeNull()
    expect((await show()).state).toBe('running')
    expect(running.bugs).toEqual([])
  })

  test('without its chain who issued it is looked for among the authorities of the house, else it is told', async () => {
    const { leaf } = await responder(issue)
    await running.client.call('site.add', { ...site, certificate: pairOf(leaf, '') })
    expect((await shown((ocsp) => ocsp.problem !== null)).problem).toMatchObject({ code: 'site/ocsp-chain' })
    const base64 = Buffer.from(middle.cert + root.cert).toString('base64')
    await running.client.call('authority.trust', { files: [{ name: 'middle.pem', base64 }] })
    await pass(MINUTE)
    await shown((ocsp) => ocsp.until !== null)
  })
})

test('served for real: openssl asks a site of the running program, and finds the status good', async () => {
  const data = path.join(folder, 'served')
  const run = async (...args: string[]): Promise<void> => {
    const answer = documentOf(await cli([...args, '--data', data, '--json'], { VESTIBULE_PASSPHRASE: PASSPHRASE }))
    if (!answer.ok) throw new Error(answer.error.message)
  }
  const at = await freePort()
  const leaf = issue(`http://127.0.0.1:${at}/`)
  const responder = await startOcspResponder(at, { authority: middle, leaf })
  const file = (name: string, text: string): string => {
    fs.writeFileSync(path.join(folder, name), text, { mode: 0o600 })
    return path.join(folder, name)
  }
  const files = ['--cert', file('chain.pem', leaf.cert + middle.cert), '--key', file('key.pem', leaf.key)]
  const port = await freePort()
  await run('authority', 'create', '--name', 'Home', '--key', 'p256')
  const address = ['--host', HOST, '--listen', `127.0.0.1:${port}`, '--upstream', 'http://127.0.0.1:1']
  await run('site', 'add', 'NAS', ...address, ...files)
  const serve = await startServe(['--data', data])
  try {
    const ca = file('root.pem', root.cert)
    const status = (): Promise<string> =>
      new Promise((resolve) => {
        const connect = ['-connect', `127.0.0.1:${port}`, '-servername', HOST, '-CAfile', ca, '-status']
        const child = execFile('openssl', ['s_client', ...connect], (_error, stdout) => resolve(stdout))
        child.stdin?.end()
      })
    await expect.poll(status, { timeout: 20_000 }).toContain('Cert Status: good')
    const { stdout } = await cli(['site', 'show', 'NAS', '--data', data])
    expect(stdout).toContain('good, stapled until')
  } finally {
    await serve.stop()
    await responder.stop()
    fs.rmSync(folder, { recursive: true })
  }
})
