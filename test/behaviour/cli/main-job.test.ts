import fs from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { cli, documentOf, startServe, type RunningServe } from '../../support/cli.ts'
import { temporaryFolder } from '../../support/engine.ts'
import { freePort, startUpstream, visit, type Upstream } from '../../support/gate.ts'
import { childrenOf, startedWith } from '../../support/processes.ts'
import { needs } from '../../support/programs.ts'

const env = { VESTIBULE_PASSPHRASE: 'tidal otter lantern basin' }
const folder = temporaryFolder()
const data = path.join(folder, 'data')
const pfx = path.join(folder, 'alice.pfx')
const ca = path.join(folder, 'ca.crt')
let upstream: Upstream
let port: number
let password: string

const run = (...args: string[]) => cli([...args, '--data', data, '--json'], env)

/** A visit with the exported file, or without a certificate; code: why there was no answer. */
async function enter(identity?: { pfx: Buffer; passphrase: string }) {
  try {
    const host = `localhost:${port}`
    const certificate = fs.readFileSync(ca, 'utf8')
    const { status, body } = await visit({
      port,
      ca: certificate,
      servername: 'localhost',
      host,
      certificate: identity,
    })
    return { status, body, code: null }
  } catch (error) {
    return { status: 0, body: '', code: (error as NodeJS.ErrnoException).code ?? String(error) }
  }
}
const asAlice = () => enter({ pfx: fs.readFileSync(pfx), passphrase: password })

beforeAll(async () => {
  upstream = await startUpstream()
  port = await freePort()
})
afterAll(async () => {
  await upstream.close()
  fs.rmSync(folder, { recursive: true, force: true })
})

describe('the main job on the command line', () => {
  let serve: RunningServe
  afterAll(async () => {
    await serve?.stop()
  })

  test('authority create, device add, device export and site add answer as cli.md says', async () => {
    expect(documentOf(await run('authority', 'create', '--name', 'Home'))).toMatchObject({
      ok: true,
      value: { name: 'Home' },
    })
    const shown = documentOf(await run('authority', 'show', '--pem'))
    if (!shown.ok) throw new Error('no authority')
    fs.writeFileSync(ca, String(shown.value['pem']))

    const added = documentOf(await run('device', 'add', "Alice's iPhone"))
    expect(added).toMatchObject({ ok: true, value: { name: "Alice's iPhone", platform: 'iphone', status: 'waiting' } })
    for (const field of ['serial', 'fingerprint', 'notBefore', 'notAfter', 'lastSeen']) {
      expect(added.ok && added.value).toHaveProperty(field)
    }

    const exported = documentOf(await run('device', 'export', "Alice's iPhone", '--out', pfx))
    if (!exported.ok) throw new Error('not exported')
    expect(exported.value).toMatchObject({ file: pfx, format: 'pfx', profile: 'compatible' })
    password = String(exported.value['password'])
    expect(password).toMatch(/^[\x21-\x7E]{12,63}$/)
    expect(fs.statSync(pfx).mode & 0o777).toBe(0o600)

    const site = documentOf(
      await run(
        'site',
        'add',
        'Camera',
        '--host',
        'localhost',
        '--listen',
        `127.0.0.1:${port}`,
        '--upstream',
        upstream.url,
      ),
    )
    expect(site).toMatchObject({
      ok: true,
      value: {
        name: 'Camera',
        hosts: ['localhost'],
        listen: `127.0.0.1:${port}`,
        url: `https://localhost:${port}/`,
        mode: 'pages',
      },
    })
  })

  test('serve runs the site; a visitor with the .pfx gets the upstream’s page, without it the page that says why', async () => {
    serve = await startServe(['--data', data])
    expect(serve.sites).toMatchObject([{ name: 'Camera', state: 'running' }])
    expect(await asAlice()).toEqual({ status: 200, body: 'upstream page', code: null })
    const stranger = await enter()
    expect(stranger.status).toBe(403)
    expect(stranger.body).toContain('No certificate was sent')
  })

  test('the device is active because that serial was verified', async () => {
    const list = documentOf(await run('device', 'list'))
    expect(list).toMatchObject({ ok: true, value: [{ status: 'active' }] })
  })

  test('what expires within so many days has an exit status of its own', async () => {
    const none = await run('device', 'list', '--expiring', '300')
    expect([none.status, documentOf(none)]).toEqual([0, { ok: true, value: [] }])
    const some = await run('device', 'list', '--expiring', '400')
    expect(some.status).toBe(3)
    expect(documentOf(some)).toMatchObject({ ok: true, value: [{ name: "Alice's iPhone" }] })
  })

  test('diagnose site is all green, each visitor over both versions', async () => {
    const diagnosis = documentOf(await run('diagnose', 'site', 'Camera'))
    if (!diagnosis.ok) throw new Error(diagnosis.error.message)
    const visitors = diagnosis.value['visitors'] as { id: string; tls: string; verdict: string }[]
    const ids = [
      'none',
      'good',
      'expired',
      'not-yet-valid',
      'revoked',
      'superseded',
      'stranger',
      'same-name',
      'self-signed',
      'wrong-purpose',
      'missing-intermediate',
      'weak-key',
      'weak-digest',
      'too-long',
    ]
    expect(visitors.map((one) => `${one.id} ${one.tls} ${one.verdict}`)).toEqual(
      ids.flatMap((id) => [`${id} 1.2 ok`, `${id} 1.3 ok`]),
    )
  })

  test('the visits of the diagnosis are no visits: nobody was refused but the stranger', async () => {
    const shown = documentOf(await run('site', 'show', 'Camera'))
    expect(shown).toMatchObject({ ok: true, value: { today: { visits: 1, refusals: 1 } } })
  })

  test('diagnose server finds out from outside that the door asks for a certificate', async () => {
    const diagnosis = documentOf(await run('diagnose', 'server', `localhost:${port}`))
    if (!diagnosis.ok) throw new Error(diagnosis.error.message)
    expect(['optional', 'required']).toContain(diagnosis.value['clientCertificate'])
    for (const field of ['server', 'acceptedAuthorities', 'handshake', 'http', 'explanation', 'fix']) {
      expect(diagnosis.value).toHaveProperty(field)
    }
    expect((await run('diagnose', 'server', 'localhost')).status).toBe(2)
  })

  // Only Linux lists the children of a process in files.
  test('a killed gate is started again with the last policy', needs('linux'), async () => {
    const gate = childrenOf(serve.process.pid ?? 0).find((pid) =>
      // From source or, where it is there, as built.
      /\bgate(?:\/process\/main\.ts|\.js)/.test(startedWith(pid, 'cmdline').join(' ')),
    )
    if (gate === undefined) throw new Error('there is no gate')
    process.kill(gate, 'SIGKILL')
    await expect.poll(async () => (await asAlice()).body, { timeout: 60_000 }).toBe('upstream page')
    expect((await enter()).status).toBe(403)
  })

  test('device revoke is in force at once, without a restart and without the passphrase', async () => {
    const revoked = await cli(['--json', 'device', 'revoke', "Alice's iPhone", '--data', data])
    expect(documentOf(revoked)).toMatchObject({ ok: true, value: { status: 'revoked' } })
    const answer = await asAlice()
    expect(answer.status).toBe(403)
    expect(answer.body).toContain('revoked')
    expect(answer.body).toContain('23')
  })

  test('a second serve on the same folder is refused by name', async () => {
    const second = await cli(['serve', '--no-open', '--json', '--data', data], env)
    expect(second.status).toBe(1)
    expect(documentOf(second)).toMatchObject({ ok: false, error: { code: 'store/in-use' } })
  })

  test('serve ends with status 0 when asked, and the site is closed', async () => {
    expect(await serve.stop()).toBe(0)
    expect((await asAlice()).code).toBe('ECONNREFUSED')
  })
})

