import { execFile } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { cli, documentOf, startServe, type RunningServe } from '../../support/cli.ts'
import { PASSPHRASE, temporaryFolder } from '../../support/engine.ts'
import { createHome } from '../../support/home.ts'
import { runTool } from '../../support/external-tool.ts'
import { freePort } from '../../support/gate.ts'
import { needs } from '../../support/programs.ts'

const folder = temporaryFolder()
const at = (name: string): string => path.join(folder, name)
const run = (...args: string[]) => cli([...args, '--data', at('data')], { VESTIBULE_PASSPHRASE: PASSPHRASE })
let serve: RunningServe
let url: string

beforeAll(async () => {
  const [site, plain] = [await freePort(), await freePort()]
  url = `http://localhost:${plain}/vestibule/Home.crl`
  await createHome(at('data'))
  const shown = documentOf(await run('authority', 'show', '--pem', '--json'))
  fs.writeFileSync(at('ca.crt'), shown.ok ? String(shown.value['pem']) : '')
  const place = ['--listen', `127.0.0.1:${site}`, '--redirect', `127.0.0.1:${plain}`]
  await run('site', 'add', 'Camera', '--host', 'localhost', ...place, '--upstream', 'http://127.0.0.1:9')
})
afterAll(async () => {
  await serve?.stop()
  fs.rmSync(folder, { recursive: true, force: true })
})

/** openssl fetches the list from the address that the certificate names. */
const verify = async (name: string): Promise<string> =>
  (await runTool('openssl', ['verify', '-crl_download', '-crl_check', '-CAfile', at('ca.crt'), at(`${name}.crt`)])).text

test('`authority show` says where a site would answer with the list, and then that it does', async () => {
  expect((await run('authority', 'show')).stdout).toContain(`published nowhere; a site would answer at ${url}`)
  const named = await run('authority', 'set', '--crl-url', url)
  expect(named.stdout).toContain(`published at ${url}: the site “Camera” answers there`)
  const elsewhere = await run('authority', 'set', '--crl-url', 'http://elsewhere.home/home.crl')
  expect(elsewhere.stdout).toContain('put it there yourself')
  await run('authority', 'set', '--crl-url', url)
})

test('openssl fetches the list from the site, and a revocation is in it as soon as it is signed', async () => {
  for (const name of ['good', 'lost']) {
    await run('device', 'add', name, '--key', 'p256')
    await run('device', 'export', name, '--format', 'crt', '--out', at(`${name}.crt`))
  }
  serve = await startServe(['--data', at('data')], { VESTIBULE_PASSPHRASE: PASSPHRASE })
  expect(await verify('lost')).toContain('lost.crt: OK')
  // The vault is locked: the door is shut at once, and the list waits for the passphrase.
  expect((await run('device', 'revoke', 'lost')).status).toBe(0)
  expect((await run('authority', 'show')).stdout).toContain('a revocation waits to be signed')
  expect((await run('authority', 'crl', '--out', at('signed.crl'))).status).toBe(0)
  expect((await run('authority', 'show')).stdout).not.toContain('waits to be signed')
  expect(await verify('lost')).toContain('certificate revoked')
  expect(await verify('good')).toContain('good.crt: OK')
})

test(
  'curl gets it as a file of its own kind; everything else at that port is sent to the site',
  needs('curl'),
  async () => {
    const curl = async (...args: string[]) => (await promisify(execFile)('curl', ['-s', ...args])).stdout
    const print = ['-o', at('fetched.crl'), '-w', '%{http_code} %{content_type}']
    expect(await curl(...print, url)).toBe('200 application/pkix-crl')
    const list = ['crl', '-inform', 'DER', '-in', at('fetched.crl'), '-noout', '-CAfile', at('ca.crt')]
    expect((await runTool('openssl', list)).text).toContain('verify OK')
    expect(await curl('-o', '/dev/null', '-w', '%{http_code}', url.replace('Home.crl', 'Other.crl'))).toBe('308')
  },
)
