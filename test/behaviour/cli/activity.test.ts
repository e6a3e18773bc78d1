import fs from 'node:fs'
import http from 'node:http'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { cli, documentOf, startServe, type RunningServe } from '../../support/cli.ts'
import { temporaryFolder } from '../../support/engine.ts'
import { createHome } from '../../support/home.ts'
import { explicit, integer, sequence, time, tlv } from '../../../electron/pki/asn1/der.ts'
import { freePort, startUpstream, visit, type Upstream } from '../../support/gate.ts'
import { opensslAuthority } from '../../support/openssl-pki.ts'
import { signWithOpenssl } from '../../support/openssl-sign.ts'

const env = { VESTIBULE_PASSPHRASE: 'tidal otter lantern basin' }
const folder = temporaryFolder()
const data = path.join(folder, 'data')
let upstream: Upstream
let port: number
let serve: RunningServe

const run = (...args: string[]) => cli([...args, '--data', data, '--json'], env)
const value = async (...args: string[]): Promise<Record<string, unknown>> => {
  const answer = documentOf(await run(...args))
  if (!answer.ok) throw new Error(answer.error.code)
  return answer.value
}
const list = async (...args: string[]) => (await value('activity', ...args)) as unknown as Record<string, unknown>[]

beforeAll(async () => {
  upstream = await startUpstream()
  port = await freePort()
  await createHome(data)
  const ca = String((await value('authority', 'show', '--pem'))['pem'])
  const site = ['--host', 'localhost', '--listen', `127.0.0.1:${port}`, '--upstream', upstream.url]
  await value('site', 'add', 'Camera', ...site)
  await value('site', 'rule', 'add', 'Camera', '--path', '/open', '--certificate', 'none')
  serve = await startServe(['--data', data])
  const knock = (wanted: string) =>
    visit({ port, ca, servername: 'localhost', host: `localhost:${port}`, path: wanted })
  for (const wanted of ['/one', '/open/two', '/=three']) await knock(wanted)
  while ((await list()).length < 3) await new Promise((resolve) => setImmediate(resolve))
})
afterAll(async () => {
  await serve.stop()
  await upstream.close()
  fs.rmSync(folder, { recursive: true, force: true })
})

test('activity is narrowed by what people look for', async () => {
  const paths = async (...args: string[]) => (await list(...args)).map((line) => line['path'])
  expect(await paths()).toEqual(['/=three', '/open/two', '/one'])
  expect(await paths('--refused')).toEqual(['/=three', '/one'])
  expect(await paths('--outcome', 'allowed')).toEqual(['/open/two'])
  expect(await paths('--search', 'three')).toEqual(['/=three'])
  expect(await paths('--since', '2999-01-01')).toEqual([])
  expect(await paths('--until', '2999-01-01', '--limit', '1')).toEqual(['/=three'])
})

test('activity --format writes a file, or is the only thing on standard output', async () => {
  const file = path.join(folder, 'activity.csv')
  expect(await value('activity', '--format', 'csv', '--out', file)).toEqual({ file, format: 'csv', lines: 3 })
  const text = fs.readFileSync(file, 'utf8')
  expect(text.split('\r\n')).toHaveLength(5)
  expect(text.startsWith('\uFEFFid,at,count,lastAt,siteName,')).toBe(true)
  const lines = path.join(folder, 'activity.jsonl')
  await value('activity', '--refused', '--format', 'jsonl', '--out', lines)
  const documents = fs.readFileSync(lines, 'utf8').trimEnd().split('\n')
  expect(documents.map((one) => (JSON.parse(one) as { path: string }).path)).toEqual(['/one', '/=three'])
  const plain = await cli(['activity', '--format', 'jsonl', '--data', data], env)
  expect([plain.status, plain.stderr, plain.stdout.trimEnd().split('\n').length]).toEqual([0, '', 3])
})

test.each([
  ['--format', 'xml'],
  ['--format', 'csv'],
  ['--out', 'x.csv'],
  ['--format', 'csv', '--out', 'x.csv', '--limit', '1'],
  ['--format', 'csv', '--out', 'x.csv', '--follow'],
  ['--follow', '--refused'],
  ['--outcome', 'nonsense'],
  ['--since', 'yesterday'],
])('what does not fit together is wrong usage: %s %s %s %s %s', async (...args) => {
  const answer = await run('activity', ...args.filter((one) => one !== undefined))
  expect([answer.status, documentOf(answer)]).toMatchObject([2, { ok: false, error: { code: 'app/usage' } }])
  expect(fs.existsSync('x.csv')).toBe(false)
})

