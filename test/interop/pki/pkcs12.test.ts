import { X509Certificate } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createSecureContext } from 'node:tls'
import { afterAll, describe, expect, it } from 'vitest'
import { issueAuthority, issueDevice } from '../../../electron/pki/x509/issue.ts'
import { generateKeyPair } from '../../../electron/pki/x509/keys.ts'
import { writePkcs12 } from '../../../electron/pki/pkcs/pkcs12.ts'
import { runTool } from '../../support/external-tool.ts'
import { needs } from '../../support/programs.ts'

const folder = await mkdtemp(join(tmpdir(), 'vestibule-p12-'))
afterAll(() => rm(folder, { recursive: true }))

const now = new Date()
const ca = await issueAuthority({ name: 'Home', key: 'p256', days: 3650, now })
const password = 'bakomi-rupeta-solide-47'

const cases = (['rsa2048', 'p256', 'p384'] as const).flatMap((key) =>
  (['compatible', 'modern'] as const).map((profile) => ({ key, profile })),
)

describe.each(cases)('a PKCS#12 file with $key in the $profile profile', async ({ key, profile }) => {
  const { spki, pkcs8 } = await generateKeyPair(key)
  const certificate = await issueDevice({ signer: ca, commonName: 'Алиса 🎉', publicKey: spki, days: 365, now })
  const friendlyName = 'Алиса 🎉'
  const file = await writePkcs12({ profile, password, friendlyName, pkcs8, certificate, chain: [ca.certificate] })
  const path = join(folder, `${key}-${profile}.pfx`)
  await writeFile(path, file)

  it('is opened by openssl without the legacy provider, with the algorithms of its profile', async () => {
    const args = ['pkcs12', '-in', path, '-passin', `pass:${password}`, '-info', '-nodes']
    const { status, text } = await runTool('openssl', args)
    expect(status).toBe(0)
    const algorithm = profile === 'modern' ? 'PBES2, PBKDF2, AES-256-CBC' : 'pbeWithSHA1And3-KeyTripleDES-CBC'
    expect(text).toContain(`PKCS7 Encrypted data: ${algorithm}`)
    expect(text).toContain(`Shrouded Keybag: ${algorithm}`)
    expect(text).toContain(profile === 'modern' ? 'MAC: sha256' : 'MAC: sha1')
    expect(text.includes('PRF hmacWithSHA256')).toBe(profile === 'modern')
    expect(text.match(/BEGIN CERTIFICATE/g)).toHaveLength(2)
    expect((await runTool('openssl', [...args.slice(0, 4), 'pass:wrong', '-noout'])).status).not.toBe(0)
  })

  it('is imported by NSS with key, certificate and chain', needs('nss'), async () => {
    const nss = join(folder, `${key}-${profile}-nss`)
    await runTool('mkdir', ['-p', nss])
    await runTool('certutil', ['-N', '-d', `sql:${nss}`, '--empty-password'])
    const result = await runTool('pk12util', ['-i', path, '-d', `sql:${nss}`, '-W', password])
    expect(result.text).toContain('PKCS12 IMPORT SUCCESSFUL')
    const list = await runTool('certutil', ['-L', '-d', `sql:${nss}`])
    expect(list.text).toMatch(/Алиса\s+u,u,u/)
    expect(list.text).toMatch(/Home\s+,,/)
  })

  it('is listed by Java with a key entry and the right fingerprint', needs('keytool'), async () => {
    const args = ['-list', '-v', '-keystore', path, '-storetype', 'PKCS12', '-storepass', password]
    const { status, text } = await runTool('keytool', args)
    expect(status).toBe(0)
    expect(text).toContain('PrivateKeyEntry')
    expect(text).toContain('Certificate chain length: 2')
    expect(text).toContain(new X509Certificate(certificate).fingerprint256)
  })

  it('is opened by GnuTLS', needs('certtool'), async () => {
    const { status, text } = await runTool('certtool', [
      '--p12-info',
      '--inder',
      '--infile',
      path,
      '--password',
      password,
    ])
    expect(status).toBe(0)
    expect(text).toContain('BEGIN CERTIFICATE')
    expect(text).not.toContain('error')
  })

  it('is taken by node’s own TLS', () => {
    expect(() => createSecureContext({ pfx: Buffer.from(file), passphrase: password })).not.toThrow()
    expect(() => createSecureContext({ pfx: Buffer.from(file), passphrase: 'wrong' })).toThrow(/mac verify failure/i)
  })
})