describe('wrong usage and bad input', () => {
  test.each([
    [['frobnicate'], 2, 'app/usage'],
    [['device', 'add'], 2, 'app/usage'],
    [['device', 'add', 'A', '--colour', 'red'], 2, 'app/usage'],
    [['device', 'export', "Alice's iPhone"], 2, 'app/usage'],
    [['device', 'list', '--expiring', 'soon'], 2, 'app/usage'],
    [['device', 'show', 'nobody'], 1, 'device/not-found'],
    [['device', 'add', 'line\nbreak'], 1, 'app/invalid-input'],
    [['device', 'add', 'x'.repeat(10_000)], 1, 'app/invalid-input'],
    [['device', 'add', 'A', '--key', 'rsa512'], 1, 'app/invalid-input'],
    [['device', 'add', 'A', '--csr', '/nonexistent'], 1, 'app/file-unreadable'],
    [['diagnose', 'code', 'gibberish'], 1, 'diagnosis/unknown-code'],
    [['diagnose', 'site', 'Garage'], 1, 'site/not-found'],
  ] as const)('%j ends with status %i and %s', async (args, status, code) => {
    const result = await run(...args)
    expect(result.status).toBe(status)
    const document = documentOf(result)
    expect(document).toMatchObject({ ok: false, error: { code } })
    expect(document.ok ? '' : document.error.remedy).not.toBe('')
    expect(result.stderr).not.toContain('    at ')
  })

  test('a wrong passphrase changes nothing', async () => {
    const result = await cli(['device', 'add', 'Eve', '--data', data, '--json'], {
      VESTIBULE_PASSPHRASE: 'not the passphrase',
    })
    expect(documentOf(result)).toMatchObject({ ok: false, error: { code: 'authority/wrong-passphrase' } })
    const list = documentOf(await run('device', 'list'))
    expect(JSON.stringify(list)).not.toContain('Eve')
  })

  test('an export into a folder that does not exist leaves nothing behind', async () => {
    const out = path.join(folder, 'missing', 'a.pfx')
    const result = await run('device', 'export', "Alice's iPhone", '--out', out)
    expect(documentOf(result)).toMatchObject({ ok: false, error: { code: 'app/file-unwritable' } })
    expect(fs.existsSync(path.dirname(out))).toBe(false)
  })

  test('people get sentences on standard error and nothing on standard output', async () => {
    const result = await cli(['device', 'show', 'nobody', '--data', data], env)
    expect(result).toMatchObject({ status: 1, stdout: '' })
    expect(result.stderr).toContain('There is no device called “nobody”.')
  })
})
