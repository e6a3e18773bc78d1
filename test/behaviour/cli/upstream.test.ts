// @module-tag nginx
import fs from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { cli, documentOf, startServe, type RunningServe } from '../../support/cli.ts'
import { PASSPHRASE, temporaryFolder } from '../../support/engine.ts'
import { createHome } from '../../support/home.ts'
import { nginx } from '../../support/front-ends.ts'
import type { ForeignServer } from '../../support/foreign-server.ts'
import { freePort, visit } from '../../support/gate.ts'
import { opensslAuthority } from '../../support/openssl-pki.ts'

const folder = temporaryFolder()
const data = path.join(folder, 'data')
const env = { VESTIBULE_DATA: data, VESTIBULE_PASSPHRASE: PASSPHRASE }
const file = (name: string): string => path.join(folder, name)

const lan = opensslAuthority('LAN Root')
const nas = lan.leaf({ cn: 'nas', eku: 'serverAuth', san: 'DNS:nas.lan' })
const ours = lan.leaf({ cn: 'Gate' })

let serve: RunningServe
let upstream: ForeignServer
let port: number
let ca: string
let alice: { cert: string; key: string }

async function run(...args: string[]): Promise<Record<string, unknown>> {
  const answer = documentOf(await cli([...args, '--json'], env))
  if (!answer.ok) throw new Error(`${answer.error.code}: ${answer.error.message}`)
  return answer.value
}

beforeAll(async () => {
  upstream = await nginx({ server: nas, ca: lan.cert, demand: 'required' })
  for (const [name, text] of [
    ['lan.crt', lan.cert],
    ['gate.crt', ours.cert],
    ['gate.key', ours.key],
  ] as const) {
    fs.writeFileSync(file(name), text)
  }
  await createHome(data, 'p256')
  ca = String((await run('authority', 'show', '--pem'))['pem'])
  await run('device', 'add', 'Alice', '--platform', 'script')
  await run('device', 'export', 'Alice', '--out', file('alice.pem'), '--format', 'pem')
  const pem = fs.readFileSync(file('alice.pem'), 'utf8')
  alice = { cert: pem, key: pem }
  serve = await startServe([], env)
  port = await freePort()
})
afterAll(async () => {
  await serve.stop()
  await upstream.stop()
  fs.rmSync(folder, { recursive: true })
})

const enter = () => visit({ port, ca, servername: 'nas.home', host: 'nas.home', certificate: alice })

test('an upstream that is not trusted yet is a page, and one command makes it trusted and answers for the gate', async () => {
  const url = `https://127.0.0.1:${upstream.port}`
  const added = await run(
    'site',
    'add',
    'NAS',
    '--host',
    'nas.home',
    '--listen',
    `127.0.0.1:${port}`,
    '--upstream',
    url,
  )
  expect(added['upstreamTls']).toEqual({ trust: { by: 'system' }, depth: null, serverName: null })
  expect((await enter()).headers['x-vestibule-page']).toBe('upstream-untrusted')

  await run('site', 'set', 'NAS', '--upstream-trust', file('lan.crt'), '--upstream-name', 'nas.lan')
  // nginx is reached now, and asks who comes.
  expect((await enter()).status).toBe(400)
  const set = await run('site', 'set', 'NAS', '--upstream-cert', file('gate.crt'), '--upstream-key', file('gate.key'))
  expect(set['upstreamCertificate']).toMatchObject({ fingerprint: ours.fingerprint, subject: 'CN=Gate' })
  expect(JSON.stringify(set)).not.toContain('PRIVATE KEY')
  expect(await enter()).toMatchObject({ status: 200, body: 'nginx' })
})

test('`seen` accepts exactly the certificate that is shown now, and the answer says which', async () => {
  const set = await run('site', 'set', 'NAS', '--upstream-trust', 'seen', '--upstream-name', 'none')
  expect(set['upstreamTls']).toEqual({
    trust: { by: 'fingerprint', fingerprint: nas.fingerprint },
    depth: null,
    serverName: null,
  })
  expect((await enter()).body).toBe('nginx')
  const text = await cli(['site', 'show', 'NAS'], env)
  expect(text.stdout).toContain(nas.fingerprint)
})

test('the cause of a refusal stands in the activity in words', async () => {
  await run('site', 'set', 'NAS', '--upstream-trust', ours.fingerprint.replace(/(..)(?=.)/g, '$1:').toLowerCase())
  expect((await enter()).headers['x-vestibule-page']).toBe('upstream-untrusted')
  const lines = documentOf(await cli(['activity', '--limit', '1', '--json'], env))
  expect(JSON.stringify(lines)).toContain('it showed another certificate than the one that was accepted')
})

test('what cannot be used is refused with a reason, and nothing is changed', async () => {
  const before = await run('site', 'show', 'NAS')
  const refused = async (...args: string[]) => {
    const answer = documentOf(await cli(['site', 'set', 'NAS', ...args, '--json'], env))
    return answer.ok ? 'done' : answer.error.code
  }
  expect(await refused('--upstream-trust', file('gate.key'))).toBe('site/upstream-authority')
  expect(await refused('--upstream-cert', file('gate.crt'), '--upstream-key', file('lan.crt'))).toBe(
    'site/upstream-certificate',
  )
  expect(await refused('--upstream', 'http://127.0.0.1:1', '--upstream-trust', 'system')).toBe(
    'site/upstream-not-https',
  )
  expect((await cli(['site', 'set', 'NAS', '--upstream-key', file('gate.key')], env)).status).toBe(2)
  expect(await run('site', 'show', 'NAS')).toMatchObject({
    upstream: before['upstream'],
    upstreamTls: before['upstreamTls'],
    upstreamCertificate: before['upstreamCertificate'],
  })
})

test('the gate’s own key lies in the data folder encrypted only, and is forgotten with the site', async () => {
  const body = ours.key.split('\n')[2] ?? ''
  const found = () =>
    fs
      .readdirSync(data)
      .filter(
        (name) => fs.statSync(path.join(data, name)).isFile() && fs.readFileSync(path.join(data, name)).includes(body),
      )
  expect(found()).toEqual([])
  await run('site', 'set', 'NAS', '--upstream-cert', 'none')
  expect((await run('site', 'show', 'NAS'))['upstreamCertificate']).toBeNull()
})
