import { execFileSync, spawnSync } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { inspectFile } from '../../../electron/engine/diagnosis/inspect/index.ts'
import { relateFiles } from '../../../electron/engine/diagnosis/inspect/relate.ts'
import { inspectFiles } from '../../../electron/engine/diagnosis/inspect/several.ts'
import { FilesDiagnosis } from '../../../shared/contract/diagnosis.ts'
import { opensslCrl } from '../../support/openssl-crl.ts'
import { opensslAuthority, selfSigned } from '../../support/openssl-pki.ts'
import { said } from '../../support/said.ts'
import type { Texts } from '../../../shared/messages/json.ts'

const home = opensslAuthority('Home')
const between = home.intermediate('Between')
const stranger = opensslAuthority('Stranger')
/** Another authority of the same name: the key differs. */
const impostor = opensslAuthority('Home')
const phone = home.leaf({ cn: 'phone' })
const laptop = between.leaf({ cn: 'laptop' })
const old = home.leaf({ cn: 'old', from: '20200101000000Z', to: '20210101000000Z' })
const early = home.leaf({ cn: 'early', from: '20480101000000Z', to: '20490101000000Z' })
/** Signed by an intermediate that may have none below it. */
const deep = between.intermediate('Too deep').leaf({ cn: 'deep' })
const tooDeep = between.intermediate('Deeper')
const staleCrl = opensslCrl(home, [], { from: '20200101000000Z', to: '20200201000000Z' })
const crl = opensslCrl(home, [phone.serial])

let folder = ''
beforeAll(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'vestibule-several-'))
})
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }))

async function together(
  files: Readonly<Record<string, string | Buffer>>,
  own: string[] = [],
): Promise<Texts<FilesDiagnosis>> {
  const found = await inspectFiles({
    files: Object.entries(files).map(([name, bytes]) => ({ name, bytes: Buffer.from(bytes), password: 'secret' })),
    authorities: own.map((pem) => ({ name: 'Own', certificate: new X509Certificate(pem).raw })),
    now: Date.now,
    inspect: inspectFile,
    relate: relateFiles,
  })
  expect(FilesDiagnosis.parse(found)).toEqual(found)
  expect(JSON.stringify(found)).not.toContain('PRIVATE KEY')
  return said(found)
}

/** What `openssl verify` says: the number of the first error, 0 for none. */
function opensslVerify(leaf: string, authorities: string, lists = ''): number {
  fs.writeFileSync(path.join(folder, 'leaf.pem'), leaf)
  fs.writeFileSync(path.join(folder, 'ca.pem'), authorities)
  fs.writeFileSync(path.join(folder, 'crl.pem'), lists)
  const revocation = lists === '' ? [] : ['-crl_check', '-CRLfile', 'crl.pem']
  const { stderr, stdout } = spawnSync('openssl', ['verify', '-CAfile', 'ca.pem', ...revocation, 'leaf.pem'], {
    cwd: folder,
    encoding: 'utf8',
  })
  return Number(/error (\d+) at/.exec(stdout + stderr)?.[1] ?? 0)
}

test.each([
  ['a whole chain', laptop.cert, home.cert + between.cert, ''],
  ['a device of the root', phone.cert, home.cert, ''],
  ['an intermediate that is missing', laptop.cert, home.cert, ''],
  ['a root that is missing', laptop.cert, between.cert, ''],
  ['a stranger’s authority', phone.cert, stranger.cert, ''],
  ['an impostor of the same name', phone.cert, impostor.cert, ''],
  ['an expired certificate', old.cert, home.cert, ''],
  ['one that is not valid yet', early.cert, home.cert, ''],
  ['one that vouches for itself', selfSigned('self').cert, home.cert, ''],
  ['a chain that is too long', tooDeep.leaf({ cn: 'x' }).cert, home.cert + between.cert + tooDeep.cert, ''],
  ['an intermediate nobody has', deep.cert, home.cert + between.cert, ''],
  ['a revoked certificate', phone.cert, home.cert, crl],
  ['one that is not on the list', old.cert, home.cert, crl],
  ['a list that is out of date', phone.cert, home.cert, staleCrl],
  ['a list of an impostor', phone.cert, home.cert, opensslCrl(impostor, [])],
])('%s: the verify code is that of openssl verify', async (_what, leaf, authorities, lists) => {
  const found = await together({ 'a.crt': leaf, 'ca.crt': authorities, ...(lists === '' ? {} : { 'ca.crl': lists }) })
  const expected = opensslVerify(leaf, authorities, lists)
  const relation = found.relations.find((one) => one.kind === 'chain' || one.kind === 'crl')
  expect(relation?.verify?.number).toBe(expected)
  expect(relation?.holds).toBe(expected === 0)
  expect(found.relations.every((one) => one.holds || one.remedy !== null)).toBe(true)
})

