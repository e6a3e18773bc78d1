import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { cli, documentOf, type CliResult } from '../../support/cli.ts'
import { PASSPHRASE, temporaryFolder } from '../../support/engine.ts'
import { opensslCrl } from '../../support/openssl-crl.ts'
import { opensslAuthority } from '../../support/openssl-pki.ts'

const folder = temporaryFolder()
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }))
const file = (name: string, content: string): string => {
  fs.writeFileSync(path.join(folder, name), content)
  return path.join(folder, name)
}
const home = opensslAuthority('Tutorial')
const cert = file('ca.crt', home.cert)
const key = file('ca.key', home.key)
const secret = file('secret', 'pw\n')
const p12 = path.join(folder, 'ca.p12')
execFileSync('openssl', ['pkcs12', '-export', '-in', cert, '-inkey', key, '-passout', 'file:secret', '-out', p12], {
  cwd: folder,
})
const foreignKey = file('foreign.key', home.leaf({ cn: 'x' }).key)

let data = ''
beforeEach(() => {
  data = fs.mkdtempSync(path.join(folder, 'data-'))
})
const run = (...args: string[]): Promise<CliResult> =>
  cli([...args, '--json', '--data', data], { VESTIBULE_PASSPHRASE: PASSPHRASE })
const value = async (...args: string[]): Promise<Record<string, unknown>> => {
  const document = documentOf(await run(...args))
  if (!document.ok) throw new Error(`${args.join(' ')}: ${document.error.code}`)
  return document.value
}
const failure = async (...args: string[]): Promise<{ status: number; code: string }> => {
  const result = await run(...args)
  const document = documentOf(result)
  return { status: result.status, code: document.ok ? 'done' : document.error.code }
}

describe('authority import', () => {
  test('takes certificate and key, or a PKCS#12 file, and signs with them', async () => {
    expect(await value('authority', 'import', '--cert', cert, '--key', key)).toMatchObject({
      name: 'Tutorial',
      kind: 'own',
      fingerprint: home.fingerprint,
    })
    await value('device', 'add', 'Phone', '--key', 'p256')
    const out = path.join(folder, 'phone.crt')
    await value('device', 'export', 'Phone', '--format', 'crt', '--out', out)
    expect(execFileSync('openssl', ['verify', '-purpose', 'sslclient', '-CAfile', cert, out]).toString()).toContain(
      'OK',
    )
  })

  test('says what is wrong, and changes nothing', async () => {
    const wrong = file('wrong', 'no\n')
    expect(await failure('authority', 'import', '--cert', cert, '--key', foreignKey)).toEqual({
      status: 1,
      code: 'authority/key-mismatch',
    })
    expect(await failure('authority', 'import', '--p12', p12, '--key-passphrase-file', wrong)).toEqual({
      status: 1,
      code: 'authority/file-wrong-password',
    })
    expect((await failure('authority', 'import', '--cert', cert)).status).toBe(2)
    expect((await failure('authority', 'import', '--cert', cert, '--p12', p12)).status).toBe(2)
    expect(await value('authority', 'list')).toEqual([])
    expect(await value('authority', 'import', '--p12', p12, '--key-passphrase-file', secret)).toMatchObject({
      kind: 'own',
    })
  })
})

describe('authority trust, renew, intermediate and remove', () => {
  test('work by name', async () => {
    expect(await value('authority', 'trust', '--cert', cert)).toMatchObject({ name: 'Tutorial', kind: 'trusted' })
    const root = await value('authority', 'create', '--name', 'Root', '--key', 'p256')
    await value(
      'authority',
      'create',
      '--name',
      'Middle',
      '--key',
      'p256',
      '--parent',
      'Root',
      '--constraint',
      'home.arpa',
    )
    const renewed = await value('authority', 'renew', 'Root', '--days', '7000')
    expect(renewed['subject']).toBe(root['subject'])
    expect(renewed['fingerprint']).not.toBe(root['fingerprint'])
    expect(await failure('authority', 'remove', 'Root')).toEqual({ status: 1, code: 'authority/in-use' })
    await value('authority', 'remove', 'Tutorial')
    const names = (await value('authority', 'list')) as unknown as { name: string }[]
    expect(names.map((one) => one.name)).toEqual(['Root', 'Middle'])
  })
})

