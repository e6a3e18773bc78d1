import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { importAuthority, importTrusted } from '../../../electron/engine/authority/read-import.ts'
import { readCrl } from '../../../electron/pki/read/crl.ts'
import {
  issueAuthority,
  issueDevice,
  issueIntermediate,
  issueRaw,
  issueServer,
} from '../../../electron/pki/x509/issue.ts'
import { generateKeyPair } from '../../../electron/pki/x509/keys.ts'
import { toPem } from '../../../electron/pki/x509/pem.ts'
import { renewAuthority, renewCertificate } from '../../../electron/pki/x509/renew.ts'
import { signCrl } from '../../../electron/pki/x509/crl.ts'
import { describeCertificate } from '../../../electron/pki/x509/describe.ts'
import { runTool } from '../../support/external-tool.ts'
import { needs } from '../../support/programs.ts'

const folder = await mkdtemp(join(tmpdir(), 'vestibule-import-'))
afterAll(() => rm(folder, { recursive: true }))

async function tool(name: string, line: string): Promise<string> {
  const { status, text } = await runTool(name, line.split(' '), { cwd: folder })
  if (status !== 0) throw new Error(`${name} ${line}: ${text}`)
  return text
}
const openssl = (line: string): Promise<string> => tool('openssl', line)
/** The key came along. */
function needed<T>(value: T | null): T {
  if (value === null) throw new Error('the key is missing')
  return value
}
const read = (name: string): Promise<Buffer> => readFile(join(folder, name))
const fileOf = (name: string, content: Uint8Array | string) => ({ name, bytes: Buffer.from(content) })
const importPair = (certificate: Uint8Array | string, key: Uint8Array | string, password: string | null, at = now) =>
  importAuthority({ files: [fileOf('ca.crt', certificate), fileOf('ca.key', key)], password, now: at })
const importPkcs12 = (bytes: Uint8Array, password: string | null, allowNoMac = false) =>
  importAuthority({ files: [fileOf('ca.p12', bytes)], password, allowNoMac, now })
const codeOf = async (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'imported',
    (error: unknown) => (error as { code?: string }).code ?? error,
  )

// As the nginx and OpenSSL tutorials do it.
await openssl('genrsa -aes256 -passout pass:secret -out ca.key 2048')
await openssl('req -new -x509 -days 3650 -key ca.key -passin pass:secret -subj /O=Home/CN=Tutorial -out ca.crt')
await openssl('req -new -newkey rsa:2048 -nodes -keyout client.key -subj /O=Home/CN=Alice -out client.csr')
await openssl(
  'x509 -req -days 30 -in client.csr -CA ca.crt -CAkey ca.key -passin pass:secret -set_serial 01 -out client.crt',
)
await openssl('rsa -in ca.key -passin pass:secret -out plain.key')

// Not before the authorities that openssl made above.
const now = new Date(Date.now() + 1000)