test('a key and its certificate in two files belong together; those of two devices do not', async () => {
  const good = await together({ 'phone.key': phone.key, 'phone.crt': phone.cert })
  expect(good).toMatchObject({ ok: true, relations: [{ kind: 'key', holds: true }] })
  expect(good.summary).toBe('The key in phone.key belongs to the certificate “phone” in phone.crt.')
  const bad = await together({ 'laptop.key': laptop.key, 'phone.crt': phone.cert })
  expect(bad).toMatchObject({ ok: false, relations: [{ kind: 'key', holds: false }] })
  expect(bad.summary).toContain('The key in laptop.key does not belong to the certificate “phone” in phone.crt')
})

test('a request is recognised by its key, and by the certificate that was made for it', async () => {
  fs.writeFileSync(path.join(folder, 'p.key'), phone.key)
  const csr = execFileSync('openssl', ['req', '-new', '-key', 'p.key', '-subj', '/CN=asked'], { cwd: folder })
  const found = await together({ 'p.csr': csr, 'p.crt': phone.cert })
  expect(found.relations).toMatchObject([{ kind: 'request', holds: true }])
  const key = await together({ 'p.csr': csr, 'p.key': phone.key })
  expect(key.relations).toMatchObject([{ kind: 'request', holds: true }])
})

test('the intermediate that a file lacks is offered in the right order, and openssl takes the result', async () => {
  const found = await together({ 'laptop.crt': laptop.cert, 'between.crt': between.cert, 'root.crt': home.cert })
  const action = found.relations.find(({ kind }) => kind === 'chain')?.action
  if (action?.kind !== 'save-chain') throw new Error('no chain is offered')
  expect(action.fileName).toBe('laptop-fullchain.pem')
  const [first, second] = action.pem.split(/(?<=END CERTIFICATE-----\n)/)
  expect(first?.replace(/\s/g, '')).toBe(laptop.cert.replace(/\s/g, ''))
  expect(second?.replace(/\s/g, '')).toBe(between.cert.replace(/\s/g, ''))
  fs.writeFileSync(path.join(folder, 'chain.pem'), action.pem)
  fs.writeFileSync(path.join(folder, 'root.pem'), home.cert)
  const verified = execFileSync('openssl', ['verify', '-CAfile', 'root.pem', '-untrusted', 'chain.pem', 'chain.pem'], {
    cwd: folder,
    encoding: 'utf8',
  })
  expect(verified).toContain('OK')
  // A file that has it already needs nothing.
  const whole = await together({ 'chain.pem': action.pem, 'root.crt': home.cert })
  expect(whole.relations).toMatchObject([{ kind: 'chain', holds: true, remedy: null }])
})

test('without an authority among the files, those of this app are asked', async () => {
  const found = await together({ 'between.crt': between.cert, 'laptop.crt': laptop.cert }, [home.cert])
  expect(found.relations).toMatchObject([{ kind: 'chain', holds: true, verify: { number: 0 } }])
})

test('a PKCS#12 file and the authority beside it', async () => {
  fs.writeFileSync(path.join(folder, 'l.crt'), laptop.cert)
  fs.writeFileSync(path.join(folder, 'l.key'), laptop.key)
  const args = ['pkcs12', '-export', '-in', 'l.crt', '-inkey', 'l.key', '-passout', 'pass:secret']
  const p12 = execFileSync('openssl', args, { cwd: folder })
  const lonely = await together({ 'laptop.p12': p12, 'root.crt': home.cert })
  expect(lonely.relations.find(({ kind }) => kind === 'chain')).toMatchObject({ holds: false, verify: { number: 20 } })
  const found = await together({ 'laptop.p12': p12, 'root.crt': home.cert, 'between.crt': between.cert })
  expect(found).toMatchObject({ ok: true, relations: [{ kind: 'key' }, { kind: 'chain', holds: true }] })
})

test('files that have nothing to do with each other, one alone, and what is no such file', async () => {
  const apart = await together({ 'a.crt': phone.cert, 'b.crt': stranger.leaf({ cn: 'other' }).cert })
  expect(apart).toMatchObject({ relations: [], summary: '2 files that have nothing to do with each other.' })
  const alone = await together({ 'a.crt': phone.cert })
  expect(alone).toMatchObject({ ok: true, relations: [] })
  const odd = await together({ 'a.crt': phone.cert, 'b.txt': 'hello' })
  expect(odd.ok).toBe(false)
  expect(odd.summary).toContain('b.txt')
})
