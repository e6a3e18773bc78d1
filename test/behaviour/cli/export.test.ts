import { X509Certificate } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { cli, documentOf } from '../../support/cli.ts'
import { temporaryFolder } from '../../support/engine.ts'
import { createHome } from '../../support/home.ts'
import { freePort } from '../../support/gate.ts'
import { runTool } from '../../support/external-tool.ts'
import { needs } from '../../support/programs.ts'

const folder = temporaryFolder()
const out = (name: string): string => path.join(folder, name)
const run = (...args: string[]) =>
  cli([...args, '--data', out('data'), '--json'], { VESTIBULE_PASSPHRASE: 'tidal otter lantern basin' })

async function valueOf(...args: string[]): Promise<Record<string, unknown>> {
  const answer = documentOf(await run(...args))
  if (!answer.ok) throw new Error(answer.error.message)
  return answer.value
}

beforeAll(async () => {
  await createHome(out('data'))
  await valueOf('device', 'add', 'Phone')
})
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }))

test('the version that is named decides the form of the file, and the answer says why', async () => {
  for (const [version, profile] of [
    ['ios-16', 'compatible'],
    ['iOS 18', 'modern'],
    ['android-11', 'compatible'],
    ['android-15', 'modern'],
    ['windows-10-1607', 'compatible'],
  ] as const) {
    const value = await valueOf('device', 'export', 'Phone', '--out', out('a.pfx'), '--force', '--for', version)
    expect(value).toMatchObject({ format: 'pfx', profile })
    expect(value['reason']).toMatch(/AES|3DES/)
  }
  const refused = await run('device', 'export', 'Phone', '--out', out('never.pfx'), '--for', 'Symbian')
  expect(refused.status).toBe(2)
  expect(documentOf(refused)).toMatchObject({ ok: false, error: { code: 'app/usage' } })
  expect(fs.existsSync(out('never.pfx'))).toBe(false)
})

test('a password of one’s own is taken from a file, and not repeated', async () => {
  fs.writeFileSync(out('password'), 'typed by hand 7\n')
  const answer = await run('device', 'export', 'Phone', '--out', out('own.pfx'), '--password-file', out('password'))
  expect(answer.stdout + answer.stderr).not.toContain('typed by hand')
  const opened = await runTool('openssl', [
    'pkcs12',
    '-in',
    out('own.pfx'),
    '-passin',
    'pass:typed by hand 7',
    '-nodes',
  ])
  expect(opened.status).toBe(0)
  fs.writeFileSync(out('password'), 'пароль\n')
  const refused = await run('device', 'export', 'Phone', '--out', out('b.pfx'), '--password-file', out('password'))
  expect(documentOf(refused)).toMatchObject({ ok: false, error: { code: 'app/invalid-input' } })
  expect(refused.stdout).toContain('ASCII')
})

test('the certificate alone is PEM, and DER with --der', async () => {
  await valueOf('device', 'export', 'Phone', '--out', out('a.crt'), '--format', 'crt')
  await valueOf('device', 'export', 'Phone', '--out', out('a.cer'), '--format', 'crt', '--der')
  expect(fs.readFileSync(out('a.crt'), 'utf8')).toMatch(/^-----BEGIN CERTIFICATE-----/)
  expect(new X509Certificate(fs.readFileSync(out('a.cer'))).raw).toEqual(fs.readFileSync(out('a.cer')))
})

test('an Apple profile is signed with a site’s certificate when asked', needs('python3'), async () => {
  const listen = `127.0.0.1:${await freePort()}`
  await valueOf('site', 'add', 'Camera', '--host', 'localhost', '--listen', listen, '--upstream', 'http://127.0.0.1:9')
  const file = out('signed.mobileconfig')
  await valueOf('device', 'export', 'Phone', '--out', file, '--format', 'mobileconfig', '--sign-with', 'Camera')
  fs.writeFileSync(out('ca.pem'), String((await valueOf('authority', 'show', '--pem'))['pem']))
  const files = ['-in', file, '-CAfile', out('ca.pem'), '-out', out('content')]
  const verified = await runTool('openssl', ['cms', '-verify', '-inform', 'DER', '-purpose', 'any', ...files])
  expect(verified.text).toMatch(/verification success/i)
  expect(
    (await runTool('python3', ['-c', 'import plistlib,sys; plistlib.load(open(sys.argv[1],"rb"))', out('content')]))
      .status,
  ).toBe(0)
  const unknown = await run('device', 'export', 'Phone', '--out', file, '--format', 'mobileconfig', '--sign-with', 'X')
  expect(documentOf(unknown)).toMatchObject({ ok: false, error: { code: 'site/not-found' } })
})