describe('importing an authority', () => {
  it('reads the tutorial’s ca.crt and encrypted ca.key, and signs with them', async () => {
    const certificateFile = await read('ca.crt')
    const key = await read('ca.key')
    const { signer, certificate } = await importPair(certificateFile, key, 'secret')
    expect(certificate).toMatchObject({ subject: 'CN=Tutorial,O=Home', keyType: 'rsa2048', isCa: true })
    const { spki } = await generateKeyPair('p256')
    const leaf = await issueDevice({
      signer: needed(signer),
      commonName: 'x',
      publicKey: spki,
      days: 5,
      now,
    })
    await writeFile(join(folder, 'leaf.pem'), toPem('CERTIFICATE', leaf))
    expect(await openssl('verify -purpose sslclient -CAfile ca.crt leaf.pem')).toContain('OK')
    expect(await codeOf(importPair(certificateFile, key, 'Secret'))).toBe('authority/file-wrong-password')
    expect(await codeOf(importPair(certificateFile, key, null))).toBe('authority/file-password-needed')
  })

  it('trusts an authority without its key', async () => {
    const files = [fileOf('ca.crt', await read('ca.crt'))]
    expect((await importTrusted({ files, password: null, now })).signer).toBeNull()
  })

  it('tells apart: wrong key, no authority, weak; one that has expired is taken', async () => {
    const key = await read('plain.key')
    const attempt = async (cert: string, keyFile: Uint8Array): Promise<unknown> =>
      codeOf(importPair(await read(cert), keyFile, null))
    expect(await attempt('ca.crt', await read('client.key'))).toBe('authority/key-mismatch')
    // `openssl x509 -req` writes version 1 up to OpenSSL 3.1, and version 3 since.
    const isVersion1 = (await openssl('x509 -in client.crt -noout -text')).includes('Version: 1 ')
    const noAuthority = isVersion1 ? 'authority/version-1-leaf' : 'authority/not-a-ca'
    expect(await attempt('client.crt', await read('client.key'))).toBe(noAuthority)
    expect(await codeOf(importPair(await read('ca.crt'), key, null, new Date('2099-01-01')))).toBe('imported')
    await openssl('req -new -x509 -newkey rsa:1024 -nodes -keyout weak.key -subj /CN=Weak -out weak.crt')
    expect(await attempt('weak.crt', await read('weak.key'))).toBe('authority/weak-key')
    await openssl(
      'req -new -x509 -newkey rsa:2048 -nodes -keyout ku.key -subj /CN=KU -addext keyUsage=digitalSignature -out ku.crt',
    )
    expect(await attempt('ku.crt', await read('ku.key'))).toBe('authority/not-a-ca')
    expect(await attempt('client.csr', key)).toBe('authority/file-nothing-found')
    expect(await attempt('ca.crt', Buffer.from('no key'))).toBe('authority/file-nothing-found')
  })

  it('finds the chain of an intermediate, whatever the order of the file', async () => {
    const root = await issueAuthority({ name: 'Root', key: 'p256', days: 1000, now })
    const middle = await issueIntermediate({ signer: root, name: 'Middle', key: 'p256', days: 500, now })
    const bundle = toPem('CERTIFICATE', root.certificate) + toPem('CERTIFICATE', middle.certificate)
    const key = toPem('PRIVATE KEY', middle.pkcs8)
    const imported = await importPair(bundle, key, null)
    expect(imported.certificate.commonName).toBe('Middle')
    expect(imported.chain.map(({ der }) => Buffer.from(der))).toEqual([Buffer.from(root.certificate)])
  })
})

describe('importing an authority from PKCS#12', () => {
  const base = 'pkcs12 -export -in ca.crt -inkey plain.key -passout pass:pw -out out.p12'
  const forms: [string, string][] = [
    ['AES-256', base],
    ['3DES', `${base} -keypbe PBE-SHA1-3DES -certpbe PBE-SHA1-3DES -macalg sha1`],
    ['RC2-40', `${base} -legacy`],
    ['open certificates', `${base} -certpbe NONE`],
    ['an open key', `${base} -keypbe NONE`],
    ['SHA-512 MAC', `${base} -macalg sha512`],
  ]

  it.each(forms)('opens openssl’s file with %s', async (_, line) => {
    await openssl(line)
    const bytes = await read('out.p12')
    const imported = await importPkcs12(bytes, 'pw')
    expect(imported.certificate.commonName).toBe('Tutorial')
    expect(imported.signer).not.toBeNull()
    expect(await codeOf(importPkcs12(bytes, 'no'))).toBe('authority/file-wrong-password')
  })

  it('wants to be told twice before it takes a file without a MAC', async () => {
    await openssl(`${base} -nomac`)
    const bytes = await read('out.p12')
    expect(await codeOf(importPkcs12(bytes, 'pw'))).toBe('authority/file-no-mac')
    expect(await codeOf(importPkcs12(bytes, 'pw', true))).toBe('imported')
    expect(await codeOf(importPkcs12(bytes, 'no', true))).toBe('authority/file-wrong-password')
  })

  it('opens a file with an empty password', async () => {
    await openssl(base.replace('pass:pw', 'pass:'))
    expect(await codeOf(importPkcs12(await read('out.p12'), null))).toBe('imported')
  })

  it('opens what NSS and Java write', needs('nss', 'keytool'), async () => {
    await openssl(base)
    await tool('mkdir', '-p nss')
    await tool('certutil', '-N -d sql:nss --empty-password')
    await tool('pk12util', '-i out.p12 -d sql:nss -W pw')
    const list = await tool('certutil', '-L -d sql:nss')
    const nickname = /^(.*?)\s+[uCT]*u[uCT]*,/m.exec(list)?.[1] ?? ''
    await runTool('pk12util', ['-o', 'nss.p12', '-n', nickname, '-d', 'sql:nss', '-W', 'pw'], { cwd: folder })
    expect(await codeOf(importPkcs12(await read('nss.p12'), 'pw'))).toBe('imported')
    await tool(
      'keytool',
      '-genkeypair -alias ca -keyalg RSA -keysize 2048 -dname CN=Java -ext bc:c=ca:true -ext ku:c=keyCertSign -validity 99 -keystore java.p12 -storetype PKCS12 -storepass password',
    )
    const java = await importPkcs12(await read('java.p12'), 'password')
    expect(java.certificate.commonName).toBe('Java')
  })
})