describe('the revocation list of a trusted authority', () => {
  const openssl = (...args: string[]): Buffer => execFileSync('openssl', args, { stdio: ['pipe', 'pipe', 'ignore'] })
  const request = openssl('req', '-new', '-key', foreignKey, '-subj', '/CN=x').toString()
  const list = file('ca.crl', opensslCrl(home, [], { from: '20260101000000Z', to: '20260201000000Z' }))

  test.each([
    ['a certificate', home.cert],
    ['a certificate in DER', openssl('x509', '-in', cert, '-outform', 'DER')],
    ['another certificate', opensslAuthority('Other').cert],
    ['a key', home.key],
    ['a request', request],
    ['text', 'none\n'],
  ])('must be one: %s is refused, and nothing is trusted', async (_what, content) => {
    const wrong = path.join(folder, 'wrong.crl')
    fs.writeFileSync(wrong, content)
    const refusal = { status: 1, code: 'authority/crl-unreadable' }
    expect(await failure('authority', 'trust', '--cert', cert, '--crl', wrong)).toEqual(refusal)
    expect(await value('authority', 'list')).toEqual([])
  })

  test('is refused in the place of the certificate, too', async () => {
    const swapped = await failure('authority', 'trust', '--cert', list, '--crl', cert)
    expect(swapped).toEqual({ status: 1, code: 'authority/crl-unreadable' })
    expect(await value('authority', 'list')).toEqual([])
  })

  test('is found among those of other authorities, as HAProxy takes them in one file, and is the newest of its own', async () => {
    const stranger = opensslCrl(opensslAuthority('Other'), [])
    const newest = opensslCrl(home, [], { from: '20260301000000Z', to: '20260401000000Z' })
    const strangers = file('strangers.crl', stranger + stranger)
    const refused = await failure('authority', 'trust', '--cert', cert, '--crl', strangers)
    expect(refused).toEqual({ status: 1, code: 'authority/crl-signature' })
    const bundle = file('bundle.crl', stranger + newest + fs.readFileSync(list, 'utf8'))
    await value('authority', 'trust', '--cert', cert, '--crl', bundle)
    expect((await cli(['authority', 'show', 'Tutorial', '--data', data])).stdout).toContain(
      'OUT OF DATE since 2026-04-01',
    )
    await value('authority', 'remove', 'Tutorial')
  })

  test('is told of in words when it is out of date, with what happens meanwhile', async () => {
    await value('authority', 'trust', '--cert', cert, '--crl', list)
    const show = async () => (await cli(['authority', 'show', 'Tutorial', '--data', data])).stdout
    expect(await show()).toMatch(/OUT OF DATE since 2026-02-01.*whoever was revoked since then still gets in/)
    await value('authority', 'set', 'Tutorial', '--stale-list', 'refuse')
    expect(await show()).toMatch(/OUT OF DATE since 2026-02-01.*everybody of this authority is refused/)
    const fresh = file('fresh.crl', opensslCrl(home, []))
    await value('authority', 'trust', '--cert', cert, '--crl', fresh)
    expect(await show()).toMatch(/good until .*then everybody of it is refused/)
    expect(await show()).not.toContain('OUT OF DATE')
  })
})

describe('device renew and set', () => {
  test('one by name, all that end soon, and what the app calls it', async () => {
    await value('authority', 'create', '--name', 'Home', '--key', 'p256')
    const before = await value('device', 'add', 'Phone', '--key', 'p256', '--days', '20')
    const renewed = await value('device', 'renew', 'Phone', '--days', '300')
    expect(renewed['previous']).toMatchObject({ serial: before['serial'] })
    await value('device', 'add', 'Soon', '--key', 'p256', '--days', '5')
    const many = await value('device', 'renew', '--expiring', '30', '--days', '90')
    expect((many['renewed'] as { name: string }[]).map((one) => one.name)).toEqual(['Soon'])
    expect((await failure('device', 'renew')).status).toBe(2)
    const set = await value('device', 'set', 'Soon', '--name', 'Later', '--group', 'family')
    expect(set).toMatchObject({ name: 'Later', groups: ['family'] })
    expect(await value('device', 'set', 'Later', '--no-groups')).toMatchObject({ groups: [] })
  })
})
