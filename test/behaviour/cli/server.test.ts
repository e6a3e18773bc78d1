import { createPrivateKey, X509Certificate } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { cli, documentOf } from '../../support/cli.ts'
import { PASSPHRASE, temporaryFolder } from '../../support/engine.ts'
import { createHome } from '../../support/home.ts'
import { runTool } from '../../support/external-tool.ts'
import { needs } from '../../support/programs.ts'

const folder = temporaryFolder()
const data = path.join(folder, 'data')
const at = (name: string): string => path.join(folder, name)
const DAY = 86_400_000

async function run(...args: string[]): Promise<{ code: string; value: Record<string, unknown> }> {
  const answer = documentOf(await cli([...args, '--data', data, '--json'], { VESTIBULE_PASSPHRASE: PASSPHRASE }))
  return answer.ok ? { code: 'ok', value: answer.value } : { code: answer.error.code, value: {} }
}

async function exported(name: string, file: string): Promise<X509Certificate> {
  expect((await run('server', 'export', name, '--format', 'fullchain', '--out', at(file), '--force')).code).toBe('ok')
  return new X509Certificate(fs.readFileSync(at(file)))
}

beforeAll(async () => {
  await createHome(data, 'p256')
  await run('authority', 'create', '--name', 'Lab', '--key', 'p256', '--constraint', 'lab.home.arpa')
})
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }))

