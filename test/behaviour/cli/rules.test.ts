import fs from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { cli, documentOf, startServe, type RunningServe } from '../../support/cli.ts'
import { temporaryFolder } from '../../support/engine.ts'
import { createHome } from '../../support/home.ts'
import { freePort, startUpstream, visit, type Upstream } from '../../support/gate.ts'

/** A command takes seconds on a busy machine. */
const PATIENTLY = { timeout: 60_000, interval: 100 }
const env = { VESTIBULE_PASSPHRASE: 'tidal otter lantern basin' }
const folder = temporaryFolder()
const data = path.join(folder, 'data')
let upstream: Upstream
let port: number
let ca: string
let serve: RunningServe

const run = (...args: string[]) => cli([...args, '--data', data, '--json'], env)
const value = async (...args: string[]): Promise<Record<string, unknown>> => {
  const answer = documentOf(await run(...args))
  if (!answer.ok) throw new Error(answer.error.code)
  return answer.value
}
const status = async (wanted: string): Promise<number> =>
  (await visit({ port, ca, servername: 'localhost', host: `localhost:${port}`, path: wanted })).status

beforeAll(async () => {
  upstream = await startUpstream()
  port = await freePort()
  await createHome(data)
  ca = String((await value('authority', 'show', '--pem'))['pem'])
  await value('device', 'add', 'Alice', '--key', 'p256')
  const site = ['--host', 'localhost', '--listen', `127.0.0.1:${port}`, '--upstream', upstream.url]
  await value('site', 'add', 'Camera', ...site)
  serve = await startServe(['--data', data])
})
afterAll(async () => {
  await serve.stop()
  await upstream.close()
  fs.rmSync(folder, { recursive: true, force: true })
})

test('site rule add, list and remove change what a running site does, at once', async () => {
  expect(await status('/api/x')).toBe(403)
  const rule = await value('site', 'rule', 'add', 'Camera', '--path', '/api/', '--certificate', 'none')
  expect(rule).toMatchObject({ path: '/api', certificate: 'none', lan: 'any' })
  expect(await status('/api/x')).toBe(200)
  expect(await status('/')).toBe(403)
  const named = ['--device', 'Alice', '--group', 'family', '--ou', 'Attic', '--satisfy', 'all', '--depth', '2']
  const add = ['site', 'rule', 'add', 'Camera', '--path', '/door', '--certificate', 'required']
  await value(...add, ...named, '--lan', 'exempt')
  expect(await status('/door')).toBe(200)
  expect(await value('site', 'rule', 'list', 'Camera')).toMatchObject([
    { path: '/api', certificate: 'none' },
    { path: '/door', groups: ['family'], units: ['Attic'], satisfy: 'all', depth: 2, lan: 'exempt' },
  ])
  expect((await cli(['site', 'rule', 'list', 'Camera', '--data', data])).stdout).toContain(
    'Alice and group family and OU Attic; chain of at most 2',
  )
  await value('site', 'rule', 'remove', 'Camera', '--path', '/api')
  expect(await status('/api/x')).toBe(403)
})

