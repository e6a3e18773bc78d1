import { execFileSync } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { inspectFile } from '../../../electron/engine/diagnosis/inspect/index.ts'
import { FileDiagnosis } from '../../../shared/contract/diagnosis.ts'
import { opensslAuthority, selfSigned, type Issued } from '../../support/openssl-pki.ts'
import { opensslCrl } from '../../support/openssl-crl.ts'
import { said } from '../../support/said.ts'
import type { Texts } from '../../../shared/messages/json.ts'

type Found = Texts<FileDiagnosis>

/** Every file here is made by openssl. */
const authority = opensslAuthority('Home')
const stranger = opensslAuthority('Stranger')
const phone = authority.leaf({ cn: 'phone' })
const wrongPurpose = authority.leaf({ cn: 'phone', eku: 'serverAuth' })
const expired = authority.leaf({ cn: 'phone', from: '20200101000000Z', to: '20210101000000Z' })

let folder = ''
beforeAll(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'vestibule-files-'))
})
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }))

function openssl(args: readonly string[], input?: string | Buffer): Buffer {
  return execFileSync('openssl', args, { cwd: folder, input: input ?? '', stdio: ['pipe', 'pipe', 'ignore'] })
}

const COMPATIBLE = ['-keypbe', 'PBE-SHA1-3DES', '-certpbe', 'PBE-SHA1-3DES', '-macalg', 'sha1']

function pkcs12(one: Issued, args: readonly string[] = [], password = 'secret', key = one.key): Buffer {
  fs.writeFileSync(path.join(folder, 'one.crt'), one.cert)
  fs.writeFileSync(path.join(folder, 'one.key'), key)
  fs.writeFileSync(path.join(folder, 'ca.crt'), authority.cert)
  const files = ['-in', 'one.crt', '-inkey', 'one.key', '-certfile', 'ca.crt', '-name', 'phone']
  return openssl(['pkcs12', '-export', ...files, '-passout', `pass:${password}`, ...args])
}

async function inspect(bytes: Uint8Array | string, password?: string): Promise<Found> {
  const { report: found } = await inspectFile({
    name: 'file',
    bytes: Buffer.from(bytes),
    password,
    authorities: [{ name: 'Home', certificate: new X509Certificate(authority.cert).raw }],
    now: Date.now(),
  })
  expect(FileDiagnosis.parse(found)).toEqual(found)
  expect(JSON.stringify(found)).not.toMatch(/PRIVATE KEY|secret/)
  return said(found)
}

const codes = (found: Found): string[] => found.problems.map(({ code }) => code)
const where = (found: Found, platform: string): boolean | null | undefined =>
  found.platforms.find((one) => one.platform.startsWith(platform))?.imports

test('a PKCS#12 file in the compatible profile: identity, chain, and every platform reads it', async () => {
  const found = await inspect(pkcs12(phone, COMPATIBLE), 'secret')
  expect(found).toMatchObject({ kind: 'pkcs12', problems: [] })
  expect(found.contents).toMatchObject([
    { type: 'certificate', subject: 'CN=phone', use: 'device', hasKey: true, issuedBy: 'Home' },
    { type: 'certificate', subject: 'CN=Home', use: 'authority', hasKey: false },
    { type: 'key', keyType: 'p256', certificate: phone.fingerprint },
  ])
  expect(found.platforms.every(({ imports }) => imports === true)).toBe(true)
})

test('what OpenSSL 3 writes by itself is not for older phones, and they will call the password wrong', async () => {
  const found = await inspect(pkcs12(phone), 'secret')
  expect(found.problems).toEqual([])
  expect(where(found, 'iPhone and iPad, iOS 17')).toBe(false)
  expect(where(found, 'iPhone and iPad, iOS 18')).toBe(true)
  expect(where(found, 'Android 13')).toBe(false)
  expect(where(found, 'Windows 10 before')).toBe(false)
  expect(where(found, 'Windows 10 since')).toBe(true)
  expect(where(found, 'Firefox')).toBe(true)
  expect(found.platforms.find(({ platform }) => platform.startsWith('Android 13'))?.why).toContain('wrong password')
})

test('AES-128 is refused by Apple also in new systems; RC2 by OpenSSL and Node', async () => {
  const aes128 = await inspect(pkcs12(phone, ['-keypbe', 'AES-128-CBC', '-certpbe', 'AES-128-CBC']), 'secret')
  expect(where(aes128, 'iPhone and iPad, iOS 18')).toBe(false)
  const rc2 = await inspect(
    pkcs12(phone, ['-legacy', '-keypbe', 'PBE-SHA1-3DES', '-certpbe', 'PBE-SHA1-RC2-40']),
    'secret',
  )
  expect(rc2.problems).toEqual([])
  expect(where(rc2, 'OpenSSL 3')).toBe(false)
})