test('settings set says how much is kept, and opens the metrics of the running instance', async () => {
  const metrics = await freePort()
  const set = ['--activity-days', '30', '--activity-lines', '2000', '--metrics-port', String(metrics)]
  expect(await value('settings', 'set', ...set)).toMatchObject({
    activity: { days: 30, lines: 2000 },
    metrics: { port: metrics, deviceNames: false, problem: null },
  })
  const body = await new Promise<string>((resolve, reject) => {
    const request = http.get({ host: '127.0.0.1', port: metrics, path: '/metrics', agent: false }, (response) => {
      let text = ''
      response.on('data', (chunk: Buffer) => (text += chunk.toString()))
      response.on('end', () => resolve(text))
    })
    request.on('error', reject)
  })
  expect(body).toContain('vestibule_knocks_total{site="Camera",outcome="no-certificate"} 2\n')
  expect(await value('settings', 'set', '--activity-days', 'all', '--metrics-port', 'off')).toMatchObject({
    activity: { days: null, lines: 2000 },
    metrics: { port: null },
  })
  expect((await cli(['settings', 'show', '--data', data])).stdout).toContain('2000 lines, of any age')
  expect((await run('settings', 'set', '--metrics-port', 'maybe')).status).toBe(2)
  expect((await run('settings', 'set', '--metrics-port', '80')).status).toBe(1)
})

test('settings set --language chooses the language of every window, and auto leaves it to each system', async () => {
  const shown = async () => (await cli(['settings', 'show', '--data', data])).stdout
  expect(await shown()).toMatch(/^language +auto/m)
  expect(await value('settings', 'set', '--language', 'de')).toMatchObject({
    language: 'de',
    activity: { lines: 2000 },
  })
  expect(await shown()).toMatch(/^language +de$/m)
  const refused = await cli(['settings', 'set', '--language', 'fr', '--data', data])
  expect(refused.status).toBe(2)
  expect(refused.stderr).toContain('auto, en, de')
  expect(await value('settings', 'show')).toMatchObject({ language: 'de' })
  expect(await value('settings', 'set', '--language', 'auto')).toMatchObject({ language: 'auto' })
  expect((await cli(['settings', 'set', '--help'])).stdout).toContain('--language auto|en|de')
})

test('inbox list and dismiss answer also when there is nothing', async () => {
  expect(await value('inbox', 'list')).toEqual([])
  expect(await value('inbox', 'dismiss', 'refused nobody')).toEqual({ key: 'refused nobody' })
})

test('what a stranger is called does nothing to a terminal', async () => {
  const foreign = opensslAuthority('Elsewhere')
  const name = 'red\u009b31m\u001b[1m\u202etxt.exe'
  const { cert, key } = signWithOpenssl(foreign, {
    subject: sequence(tlv(0x31, sequence(Buffer.from('0603550403', 'hex'), tlv(0x0c, Buffer.from(name))))),
    validity: sequence(time(new Date(Date.now() - 86_400_000)), time(new Date(Date.now() + 86_400_000))),
    version: explicit(0, integer(2)),
  })
  const ca = String((await value('authority', 'show', '--pem'))['pem'])
  const visitor = { port, ca, servername: 'localhost', host: `localhost:${port}`, certificate: { cert, key } }
  expect((await visit(visitor)).status).toBe(403)
  const found = () => list('--refused', '--search', 'txt.exe')
  while ((await found()).length === 0) await new Promise((resolve) => setImmediate(resolve))
  for (const args of [[], ['--json'], ['--search', 'red']]) {
    const { stdout } = await cli(['activity', '--data', data, ...args], env)
    expect(stdout).toContain('txt.exe')
    // oxlint-disable-next-line no-control-regex -- naming them is the point
    expect(stdout).not.toMatch(/[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u202A-\u202E]/)
  }
  // Programs get the name as it is.
  expect(JSON.stringify(await found())).toContain('\u202e')
})
