import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { cli, documentOf, startServe, type RunningServe } from '../../support/cli.ts'
import { temporaryFolder } from '../../support/engine.ts'
import { opensslAuthority } from '../../support/openssl-pki.ts'

/** Files made by openssl, given to the command line as people have them. */
const folder = temporaryFolder()
const data = path.join(folder, 'data')
const authority = opensslAuthority('Home')
const phone = authority.leaf({ cn: 'phone' })

const at = (name: string): string => path.join(folder, name)
const write = (name: string, content: string | Buffer): string => {
  fs.writeFileSync(at(name), content)
  return at(name)
}
const run = (...args: string[]) => cli(['diagnose', 'file', ...args, '--data', data, '--json'])

function pkcs12(name: string, ...args: string[]): string {
  const identity = ['-in', write('p.crt', phone.cert), '-inkey', write('p.key', phone.key), '-name', 'phone']
  execFileSync('openssl', ['pkcs12', '-export', ...identity, '-passout', 'pass:secret', ...args, '-out', at(name)])
  return at(name)
}

beforeAll(() => {
  write('password.txt', 'secret\n')
  write('wrong.txt', 'Secret\n')
})
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }))

test('says kind, contents, problems and platforms, with the password from a file', async () => {
  const result = await run(pkcs12('phone.p12'), '--password-file', at('password.txt'))
  expect(result.status).toBe(0)
  const document = documentOf(result)
  expect(document).toMatchObject({ ok: true, value: { kind: 'pkcs12', problems: [] } })
  if (!document.ok) throw new Error('refused')
  expect(document.value['contents']).toMatchObject([
    { type: 'certificate', subject: 'CN=phone', hasKey: true, fingerprint: phone.fingerprint },
    { type: 'key', certificate: phone.fingerprint },
  ])
  const platforms = document.value['platforms'] as { platform: string; imports: boolean; why: string }[]
  // OpenSSL 3 encrypts with AES-256 by itself: no iPhone before iOS 18 reads that.
  expect(platforms.find((one) => one.platform.includes('iOS 17'))).toMatchObject({ imports: false })
  expect(platforms.every((one) => one.why !== '')).toBe(true)
  expect(result.stdout).not.toContain('secret')
})

test('a wrong password, a missing MAC, an unknown algorithm and a damaged file differ in their codes', async () => {
  const codeOf = async (file: string, password = 'password.txt'): Promise<string> => {
    const document = documentOf(await run(file, '--password-file', at(password)))
    if (!document.ok) throw new Error(document.error.message)
    return (document.value['problems'] as { code: string }[])[0]?.code ?? ''
  }
  const good = pkcs12('good.p12')
  const damaged = write('damaged.p12', fs.readFileSync(good).subarray(0, 300))
  const unknown = fs.readFileSync(pkcs12('nomac.p12', '-nomac'))
  // The last arc of AES-256-CBC becomes one that nobody has.
  const aes = Buffer.from('60864801650304012a', 'hex')
  for (let place = unknown.indexOf(aes); place >= 0; place = unknown.indexOf(aes, place + 1)) unknown[place + 8] = 0x7f
  const codes = [await codeOf(good, 'wrong.txt'), await codeOf(at('nomac.p12')), await codeOf(damaged)]
  expect(codes).toEqual(['authority/file-wrong-password', 'authority/file-no-mac', 'authority/file-damaged'])
  const document = documentOf(await run(write('unknown.p12', unknown), '--password-file', at('password.txt')))
  expect(JSON.stringify(document)).toContain('authority/file-unknown-algorithm')
})

test('people get it as text: what it is, what to do, and where it can be imported', async () => {
  const result = await cli(['diagnose', 'file', pkcs12('phone.p12'), '--data', data])
  expect(result).toMatchObject({ status: 0, stderr: '' })
  expect(result.stdout).toContain('A PKCS#12 file')
  expect(result.stdout).toContain('password')
  expect(result.stdout).toMatch(/NO +iPhone and iPad, iOS 17/)
})

test('what is no such file is still an answer; what cannot be read or is too large is not', async () => {
  expect(documentOf(await run(write('note.txt', 'hello')))).toMatchObject({ ok: true, value: { kind: 'unknown' } })
  expect(documentOf(await run(write('empty', '')))).toMatchObject({ ok: true, value: { kind: 'unknown' } })
  for (const file of [at('missing'), folder, write('huge', Buffer.alloc(16 * 1_048_576 + 1))]) {
    const result = await run(file)
    expect(result.status).toBe(1)
    expect(documentOf(result)).toMatchObject({ ok: false, error: { code: 'app/file-unreadable' } })
  }
  expect((await cli(['diagnose', 'file', '--data', data, '--json'])).status).toBe(2)
})

test('goes through a running instance too, also with a file of 12 MiB', async () => {
  const serve: RunningServe = await startServe(['--data', data])
  try {
    const large = write('large.crt', Buffer.concat([Buffer.from(phone.cert), Buffer.alloc(12 * 1_048_576, '\n')]))
    expect(documentOf(await run(large))).toMatchObject({
      ok: true,
      value: { kind: 'pem', contents: [{ subject: 'CN=phone' }] },
    })
  } finally {
    await serve.stop()
  }
})
