import fs from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { cli, documentOf, startServe, type RunningServe } from '../../support/cli.ts'
import { temporaryFolder } from '../../support/engine.ts'
import { freePort, startUpstream, visit, type Upstream } from '../../support/gate.ts'

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
  await value('authority', 'create', '--name', 'Home')
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

test.each([
  [['--path', '/door', '--certificate', 'none'], 1, 'site/rule-taken'],
  [['--path', '/x', '--certificate', 'maybe'], 1, 'app/invalid-input'],
  [['--path', 'x', '--certificate', 'none'], 1, 'app/invalid-input'],
  [['--path', '/x', '--certificate', 'blocked', '--device', 'Alice'], 1, 'app/invalid-input'],
  [['--path', '/x', '--certificate', 'required', '--device', 'Bob'], 1, 'device/not-found'],
  [['--certificate', 'none'], 2, 'app/usage'],
])('a rule that cannot be is refused with a stable code: %j', async (args, exit, code) => {
  const answer = await run('site', 'rule', 'add', 'Camera', ...args)
  expect([answer.status, documentOf(answer)]).toMatchObject([exit, { ok: false, error: { code } }])
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