test('wrong password, missing password, missing MAC, unknown algorithm, damage: five different codes', async () => {
  const good = pkcs12(phone)
  expect(codes(await inspect(good, 'wrong'))).toEqual(['authority/file-wrong-password'])
  expect(codes(await inspect(good))).toEqual(['authority/file-password-needed'])
  expect(codes(await inspect(pkcs12(phone, ['-nomac']), 'secret'))).toEqual(['authority/file-no-mac'])
  expect(codes(await inspect(good.subarray(0, good.length - 40), 'secret'))).toEqual(['authority/file-damaged'])
  // AES-256 becomes an arc that nobody has.
  const aes = Buffer.from('60864801650304012a', 'hex')
  const unknown = Buffer.from(pkcs12(phone, ['-nomac']))
  for (let at = unknown.indexOf(aes); at >= 0; at = unknown.indexOf(aes, at + 1)) unknown[at + 8] = 0x7f
  expect(codes(await inspect(unknown, 'secret'))).toContain('authority/file-unknown-algorithm')
  // Where it can be imported is known without the password.
  expect(where(await inspect(good, 'wrong'), 'Android 13')).toBe(false)
  expect(where(await inspect(pkcs12(phone, ['-nomac']), 'secret'), 'Firefox')).toBe(false)
})

test('a password beyond ASCII is not for Java', async () => {
  const found = await inspect(pkcs12(phone, COMPATIBLE, 'größe'), 'größe')
  expect(where(found, 'Java')).toBe(false)
  expect(where(found, 'iPhone and iPad, iOS 17')).toBe(true)
})

test('a certificate with the server profile, an expired one and a self-signed one are named as such', async () => {
  expect(codes(await inspect(pkcs12(wrongPurpose, COMPATIBLE), 'secret'))).toEqual(['file/wrong-purpose'])
  expect(codes(await inspect(pkcs12(expired, COMPATIBLE), 'secret'))).toEqual(['file/expired'])
  expect(codes(await inspect(pkcs12(selfSigned('phone'), COMPATIBLE), 'secret'))).toEqual(['file/self-signed'])
})

test('a device that shares its authority’s subject: the classic alert 48', async () => {
  const same = authority.leaf({ cn: 'Home' })
  expect(codes(await inspect(same.cert + same.key))).toContain('file/same-subject')
})

test('PEM: key and certificate that belong together, and that do not', async () => {
  const together = await inspect(phone.cert + phone.key)
  expect(together).toMatchObject({ kind: 'pem', problems: [] })
  const apart = await inspect(phone.cert + expired.key)
  expect(codes(apart)).toEqual(['diagnosis/key-mismatch'])
  const strange = await inspect(stranger.leaf({ cn: 'x' }).cert)
  expect(strange.contents).toMatchObject([{ issuedBy: null }])
})

test.each(['-aes256', '-des3'])(
  'an encrypted PEM key (%s) asks for its password, and tells a wrong one',
  async (cipher) => {
    const key = openssl(['ec', cipher, '-passout', 'pass:secret'], phone.key)
    expect(codes(await inspect(key))).toEqual(['authority/file-password-needed'])
    expect(codes(await inspect(key, 'wrong'))).toEqual(['authority/file-wrong-password'])
    expect((await inspect(key, 'secret')).contents).toMatchObject([{ type: 'key', encrypted: true, keyType: 'p256' }])
  },
)

test('DER of every kind is told apart', async () => {
  const cert = openssl(['x509', '-outform', 'DER'], phone.cert)
  expect((await inspect(cert)).kind).toBe('certificate')
  fs.writeFileSync(path.join(folder, 'k.key'), phone.key)
  const csr = openssl(['req', '-new', '-key', 'k.key', '-subj', '/CN=asked', '-outform', 'DER'])
  expect(await inspect(csr)).toMatchObject({ kind: 'request', contents: [{ subject: 'CN=asked', keyType: 'p256' }] })
  expect((await inspect(openssl(['ec', '-outform', 'DER'], phone.key))).kind).toBe('key')
  const pkcs8 = openssl(['pkcs8', '-topk8', '-outform', 'DER', '-passout', 'pass:secret'], phone.key)
  expect((await inspect(pkcs8, 'secret')).kind).toBe('encrypted-key')
  expect((await inspect(openssl(['pkcs8', '-topk8', '-nocrypt', '-outform', 'DER'], phone.key))).kind).toBe('key')
  fs.writeFileSync(path.join(folder, 'all.pem'), phone.cert + authority.cert)
  const bundle = await inspect(openssl(['crl2pkcs7', '-nocrl', '-certfile', 'all.pem', '-outform', 'DER']))
  expect(bundle).toMatchObject({ kind: 'pkcs7', contents: [{ type: 'certificate' }, { type: 'certificate' }] })
})