describe('revocation lists', () => {
  it('reads its own with number, dates and reasons, and refuses another authority’s', async () => {
    const ca = await issueAuthority({ name: 'A', key: 'rsa2048', days: 100, now })
    const at = new Date('2026-01-02T03:04:05Z')
    const entries = [
      { serial: 'A1', revokedAt: at, reason: 'hold' as const },
      { serial: 'FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF', revokedAt: at, reason: 'unspecified' as const },
    ]
    const crl = await signCrl({ signer: ca, number: 255, thisUpdate: at, nextUpdate: new Date('2051-01-01'), entries })
    expect(readCrl(crl, { authority: [ca.certificate], now: at.getTime() })).toMatchObject({
      number: 'FF',
      thisUpdate: at,
      entries,
    })
    const other = await issueAuthority({ name: 'A', key: 'p256', days: 100, now })
    expect(() => readCrl(crl, { authority: [other.certificate], now: at.getTime() })).toThrow(
      expect.objectContaining({ code: 'authority/crl-signature' }),
    )
    expect(() => readCrl(crl.subarray(0, 90), { authority: [ca.certificate], now: at.getTime() })).toThrow(
      expect.objectContaining({ code: 'authority/crl-unreadable' }),
    )
  })
})

describe('renewing', () => {
  it('keeps key, subject and purposes of a device, and verifies under the renewed authority too', async () => {
    const ca = await issueAuthority({ name: 'A', key: 'p256', days: 100, now })
    const { spki } = await generateKeyPair('rsa2048')
    const old = await issueDevice({ signer: ca, commonName: 'Phone', publicKey: spki, days: 10, now })
    const later = new Date(now.getTime() + 60_000)
    const fresh = describeCertificate(await renewCertificate({ signer: ca, certificate: old, days: 30, now: later }))
    const before = describeCertificate(old)
    expect(fresh).toMatchObject({ subject: before.subject, extendedKeyUsage: before.extendedKeyUsage, isCa: false })
    expect(Buffer.from(fresh.spki)).toEqual(Buffer.from(before.spki))
    expect(fresh.serial).not.toBe(before.serial)
    expect(fresh.notAfter.getTime()).toBeGreaterThan(before.notAfter.getTime())
    const renewed = await renewAuthority({ signer: ca, parent: null, days: 1000, now })
    await writeFile(join(folder, 'renewed.pem'), toPem('CERTIFICATE', renewed))
    await writeFile(join(folder, 'fresh.pem'), toPem('CERTIFICATE', fresh.der))
    await writeFile(join(folder, 'old.pem'), toPem('CERTIFICATE', old))
    expect(await openssl('verify -x509_strict -purpose sslclient -CAfile renewed.pem fresh.pem old.pem')).toMatch(
      /fresh.pem: OK\s+old.pem: OK/,
    )
  })
})