test('a machine is added, shown, listed, renewed with its key or a new one, revoked and removed', async () => {
  const added = await run('server', 'add', 'NAS', '--host', 'nas.home.arpa', '--host', '192.168.1.5')
  expect(added.value).toMatchObject({
    name: 'NAS',
    hosts: ['nas.home.arpa', '192.168.1.5'],
    status: 'active',
    hasKey: true,
    keyType: 'p256',
  })
  for (const field of ['id', 'serial', 'fingerprint', 'authorityId'])
    expect(added.value[field]).toEqual(expect.any(String))
  const { notBefore, notAfter } = added.value
  const life = Date.parse(String(notAfter)) - Date.parse(String(notBefore))
  // Both ends belong to it (RFC 5280 §4.1.2.5).
  expect(life).toBeLessThan(397 * DAY)
  expect(life).toBeGreaterThan(396 * DAY)
  const first = await exported('NAS', 'nas.pem')
  expect(first.serialNumber.replace(/^0+/, '')).toBe(added.value['serial'])
  expect(first.subjectAltName).toBe('DNS:nas.home.arpa, IP Address:192.168.1.5')
  expect(first.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1'])

  const renewed = await run('server', 'renew', 'NAS')
  expect(renewed.value['serial']).not.toBe(added.value['serial'])
  const second = await exported('NAS', 'nas.pem')
  expect(second.publicKey.equals(first.publicKey)).toBe(true)
  await run('server', 'renew', 'NAS', '--new-key', '--days', '10')
  const third = await exported('NAS', 'nas.pem')
  expect(third.publicKey.equals(first.publicKey)).toBe(false)
  expect(third.subjectAltName).toBe(first.subjectAltName)

  const shown = await run('server', 'show', 'NAS')
  expect(shown.value['certificates']).toHaveLength(3)
  expect(shown.value['status']).toBe('expiring')
  const revoked = await run('server', 'revoke', 'NAS', '--reason', 'key-compromise')
  expect(revoked.value['status']).toBe('revoked')
  expect((await run('server', 'revoke', 'NAS')).code).toBe('server/already-revoked')
  expect((await run('server', 'renew', 'NAS')).code).toBe('server/renew-revoked')
  expect(await run('server', 'remove', 'NAS')).toMatchObject({ code: 'ok', value: { id: added.value['id'] } })
  expect((await run('server', 'show', 'NAS')).code).toBe('server/not-found')
  expect((await run('server', 'list')).value).toEqual([])
  // All three of them, and they stay.
  const list = await run('authority', 'crl', 'Home', '--out', at('home.crl'), '--force')
  expect(list.value['entries']).toBe(3)
})

test('what cannot be issued is refused, and what differs in one thing is issued', async () => {
  expect((await run('server', 'add', 'Switch', '--host', 'switch.home.arpa', '--days', '398')).code).toBe(
    'app/invalid-input',
  )
  expect((await run('server', 'add', 'Switch', '--host', 'not a host')).code).toBe('app/invalid-input')
  expect((await run('server', 'add', 'Switch')).code).toBe('app/usage')
  expect((await run('server', 'add', 'Switch', '--host', 'switch.home.arpa', '--days', '397')).code).toBe('ok')
  expect((await run('server', 'add', 'Switch', '--host', 'other.home.arpa')).code).toBe('server/name-taken')
  const elsewhere = await run('server', 'add', 'Rack', '--host', 'rack.home.arpa', '--authority', 'Lab')
  expect(elsewhere.code).not.toBe('ok')
  expect((await run('server', 'show', 'Rack')).code).toBe('server/not-found')
  expect((await run('server', 'add', 'Rack', '--host', 'rack.lab.home.arpa', '--authority', 'Lab')).code).toBe('ok')
})

test('of a request its key and names are taken, unless names are given', needs('openssl'), async () => {
  const request = async (name: string, san: string): Promise<string> => {
    const args = ['req', '-new', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']
    const files = ['-keyout', at(`${name}.key`), '-out', at(`${name}.csr`)]
    // What a request asks for besides is not granted: neither an authority, nor another use.
    const asked = ['-subj', '/CN=asked', '-addext', 'basicConstraints=CA:TRUE', '-addext', `subjectAltName=${san}`]
    expect((await runTool('openssl', [...args, ...files, ...asked])).status).toBe(0)
    return at(`${name}.csr`)
  }
  const csr = await request('first', 'DNS:printer.home.arpa,IP:192.168.1.9')
  const added = await run('server', 'add', 'Printer', '--csr', csr)
  expect(added.value).toMatchObject({ hosts: ['printer.home.arpa', '192.168.1.9'], hasKey: false })
  const certificate = await exported('Printer', 'printer.pem')
  expect(certificate.checkPrivateKey(createPrivateKey(fs.readFileSync(at('first.key'))))).toBe(true)
  expect(certificate.ca).toBe(false)
  expect((await run('server', 'export', 'Printer', '--out', at('none.pem'))).code).toBe('server/no-key')
  expect(fs.existsSync(at('none.pem'))).toBe(false)
  expect((await run('server', 'renew', 'Printer', '--new-key')).code).toBe('server/renew-new-key')

  const next = await request('second', 'DNS:elsewhere.example')
  expect((await run('server', 'renew', 'Printer', '--csr', next)).code).toBe('ok')
  const renewed = await exported('Printer', 'printer.pem')
  expect(renewed.checkPrivateKey(createPrivateKey(fs.readFileSync(at('second.key'))))).toBe(true)
  expect(renewed.subjectAltName).toBe('DNS:printer.home.arpa, IP Address:192.168.1.9')

  const given = await run('server', 'add', 'Plotter', '--csr', next, '--host', 'plotter.home.arpa')
  expect(given.value['hosts']).toEqual(['plotter.home.arpa'])
  const odd = await request('odd', 'DNS:not_a_host!.example')
  expect((await run('server', 'add', 'Odd', '--csr', odd)).code).toBe('app/invalid-input')
  const nameless = await request('nameless', 'email:owner@example.org')
  expect((await run('server', 'add', 'Nameless', '--csr', nameless)).code).toBe('server/no-hosts')
})

test('exports are readable by their owner only, replace nothing unasked, and tell a generated password once', async () => {
  await run('server', 'add', 'Router', '--host', 'router.home.arpa')
  const all = at('router.pem')
  expect(await run('server', 'export', 'Router', '--out', all)).toMatchObject({ code: 'ok', value: { format: 'pem' } })
  expect(fs.statSync(all).mode & 0o777).toBe(0o600)
  expect((await run('server', 'export', 'Router', '--out', all)).code).toBe('app/file-exists')
  // Neither of two files is written where one cannot be.
  const pair = ['server', 'export', 'Router', '--out', at('router.crt'), '--key-out']
  expect((await run(...pair, all)).code).toBe('app/file-exists')
  expect(fs.existsSync(at('router.crt'))).toBe(false)
  expect((await run(...pair, at('router.key'))).code).toBe('ok')
  expect(fs.readFileSync(at('router.crt'), 'utf8')).not.toContain('PRIVATE KEY')
  expect(fs.readFileSync(at('router.key'), 'utf8')).toMatch(/^-----BEGIN PRIVATE KEY-----/)
  expect(fs.statSync(at('router.key')).mode & 0o777).toBe(0o600)

  const made = await run('server', 'export', 'Router', '--format', 'pfx', '--out', at('router.pfx'))
  expect(made.value['password']).toMatch(/^[a-z]+-[a-z]+-[a-z]+-\d\d$/)
  fs.writeFileSync(at('password'), 'a password of their own')
  const own = ['--password-file', at('password'), '--out', at('router.p12')]
  const chosen = await run('server', 'export', 'Router', '--format', 'pfx', ...own)
  expect(chosen.value['password']).toBeUndefined()
})
