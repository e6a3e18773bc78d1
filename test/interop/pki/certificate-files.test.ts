import { X509Certificate } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { issueAuthority, issueDevice } from '../../../electron/pki/x509/issue.ts'
import { generateKeyPair } from '../../../electron/pki/x509/keys.ts'
import { exportDevice, type ExportOptions } from '../../../electron/engine/device/export/index.ts'
import { toPem } from '../../../electron/pki/x509/pem.ts'
import { runTool } from '../../support/external-tool.ts'
import { needs } from '../../support/programs.ts'

const folder = await mkdtemp(join(tmpdir(), 'vestibule-files-'))
afterAll(() => rm(folder, { recursive: true }))
const caFile = join(folder, 'ca.pem')

describe.each(['rsa2048', 'p256'] as const)('the files of a device with a key %s', (key) => {
  let options: Omit<ExportOptions, 'format'>
  const write = async (name: string, more: Pick<ExportOptions, 'format'> & Partial<ExportOptions>) => {
    const file = join(folder, `${key}-${name}`)
    await writeFile(file, Buffer.from((await exportDevice({ ...options, ...more })).base64, 'base64'))
    return file
  }
  beforeAll(async () => {
    const now = new Date()
    const ca = await issueAuthority({ name: 'Home', key: 'p256', days: 100, now })
    const { spki, pkcs8 } = await generateKeyPair(key)
    const certificate = await issueDevice({ signer: ca, commonName: 'Küche', publicKey: spki, days: 10, now })
    options = {
      profile: 'auto',
      platform: 'script',
      deviceName: 'Küche',
      authorityName: 'Home',
      pkcs8,
      certificate,
      chain: [ca.certificate],
      stableId: 'device-1',
      now,
    }
    await writeFile(caFile, toPem('CERTIFICATE', ca.certificate))
  })

  it('.crt is PEM, or DER when asked; openssl, GnuTLS and Java read both', needs('certtool', 'keytool'), async () => {
    const { fingerprint256 } = new X509Certificate(options.certificate)
    for (const der of [false, true]) {
      const file = await write(der ? 'a.cer' : 'a.crt', { format: 'crt', der })
      const form = der ? 'DER' : 'PEM'
      const openssl = await runTool('openssl', [
        'x509',
        '-inform',
        form,
        '-in',
        file,
        '-noout',
        '-fingerprint',
        '-sha256',
      ])
      expect(openssl.text).toContain(fingerprint256)
      const gnutls = await runTool('certtool', ['-i', '--infile', file, ...(der ? ['--inder'] : [])])
      expect(gnutls.text).toContain(fingerprint256.replaceAll(':', '').toLowerCase())
      expect((await runTool('keytool', ['-printcert', '-file', file])).text).toContain(fingerprint256)
    }
  })

  it('a PEM bundle has key, certificate and chain, which belong together', async () => {
    const file = await write('open.pem', { format: 'pem' })
    const verified = await runTool('openssl', ['verify', '-CAfile', caFile, '-purpose', 'sslclient', file])
    expect(verified.text).toContain('OK')
    const ofKey = await runTool('openssl', ['pkey', '-in', file, '-pubout'])
    const ofCertificate = await runTool('openssl', ['x509', '-in', file, '-noout', '-pubkey'])
    expect(ofKey.text).toBe(ofCertificate.text)
  })

  it('GnuTLS reads the key of a PEM bundle', needs('certtool'), async () => {
    const file = await write('read.pem', { format: 'pem' })
    expect((await runTool('certtool', ['-k', '--infile', file])).status).toBe(0)
  })

  it('a PEM bundle with a password opens with it and with no other', async () => {
    const file = await write('closed.pem', { format: 'pem', password: 'typed by hand' })
    const open = (password: string) =>
      runTool('openssl', ['pkey', '-in', file, '-passin', `pass:${password}`, '-noout', '-check'])
    expect((await open('typed by hand')).text).toContain('Key is valid')
    expect((await open('wrong')).status).not.toBe(0)
  })
})
