// @module-tag nss
// @module-tag keytool
// @module-tag certtool
// @module-tag python3
// @module-tag easy-rsa
import { X509Certificate } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { cli, documentOf } from '../../support/cli.ts'
import { PASSPHRASE, temporaryFolder } from '../../support/engine.ts'
import { runTool } from '../../support/external-tool.ts'

const folder = temporaryFolder()
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }))
const at = (name: string): string => path.join(folder, name)

async function run(data: string, ...args: string[]): Promise<Record<string, unknown>> {
  const environment = { VESTIBULE_PASSPHRASE: PASSPHRASE }
  const answer = documentOf(await cli([...args, '--data', at(data), '--json'], environment))
  if (!answer.ok) throw new Error(`${args.join(' ')}: ${answer.error.code}`)
  return answer.value
}

/** What a foreign program says; it must have ended well. */
async function says(tool: string, ...args: string[]): Promise<string> {
  const { status, text } = await runTool(tool, args, { cwd: folder })
  if (status !== 0) throw new Error(`${tool} ${args.join(' ')}: ${text}`)
  return text
}

describe('what the command line exports', () => {
  let fingerprint: string
  beforeAll(async () => {
    await run('home', 'authority', 'create', '--name', 'Home')
    fs.writeFileSync(at('home.crt'), String((await run('home', 'authority', 'show', '--pem'))['pem']))
    await run('home', 'device', 'add', 'Zoë’s phone')
    await run('home', 'device', 'add', 'Lost')
    await run('home', 'device', 'export', 'Lost', '--format', 'crt', '--out', at('lost.crt'))
    await run('home', 'device', 'revoke', 'Lost')
    await run('home', 'device', 'export', 'Zoë’s phone', '--format', 'crt', '--out', at('phone.crt'))
    fingerprint = new X509Certificate(fs.readFileSync(at('phone.crt'))).fingerprint256
  })

  test.each([
    ['compatible', 'android-11'],
    ['modern', 'android-15'],
  ])('a .pfx (%s) is opened by openssl, NSS, Java and GnuTLS', async (profile, version) => {
    const file = `${profile}.pfx`
    const made = await run('home', 'device', 'export', 'Zoë’s phone', '--for', version, '--out', at(file))
    expect(made['profile']).toBe(profile)
    const password = String(made['password'])
    const pem = await says('openssl', 'pkcs12', '-in', file, '-passin', `pass:${password}`, '-nodes')
    expect(pem).toContain('PRIVATE KEY')
    const java = ['-list', '-v', '-keystore', file, '-storetype', 'PKCS12', '-storepass', password]
    expect(await says('keytool', ...java)).toContain(fingerprint)
    expect(await says('certtool', '--p12-info', '--inder', '--infile', file, '--password', password)).toContain(
      'BEGIN CERTIFICATE',
    )
    fs.mkdirSync(at(`${profile}-nss`))
    await says('certutil', '-N', '-d', `sql:${profile}-nss`, '--empty-password')
    const imported = await says('pk12util', '-i', file, '-d', `sql:${profile}-nss`, '-W', password)
    expect(imported).toContain('PKCS12 IMPORT SUCCESSFUL')
  })

  test('a .mobileconfig is a property list whose identity openssl opens', async () => {
    const made = await run(
      'home',
      'device',
      'export',
      'Zoë’s phone',
      '--format',
      'mobileconfig',
      '--out',
      at('phone.mobileconfig'),
    )
    const reader = `import plistlib, sys
profile = plistlib.load(open(sys.argv[1], 'rb'))
types = [one['PayloadType'] for one in profile['PayloadContent']]
open(sys.argv[2], 'wb').write(profile['PayloadContent'][types.index('com.apple.security.pkcs12')]['PayloadContent'])
print(profile['PayloadType'], *sorted(types))`
    expect(await says('python3', '-c', reader, 'phone.mobileconfig', 'inside.p12')).toBe(
      'Configuration com.apple.security.pkcs12 com.apple.security.root\n',
    )
    await says('openssl', 'pkcs12', '-in', 'inside.p12', '-noout', '-passin', `pass:${String(made['password'])}`)
  })

  test('PEM and DER certificates and the PEM bundle are read by openssl, and belong to the authority', async () => {
    await run('home', 'device', 'export', 'Zoë’s phone', '--format', 'crt', '--der', '--out', at('phone.cer'))
    await run('home', 'device', 'export', 'Zoë’s phone', '--format', 'pem', '--out', at('phone.pem'))
    const print = ['-noout', '-fingerprint', '-sha256']
    for (const file of ['phone.crt', 'phone.cer', 'phone.pem']) {
      expect(await says('openssl', 'x509', '-in', file, ...print)).toContain(fingerprint)
      expect(await says('openssl', 'verify', '-purpose', 'sslclient', '-CAfile', 'home.crt', file)).toContain('OK')
    }
    expect(await says('openssl', 'pkey', '-in', 'phone.pem', '-pubout')).toBe(
      await says('openssl', 'x509', '-in', 'phone.pem', '-noout', '-pubkey'),
    )
  })

  test('a revocation list, PEM or DER, is enforced by openssl, and GnuTLS reads it', async () => {
    await run('home', 'authority', 'crl', '--out', at('home.crl'))
    await run('home', 'authority', 'crl', '--der', '--out', at('home.der'))
    for (const [file, form] of [
      ['home.crl', 'PEM'],
      ['home.der', 'DER'],
    ] as const) {
      const list = ['crl', '-in', file, '-inform', form, '-noout', '-CAfile', 'home.crt']
      expect(await says('openssl', ...list)).toContain('verify OK')
    }
    const check = ['verify', '-crl_check', '-CAfile', 'home.crt', '-CRLfile', 'home.crl']
    expect(await says('openssl', ...check, 'phone.crt')).toContain('phone.crt: OK')
    expect((await runTool('openssl', [...check, 'lost.crt'], { cwd: folder })).text).toContain('certificate revoked')
    expect(await says('certtool', '--crl-info', '--inder', '--infile', 'home.der')).toContain(
      'Revoked certificates (1)',
    )
  })
})