describe('authorities with limits', () => {
  it('are held to their names and networks by openssl', async () => {
    const constraints = ['home.arpa', '192.168.0.0/16', 'fd00::/8']
    const ca = await issueAuthority({ name: 'A', key: 'p256', days: 100, now, constraints })
    await writeFile(join(folder, 'nc.pem'), toPem('CERTIFICATE', ca.certificate))
    const { spki } = await generateKeyPair('p256')
    const check = async (der: Uint8Array): Promise<string> => {
      await writeFile(join(folder, 's.pem'), toPem('CERTIFICATE', der))
      return (await runTool('openssl', ['verify', '-x509_strict', '-CAfile', 'nc.pem', 's.pem'], { cwd: folder })).text
    }
    const inside = ['nas.home.arpa', '192.168.7.7', 'fd00::1']
    expect(await check(await issueServer({ signer: ca, hosts: inside, publicKey: spki, now }))).toContain('OK')
    for (const names of [['nas.example'], ['nas.home.arpa', '10.0.0.1'], ['nas.home.arpa', 'fe80::1']]) {
      // What openssl would refuse is not even issued.
      expect(await codeOf(issueServer({ signer: ca, hosts: names, publicKey: spki, now }))).toBe(
        'authority/name-constraint',
      )
      const template = { subject: [], publicKey: spki, notBefore: now, notAfter: new Date('2027-01-01'), names }
      expect(await check(await issueRaw({ signer: ca, template }))).toContain('permitted subtree violation')
    }
  })

  it('issue no device whose name reads like a host outside of them, and every other one', async () => {
    const ca = await issueAuthority({ name: 'A', key: 'p256', days: 100, now, constraints: ['home.arpa'] })
    await writeFile(join(folder, 'nc.pem'), toPem('CERTIFICATE', ca.certificate))
    const { spki } = await generateKeyPair('p256')
    const issue = (commonName: string) => issueDevice({ signer: ca, commonName, publicKey: spki, days: 5, now })
    await expect(issue('pixel.lan')).rejects.toMatchObject({
      code: 'authority/name-constraint',
      values: { name: 'pixel.lan', allowed: 'home.arpa', authority: 'A' },
    })
    for (const name of ['laptop', 'My laptop', 'pixel.home.arpa', 'Alice’s pixel.lan', 'a@pixel.lan']) {
      await writeFile(join(folder, 'd.pem'), toPem('CERTIFICATE', await issue(name)))
      expect(await openssl('verify -x509_strict -purpose sslclient -CAfile nc.pem d.pem')).toContain('OK')
    }
  })

  it('bind those below them, too', async () => {
    const root = await issueAuthority({ name: 'Root', key: 'p256', days: 1000, now, constraints: ['home.arpa'] })
    const middle = await issueIntermediate({ signer: root, name: 'Middle', key: 'p256', days: 500, now })
    const { spki } = await generateKeyPair('p256')
    const issue = (above: Uint8Array[]) =>
      issueServer({ signer: { ...middle, above }, hosts: ['nas.example'], publicKey: spki, now })
    expect(await codeOf(issue([root.certificate]))).toBe('authority/name-constraint')
    // Who is not told of the root cannot know.
    expect(await codeOf(issue([]))).toBe('imported')
  })

  it('may not have intermediates below intermediates', async () => {
    const root = await issueAuthority({ name: 'Root', key: 'p256', days: 1000, now })
    const middle = await issueIntermediate({ signer: root, name: 'Middle', key: 'p384', days: 500, now })
    const { spki } = await generateKeyPair('p256')
    const leaf = await issueDevice({ signer: middle, commonName: 'x', publicKey: spki, days: 5, now })
    const entries: [string, Uint8Array][] = [
      ['root', root.certificate],
      ['middle', middle.certificate],
      ['deep', leaf],
    ]
    for (const [name, der] of entries) await writeFile(join(folder, `${name}.pem`), toPem('CERTIFICATE', der))
    expect(
      await openssl('verify -x509_strict -purpose sslclient -CAfile root.pem -untrusted middle.pem deep.pem'),
    ).toContain('OK')
    expect(await codeOf(issueIntermediate({ signer: middle, name: 'Deeper', key: 'p256', days: 5, now }))).toBe(
      'authority/no-intermediates',
    )
  })
})
