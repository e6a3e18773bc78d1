import { spawn } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { cli, documentOf, startServe, type RunningServe } from '../../support/cli.ts'
import { temporaryFolder } from '../../support/engine.ts'
import { createHome } from '../../support/home.ts'
import { programCommand } from '../../support/program.ts'
import { freePort, startUpstream, visit, type Upstream } from '../../support/gate.ts'

const env = { VESTIBULE_PASSPHRASE: 'tidal otter lantern basin' }
const folder = temporaryFolder()
const at = (name: string): string => path.join(folder, name)
let upstream: Upstream
let port: number
let serve: RunningServe | undefined

const run = (data: string, ...args: string[]) => cli([...args, '--data', at(data), '--json'], env)

/** The HTTP status that a device gets at the door. */
async function visitWith(identity: string): Promise<number> {
  const pem = fs.readFileSync(identity, 'utf8')
  const ca = fs.readFileSync(at('ca.crt'), 'utf8')
  const certificate = { cert: pem, key: pem }
  return (await visit({ port, ca, servername: 'localhost', host: `localhost:${port}`, certificate })).status
}

async function exported(data: string, device: string): Promise<string> {
  const file = at(`${device}.pem`)
  documentOf(await run(data, 'device', 'export', device, '--out', file, '--format', 'pem'))
  return file
}

beforeAll(async () => {
  upstream = await startUpstream()
  port = await freePort()
  await createHome(at('home'), 'p256')
  for (const name of ['Alice', 'Bob']) await run('home', 'device', 'add', name, '--key', 'p256')
  await run('home', 'device', 'revoke', 'Bob')
  const listen = `127.0.0.1:${port}`
  await run('home', 'site', 'add', 'Camera', '--host', 'localhost', '--listen', listen, '--upstream', upstream.url)
  const shown = documentOf(await run('home', 'authority', 'show', '--pem'))
  fs.writeFileSync(at('ca.crt'), shown.ok ? String(shown.value['pem']) : '')
})
afterAll(async () => {
  await serve?.stop()
  await upstream.close()
  fs.rmSync(folder, { recursive: true, force: true })
})

test('backup create goes through a running instance, to a path of the caller', async () => {
  serve = await startServe(['--data', at('home')])
  const made = documentOf(await run('home', 'backup', 'create', '--out', at('home.age')))
  expect(made).toMatchObject({
    ok: true,
    value: { file: at('home.age'), bytes: fs.statSync(at('home.age')).size, counts: { devices: 2, sites: 1 } },
  })
  // The work factor that age takes as well; tests of the engine take a smaller one.
  expect(fs.readFileSync(at('home.age'), 'latin1')).toMatch(/^age-encryption\.org\/v1\n-> scrypt \S+ 18\n/)
})

test('Ctrl+C ends the backup in the running instance too, and leaves nothing behind', async () => {
  const out = at('cancelled')
  fs.mkdirSync(out)
  const [program, ...words] = programCommand()
  const args = [...words, 'backup', 'create', '--out', path.join(out, 'home.age'), '--data', at('home')]
  const command = spawn(program, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  command.stderr.on('data', (chunk) => (said += String(chunk)))
  const ended = new Promise((resolve) => command.once('exit', resolve))
  // The instance is at work.
  await vi.waitFor(() => expect(fs.readdirSync(out)).toHaveLength(1), { timeout: 20_000, interval: 10 })
  command.kill('SIGINT')
  expect(await ended).toBe(1)
  expect(said).toContain('It was cancelled.')
  expect(fs.readdirSync(out)).toEqual([])
  await serve?.stop()
  serve = undefined
})

test('restored on another machine, the sites serve: a good device gets in, a revoked one does not', async () => {
  fs.rmSync(at('home'), { recursive: true })
  const restored = documentOf(await run('elsewhere', 'backup', 'restore', at('home.age')))
  expect(restored).toMatchObject({ ok: true, value: { snapshot: null, counts: { devices: 2, revocations: 1 } } })
  serve = await startServe(['--data', at('elsewhere')])
  expect(serve.sites).toMatchObject([{ name: 'Camera', state: 'running' }])
  expect(await visitWith(await exported('elsewhere', 'Alice'))).toBe(200)
  expect(await visitWith(await exported('elsewhere', 'Bob'))).toBe(403)
})

test('restored through the running instance, what was revoked since stays out, at once', async () => {
  const alice = at('Alice.pem')
  expect(documentOf(await run('elsewhere', 'backup', 'restore', at('home.age')))).toMatchObject({
    ok: false,
    error: { code: 'backup/data-exists' },
  })
  await run('elsewhere', 'device', 'add', 'Carol', '--key', 'p256')
  const carol = await exported('elsewhere', 'Carol')
  await run('elsewhere', 'device', 'revoke', 'Alice')
  const restored = documentOf(await run('elsewhere', 'backup', 'restore', at('home.age'), '--replace'))
  expect(restored).toMatchObject({ ok: true, value: { keptRevocations: 1, keptCertificates: 1 } })
  expect(await visitWith(alice)).toBe(403)
  expect(await visitWith(carol)).toBe(200)
})

test('a passphrase of its own comes from a file', async () => {
  fs.writeFileSync(at('secret'), 'gravel sonnet purple kite\n')
  const own = ['--backup-passphrase-file', at('secret')]
  documentOf(await run('elsewhere', 'backup', 'create', '--out', at('own.age'), ...own))
  expect(documentOf(await run('third', 'backup', 'restore', at('own.age')))).toMatchObject({
    error: { code: 'backup/wrong-passphrase' },
  })
  expect(documentOf(await run('third', 'backup', 'restore', at('own.age'), ...own))).toMatchObject({ ok: true })
})

test.each([
  [2, 'app/usage', ['backup', 'create']],
  [2, 'app/usage', ['backup', 'restore']],
  [1, 'app/file-unreadable', ['backup', 'restore', 'missing.age']],
  [1, 'backup/not-a-backup', ['backup', 'restore', at('ca.crt')]],
])('ends with status %i and %s: %j', async (status, code, args) => {
  const result = await run('fourth', ...args)
  expect(result.status).toBe(status)
  expect(documentOf(result)).toMatchObject({ ok: false, error: { code } })
})