test('revocation lists: whose they are, how many entries, and when they lock everybody out', async () => {
  const good = await inspect(opensslCrl(authority, [phone.serial, expired.serial]))
  expect(good).toMatchObject({
    contents: [{ type: 'crl', issuer: 'CN=Home', entries: 2, signedBy: 'Home' }],
    problems: [],
  })
  const stale = opensslCrl(authority, [], { from: '20200101000000Z', to: '20200201000000Z' })
  expect(codes(await inspect(openssl(['crl', '-outform', 'DER'], stale)))).toEqual(['file/crl-expired'])
  expect((await inspect(opensslCrl(stranger, []))).contents).toMatchObject([{ signedBy: null }])
})

function profile(p12: Buffer): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0"><dict>
<key>PayloadType</key><string>Configuration</string><key>PayloadVersion</key><integer>1</integer>
<key>PayloadDisplayName</key><string>Home &amp; garden</string><!-- a note -->
<key>PayloadContent</key><array>
<dict><key>PayloadType</key><string>com.apple.security.root</string>
<key>PayloadContent</key><data>${new X509Certificate(authority.cert).raw.toString('base64')}</data></dict>
<dict><key>PayloadType</key><string>com.apple.security.pkcs12</string>
<key>PayloadContent</key><data>
${p12.toString('base64').replace(/(.{60})/g, '$1\n')}
</data></dict></array></dict></plist>`
}

test('an Apple profile, plain and signed: its payloads, and whether iPhones of each age take the identity', async () => {
  const xml = profile(pkcs12(phone))
  const plain = await inspect(xml)
  expect(plain).toMatchObject({ kind: 'mobileconfig', problems: [] })
  expect(plain.contents[0]).toEqual({
    type: 'profile',
    name: 'Home & garden',
    payloads: ['com.apple.security.root', 'com.apple.security.pkcs12'],
    signed: false,
  })
  expect(where(plain, 'iPhone and iPad, iOS 17')).toBe(false)
  expect(where(plain, 'Android, Windows')).toBe(false)
  fs.writeFileSync(path.join(folder, 's.pem'), phone.cert + phone.key)
  const signed = await inspect(
    openssl(['smime', '-sign', '-nodetach', '-binary', '-signer', 's.pem', '-outform', 'DER'], xml),
  )
  expect(signed).toMatchObject({ kind: 'mobileconfig' })
  expect(signed.contents[0]).toMatchObject({ signed: true })
})

test('files that are nothing of the kind, empty or cut off are named, never an exception', async () => {
  expect(codes(await inspect('hello'))).toEqual(['authority/file-nothing-found'])
  expect(codes(await inspect(''))).toEqual(['authority/file-nothing-found'])
  expect(codes(await inspect('-----BEGIN CERTIFICATE-----\nMIIB'))).toEqual(['authority/file-damaged'])
  expect(codes(await inspect('<plist><dict><key>a</key></dict></plist>'))).toEqual(['authority/file-damaged'])
})

test('every truncation and many alterations of every kind end in a report', async () => {
  fs.writeFileSync(path.join(folder, 'k.key'), phone.key)
  const files = [
    pkcs12(phone, COMPATIBLE),
    openssl(['x509', '-outform', 'DER'], phone.cert),
    openssl(['req', '-new', '-key', 'k.key', '-subj', '/CN=asked', '-outform', 'DER']),
    openssl(['crl', '-outform', 'DER'], opensslCrl(authority, [phone.serial])),
    openssl(['crl2pkcs7', '-nocrl', '-certfile', 'ca.crt', '-outform', 'DER']),
    openssl(['ec', '-outform', 'DER'], phone.key),
  ]
  const kinds = new Set<string>()
  for (const file of files) {
    for (let length = 0; length < file.length; length += 13) {
      kinds.add((await inspect(file.subarray(0, length), 'secret')).kind)
    }
    for (let at = 0; at < file.length; at += 7) {
      const altered = Buffer.from(file)
      altered[at] = (altered[at] ?? 0) ^ 0xff
      kinds.add((await inspect(altered, 'secret')).kind)
    }
  }
  expect(kinds.has('damaged')).toBe(true)
})

test('nesting and comments without end cost little', async () => {
  const hostile = [
    '<plist>' + '<array>'.repeat(100_000),
    '<plist>' + '<!--'.repeat(200_000),
    '<plist><dict>' + '<key>'.repeat(100_000),
    '-----BEGIN CERTIFICATE-----\n'.repeat(50_000),
    Buffer.from('30'.repeat(100_000), 'hex'),
    Buffer.from('3080'.repeat(50_000), 'hex'),
  ]
  for (const bytes of hostile) {
    const started = performance.now()
    await inspect(bytes, 'secret')
    expect(performance.now() - started).toBeLessThan(3000)
  }
})