describe('what others made is imported by the command line', () => {
  beforeAll(() => fs.writeFileSync(at('secret'), 'password\n'))
  const secret = ['--key-passphrase-file', at('secret')]

  /** A device of that authority, as openssl judges it. */
  async function newDevice(data: string, ca: string): Promise<string> {
    await run(data, 'device', 'add', 'New', '--key', 'p256')
    await run(data, 'device', 'export', 'New', '--format', 'crt', '--out', at(`${data}-new.crt`))
    return says('openssl', 'verify', '-CAfile', ca, `${data}-new.crt`)
  }

  test('easy-rsa’s folder: devices old and new verify, and what was revoked is in the list', async () => {
    const easyrsa = (...args: string[]): Promise<string> =>
      says('/usr/share/easy-rsa/easyrsa', '--batch', `--pki-dir=${at('pki')}`, '--use-algo=ec', ...args)
    const pass = ['--passin=pass:password', '--passout=pass:password']
    await easyrsa('init-pki')
    await easyrsa('--req-cn=Easy', ...pass, 'build-ca')
    for (const name of ['alice', 'bob']) await easyrsa(...pass, 'build-client-full', name, 'nopass')
    fs.copyFileSync(at('pki/issued/bob.crt'), at('bob.crt'))
    await easyrsa(...pass, 'revoke', 'bob', 'keyCompromise')
    await easyrsa(...pass, 'gen-crl')
    const imported = await run('easy', 'authority', 'import', '--folder', at('pki'), ...secret)
    expect(imported).toMatchObject({ name: 'Easy', kind: 'own' })
    expect(await newDevice('easy', 'pki/ca.crt')).toContain('OK')
    await run('easy', 'authority', 'crl', '--out', at('easy.crl'))
    const check = ['verify', '-crl_check', '-CAfile', 'pki/ca.crt', '-CRLfile', 'easy.crl']
    for (const good of ['pki/issued/alice.crt', 'easy-new.crt']) {
      expect(await says('openssl', ...check, good)).toContain('OK')
    }
    expect((await runTool('openssl', [...check, 'bob.crt'], { cwd: folder })).text).toContain('revoked')
  })

  test('a PKCS#12 file of Java', async () => {
    const extensions = ['-ext', 'bc:c=ca:true', '-ext', 'ku:c=keyCertSign,cRLSign']
    const store = ['-keystore', 'java.p12', '-storetype', 'PKCS12', '-storepass', 'password']
    await says('keytool', '-genkeypair', '-alias', 'ca', '-keyalg', 'RSA', '-dname', 'CN=Java', ...extensions, ...store)
    await says('keytool', '-exportcert', '-rfc', '-alias', 'ca', '-file', 'java.crt', ...store)
    await run('java', 'authority', 'import', '--p12', at('java.p12'), ...secret)
    expect(await newDevice('java', 'java.crt')).toContain('OK')
  })

  test('a PKCS#12 file of NSS', async () => {
    fs.mkdirSync(at('nss'))
    await says('certutil', '-N', '-d', 'sql:nss', '--empty-password')
    fs.writeFileSync(at('noise'), '0123456789'.repeat(20))
    const authority = ['-x', '-t', 'C,,', '-2', '-s', 'CN=Nss', '-n', 'nss', '-z', 'noise', '-k', 'rsa', '-g', '2048']
    await saysTo('y\n\ny\n', 'certutil', '-S', '-d', 'sql:nss', ...authority)
    await says('certutil', '-L', '-d', 'sql:nss', '-n', 'nss', '-a', '-o', 'nss.crt')
    await says('pk12util', '-o', 'nss.p12', '-n', 'nss', '-d', 'sql:nss', '-W', 'password')
    await run('nss-home', 'authority', 'import', '--p12', at('nss.p12'), ...secret)
    expect(await newDevice('nss-home', 'nss.crt')).toContain('OK')
  })

  test('an encrypted key of openssl in each of its forms, with its certificate', async () => {
    await says('openssl', 'genrsa', '-aes256', '-passout', 'pass:password', '-traditional', '-out', 'dek.key', '2048')
    const subject = ['-subj', '/CN=Openssl', '-days', '30', '-passin', 'pass:password']
    await says('openssl', 'req', '-x509', '-new', '-key', 'dek.key', ...subject, '-out', 'openssl.crt')
    const forms = [['-v2', 'aes256'], ['-v1', 'PBE-SHA1-3DES'], ['-scrypt']]
    for (const [index, form] of forms.entries()) {
      const pass = ['-passin', 'pass:password', '-passout', 'pass:password']
      await says('openssl', 'pkcs8', '-topk8', '-in', 'dek.key', ...form, ...pass, '-out', `form${index}.key`)
    }
    for (const key of ['dek.key', 'form0.key', 'form1.key', 'form2.key']) {
      const data = `openssl-${key}`
      await run(data, 'authority', 'import', '--cert', at('openssl.crt'), '--key', at(key), ...secret)
      expect(await newDevice(data, 'openssl.crt')).toContain('OK')
    }
  })

  test('a trusted authority with its revocation list', async () => {
    const trusted = await run('friend', 'authority', 'trust', '--cert', at('home.crt'), '--crl', at('home.crl'))
    expect(trusted).toMatchObject({ name: 'Home', kind: 'trusted' })
  })
})

/** A program that asks. */
async function saysTo(answers: string, tool: string, ...args: string[]): Promise<string> {
  const quoted = [tool, ...args].map((word) => `'${word}'`).join(' ')
  return says('sh', '-c', `printf '${answers.replaceAll('\n', '\\n')}' | ${quoted}`)
}