test('a rule by method exempts a preflight only when the owner says so, and the activity offers it by name', async () => {
  const ask = (method: string, wanted: string, headers: Record<string, string> = {}) =>
    visit({ port, ca, servername: 'localhost', host: `localhost:${port}`, path: wanted, method, headers })
  const preflight = { origin: 'https://a.home', 'access-control-request-method': 'PUT' }
  const before = ((await value('site', 'show', 'Camera'))['today'] as { refusals: number }).refusals
  for (let times = 0; times < 3; times += 1) {
    expect((await ask('OPTIONS', '/hook', preflight)).status).toBe(403)
  }
  const refused = async (): Promise<Record<string, unknown>[]> =>
    (await value('activity', '--site', 'Camera')) as unknown as Record<string, unknown>[]
  const lines = async () => (await refused()).filter((one) => one['requestKind'] === 'preflight')
  await expect.poll(async () => (await lines()).reduce((sum, one) => sum + Number(one['count']), 0), PATIENTLY).toBe(3)
  // Folded from the first one on, and no stranger's refusal.
  const [line, ...more] = await lines()
  expect(more).toEqual([])
  expect(line).toMatchObject({ outcome: 'no-certificate', method: 'OPTIONS', path: '/hook', count: 3 })
  expect((await value('site', 'show', 'Camera'))['today']).toMatchObject({ refusals: before })
  const text = (await cli(['activity', '--data', data])).stdout
  const offered = /^ {2}vestibule (site rule add Camera --path \/hook --method OPTIONS --certificate none)$/m.exec(text)
  expect(offered?.[1]).toBeDefined()

  await value(...(offered?.[1] ?? '').split(' '))
  expect((await ask('OPTIONS', '/hook', preflight)).status).toBe(200)
  expect((await ask('GET', '/hook')).status).toBe(403)
  expect((await ask('OPTIONS', '/hook', { ...preflight, 'x-http-method-override': 'DELETE' })).status).toBe(403)
  await value('site', 'rule', 'add', 'Camera', '--path', '/hook', '--method', 'get,PROPFIND', '--certificate', 'none')
  expect((await ask('HEAD', '/hook')).status).toBe(200)
  expect(await value('site', 'rule', 'list', 'Camera')).toMatchObject([
    { path: '/door', methods: [] },
    { path: '/hook', methods: ['GET', 'PROPFIND'] },
    { path: '/hook', methods: ['OPTIONS'] },
  ])
  const remove = (...args: string[]) => run('site', 'rule', 'remove', 'Camera', '--path', '/hook', ...args)
  // Which of the two is meant must be said.
  expect(documentOf(await remove())).toMatchObject({ error: { code: 'site/rule-not-found' } })
  expect(documentOf(await remove('--method', 'PROPFIND,GET'))).toMatchObject({ value: { path: '/hook' } })
  expect(documentOf(await remove())).toMatchObject({ value: { methods: ['OPTIONS'] } })
  expect((await ask('OPTIONS', '/hook', preflight)).status).toBe(403)
})

test.each([
  [['--path', '/door', '--certificate', 'none'], 1, 'site/rule-taken'],
  [['--path', '/x', '--certificate', 'maybe'], 1, 'app/invalid-input'],
  [['--path', 'x', '--certificate', 'none'], 1, 'app/invalid-input'],
  [['--path', '/x', '--method', 'TRACE', '--certificate', 'none'], 1, 'app/invalid-input'],
  [['--path', '/x', '--method', 'GE T', '--certificate', 'none'], 1, 'app/invalid-input'],
  [['--path', '/x', '--certificate', 'blocked', '--device', 'Alice'], 1, 'app/invalid-input'],
  [['--path', '/x', '--certificate', 'required', '--device', 'Bob'], 1, 'device/not-found'],
  [['--certificate', 'none'], 2, 'app/usage'],
])('a rule that cannot be is refused with a stable code: %j', async (args, exit, code) => {
  const answer = await run('site', 'rule', 'add', 'Camera', ...args)
  expect([answer.status, documentOf(answer)]).toMatchObject([exit, { ok: false, error: { code } }])
})

test('an exemption for the local network that means everybody is warned of', async () => {
  const codes = async (): Promise<string[]> => {
    const { warnings } = await value('site', 'show', 'Camera')
    return (warnings as { code: string }[]).map(({ code }) => code)
  }
  const from = (headers: Record<string, string>) =>
    visit({ port, ca, servername: 'localhost', host: `localhost:${port}`, path: '/door', headers })
  for (let times = 0; times < 3; times += 1) expect((await from({})).status).toBe(200)
  await expect.poll(codes, PATIENTLY).toEqual(['site/exempt-one-address'])
  expect((await cli(['site', 'show', 'Camera', '--data', data])).stdout).toContain('127.0.0.1')
  // A tunnel on this computer: whoever comes through it is let in.
  expect((await from({ 'x-forwarded-for': '203.0.113.9' })).status).toBe(200)
  await expect.poll(codes, PATIENTLY).toEqual(['site/exempt-behind-proxy'])
  const added = await cli([
    ...'site rule add Camera --path /near --certificate required --lan exempt --data'.split(' '),
    data,
  ])
  expect(added.stdout).toMatch(/^WARNING: .*127\.0\.0\.1/m)
  // Its twin: without an exemption nothing is exempt.
  for (const exempt of ['/near', '/door']) await value('site', 'rule', 'remove', 'Camera', '--path', exempt)
  expect(await codes()).toEqual([])
})

test('what comes after “site rule” is said when it is missing or wrong', async () => {
  for (const word of [[], ['ad']]) {
    const answer = await run('site', 'rule', ...word)
    expect(answer.status).toBe(2)
    expect(documentOf(answer)).toMatchObject({
      error: { message: expect.stringContaining('after “site rule” comes one of: add, list, remove') },
    })
  }
})
