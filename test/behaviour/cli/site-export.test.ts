import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { cli, documentOf, startServe } from '../../support/cli.ts'
import { temporaryFolder } from '../../support/engine.ts'
import { createHome } from '../../support/home.ts'
import { targets } from '../../support/exported.ts'
import { needs } from '../../support/programs.ts'

const env = { VESTIBULE_PASSPHRASE: 'tidal otter lantern basin' }
const folder = temporaryFolder()
const at = (...names: string[]): string => path.join(folder, ...names)
const run = (...args: string[]) => cli([...args, '--data', at('home'), '--json'], env)

beforeAll(async () => {
  await createHome(at('home'), 'p256')
  await run('device', 'add', 'Alice', '--key', 'p256')
  const upstream = ['--listen', '127.0.0.1:8443', '--upstream', 'http://127.0.0.1:1/base']
  await run('site', 'add', 'Camera “é”', '--host', 'camera.home', ...upstream)
})
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }))

const modeOf = (file: string): number => fs.statSync(file).mode & 0o777

for (const target of targets) {
  test(
    `writes a folder that ${target} finds valid by its own check`,
    needs(target === 'apache' ? 'apache2' : target),
    async () => {
      const written = documentOf(await run('site', 'export', 'Camera “é”', '--for', target, '--out', at(target)))
      expect(written).toMatchObject({ ok: true, value: { folder: at(target), target, complete: true } })
      const value = written.ok ? (written.value as { files: string[]; commands: string[]; cannot: string[] }) : null
      for (const file of value?.files ?? []) expect(fs.existsSync(at(target, file)), file).toBe(true)
      expect(value?.cannot.length).toBeGreaterThan(0)
      const readme = fs.readFileSync(at(target, 'README.md'), 'utf8')
      for (const one of [...(value?.commands ?? []), ...(value?.cannot ?? [])]) expect(readme).toContain(one)
      execFileSync('sh', ['-c', value?.commands[0] ?? 'false'], { cwd: at(target), stdio: 'pipe' })
    },
  )
}

test.each(targets)('for %s the private key is for its owner only, pages are for everybody', async (target) => {
  await run('site', 'export', 'Camera “é”', '--for', target, '--out', at('modes', target))
  const keys = fs
    .readdirSync(at('modes', target), { recursive: true, encoding: 'utf8' })
    .filter((name) => fs.statSync(at('modes', target, name)).isFile())
    .filter((name) => fs.readFileSync(at('modes', target, name), 'utf8').includes('PRIVATE KEY'))
  expect(keys).toEqual([target === 'haproxy' ? 'server.pem' : 'server.key'])
  expect(modeOf(at('modes', target, keys[0] ?? ''))).toBe(0o600)
  expect(modeOf(at('modes', target, 'README.md'))).toBe(0o644)
})

test('without the passphrase the key stays where it is, and that is said', async () => {
  const args = ['site', 'export', 'Camera “é”', '--for', 'nginx', '--out', at('locked'), '--data', at('home'), '--json']
  const refused = await cli(args)
  expect(refused.status).toBe(1)
  expect(documentOf(refused)).toMatchObject({ ok: false, error: { code: 'authority/passphrase-required' } })
  expect(fs.existsSync(at('locked'))).toBe(false)
  const written = documentOf(await cli([...args, '--without-key']))
  expect(written).toMatchObject({ ok: true, value: { complete: false } })
  expect(fs.existsSync(at('locked', 'server.key'))).toBe(false)
  expect(fs.readFileSync(at('locked', 'README.md'), 'utf8')).toContain('The private key is not in this folder')
})

test('a folder that exists keeps what else is in it; a file in its place is no folder', async () => {
  fs.mkdirSync(at('kept'))
  fs.writeFileSync(at('kept', 'mine.txt'), 'mine')
  fs.writeFileSync(at('kept', 'nginx.conf'), 'old')
  await run('site', 'export', 'Camera “é”', '--for', 'nginx', '--out', at('kept'), '--force')
  expect(fs.readFileSync(at('kept', 'mine.txt'), 'utf8')).toBe('mine')
  expect(fs.readFileSync(at('kept', 'nginx.conf'), 'utf8')).toContain('Camera “é”')
  const refused = await run('site', 'export', 'Camera “é”', '--for', 'nginx', '--out', at('kept', 'mine.txt'))
  expect(documentOf(refused)).toMatchObject({ ok: false, error: { code: 'app/file-unwritable' } })
  expect(fs.readdirSync(folder).filter((name) => name.startsWith('.'))).toEqual([])
  expect(fs.readFileSync(at('kept', 'mine.txt'), 'utf8')).toBe('mine')
})

test.each([
  [['--for', 'iis', '--out', 'x'], 1, 'app/invalid-input'],
  [['--for', 'nginx'], 2, 'app/usage'],
  [['--out', 'x'], 2, 'app/usage'],
])('%j is told what is wrong', async (args, status, code) => {
  const refused = await run('site', 'export', 'Camera “é”', ...args)
  expect(refused.status).toBe(status)
  expect(documentOf(refused)).toMatchObject({ ok: false, error: { code } })
})

test('through a running instance that is locked the passphrase is asked for, too', async () => {
  const serve = await startServe(['--data', at('home')])
  try {
    const args = ['site', 'export', 'Camera “é”', '--for', 'caddy', '--out', at('served'), '--data', at('home')]
    const refused = await cli([...args, '--json'])
    expect(documentOf(refused)).toMatchObject({ ok: false, error: { code: expect.stringMatching(/^authority\//) } })
    expect(documentOf(await cli([...args, '--json'], env))).toMatchObject({ ok: true })
    expect(fs.existsSync(at('served', 'server.key'))).toBe(true)
  } finally {
    await serve.stop()
  }
})
