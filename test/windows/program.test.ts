import fs from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { cli, documentOf, startServe, type RunningServe } from '../support/cli.ts'
import { temporaryFolder } from '../support/engine.ts'
import { freePort, startUpstream, visit, type Upstream } from '../support/gate.ts'

/** Run by `npm run test:windows`: every command is one of Windows' own Node, paths are those of its drive Z:. */
const env = { VESTIBULE_PASSPHRASE: 'tidal otter lantern basin' }
const folder = temporaryFolder()
const at = (...names: string[]): string => path.join(folder, ...names)
/** A folder with a space and an umlaut, as a user's name may be. */
const home = at('Jürgen Müller', 'data')

async function run(data: string, ...args: string[]): Promise<Record<string, unknown>> {
  const answer = documentOf(await cli([...args, '--data', data, '--json'], env))
  if (!answer.ok) throw new Error(`${args.join(' ')}: ${answer.error.code}: ${answer.error.message}`)
  return answer.value
}
async function codeOf(data: string, ...args: string[]): Promise<string> {
  const answer = documentOf(await cli([...args, '--data', data, '--json'], env))
  return answer.ok ? 'ok' : answer.error.code
}

let upstream: Upstream
let port: number
let ca = ''
let serve: RunningServe | undefined
let alice: { pfx: Buffer; passphrase: string }

beforeAll(async () => {
  fs.mkdirSync(path.dirname(home), { recursive: true })
  upstream = await startUpstream()
  port = await freePort()
})
afterAll(async () => {
  serve?.process.kill()
  await upstream.close()
  fs.rmSync(folder, { recursive: true, force: true })
})

async function enter(certificate?: { pfx: Buffer; passphrase: string }): Promise<number> {
  const host = `localhost:${port}`
  return (await visit({ port, ca, servername: 'localhost', host, certificate })).status
}

describe('the main job', () => {
  test('authority, device, file, site', async () => {
    await run(home, 'authority', 'create', '--name', 'Home', '--key', 'p256')
    ca = String((await run(home, 'authority', 'show', '--pem'))['pem'])
    await run(home, 'device', 'add', 'Alice’s iPhone', '--key', 'p256')
    const file = at('Jürgen Müller', 'alice’s file.pfx')
    const made = await run(home, 'device', 'export', 'Alice’s iPhone', '--out', file)
    alice = { pfx: fs.readFileSync(file), passphrase: String(made['password']) }
    const listen = `127.0.0.1:${port}`
    const place = ['--host', 'localhost', '--listen', listen]
    const site = await run(home, 'site', 'add', 'Camera', ...place, '--upstream', upstream.url)
    expect(site).toMatchObject({ name: 'Camera', listen })
  })

  test('serve opens the site to the file, and to nobody else', async () => {
    serve = await startServe(['--data', home])
    expect(serve.sites).toMatchObject([{ name: 'Camera', state: 'running' }])
    expect([await enter(alice), await enter()]).toEqual([200, 403])
  })

  test('the diagnosis of the site is as expected: 28 visits', async () => {
    const { visitors } = await run(home, 'diagnose', 'site', 'Camera')
    const seen = (visitors as { verdict: string }[]).map(({ verdict }) => verdict)
    expect(seen).toEqual(Array.from({ length: 28 }, () => 'ok'))
  })

  test('a revocation goes through the named pipe, and is in force at once', async () => {
    const revoked = documentOf(await cli(['--json', 'device', 'revoke', 'Alice’s iPhone', '--data', home]))
    expect(revoked).toMatchObject({ ok: true, value: { status: 'revoked' } })
    expect(await enter(alice)).toBe(403)
  })

  test('a second instance on the folder is refused', async () => {
    const second = documentOf(await cli(['serve', '--no-open', '--json', '--data', home], env))
    expect(second).toMatchObject({ ok: false, error: { code: 'store/in-use' } })
  })

  test('killed again and again it starts with all that was answered, and whoever was revoked stays out', async () => {
    for (let round = 0; round < 3; round += 1) {
      await run(home, 'device', 'add', `Device ${round}`, '--key', 'p256')
      const ended = new Promise((resolve) => serve?.process.once('exit', resolve))
      serve?.process.kill()
      await ended
      serve = await startServe(['--data', home])
      const devices = (await run(home, 'device', 'list')) as unknown as { name: string }[]
      expect(devices.map(({ name }) => name)).toContain(`Device ${round}`)
      expect([await enter(alice), await enter()]).toEqual([403, 403])
    }
  })
})

describe('backup', () => {
  test('is written and restored elsewhere, with everything in it', async () => {
    const file = at('Jürgen Müller', 'Sicherung.age')
    await run(home, 'backup', 'create', '--out', file)
    expect(fs.statSync(file).size).toBeGreaterThan(1000)
    await run(at('elsewhere'), 'backup', 'restore', file)
    const devices = (await run(at('elsewhere'), 'device', 'list')) as unknown as { name: string }[]
    expect(devices.map(({ name }) => name)).toContain('Alice’s iPhone')
  })
})

describe('paths that Windows reads in its own way', () => {
  test.each([
    ['a drive and backslashes', (name: string) => `Z:${at(name).replaceAll('/', '\\')}`],
    ['slashes', (name: string) => at(name)],
    ['a name of 200 characters', (name: string) => at(`${name}${'x'.repeat(190)}.pem`)],
  ])('%s', async (_what, place) => {
    const file = place('plain.pem')
    await run(home, 'device', 'export', 'Device 0', '--out', file, '--format', 'pem')
    const here = file.startsWith('Z:') ? file.slice(2).replaceAll('\\', '/') : file
    expect(fs.readFileSync(here, 'utf8')).toContain('BEGIN CERTIFICATE')
  })

  test.each(['CON', 'nul.pem', 'COM1.pfx'])(
    '%s is a device of the system, and no file: nothing is written there, and that is said',
    async (name) => {
      const code = await codeOf(home, 'device', 'export', 'Device 0', '--out', at(name), '--format', 'pem')
      expect(code).not.toBe('app/unexpected')
      // Whoever is told that all went well has a file of that name.
      expect(code !== 'ok' || fs.existsSync(at(name))).toBe(true)
    },
  )

  test('a device called CON. or like a path gets a file name that Windows can have', async () => {
    for (const name of ['CON', 'NUL.', 'a:b', 'dots...', 'C:\\Windows']) {
      await run(home, 'device', 'add', name, '--key', 'p256')
      const out = at(`exported-${Buffer.from(name).toString('hex')}`)
      fs.mkdirSync(out)
      const code = await codeOf(home, 'device', 'export', name, '--out', path.join(out, 'x.pfx'))
      expect(code, name).toBe('ok')
    }
  })
})
