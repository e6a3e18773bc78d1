import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { signCrl } from '../../../electron/pki/x509/crl.ts'
import { describeCertificate } from '../../../electron/pki/x509/describe.ts'
import { issueAuthority, issueDevice, issueServer } from '../../../electron/pki/x509/issue.ts'
import { generateKeyPair } from '../../../electron/pki/x509/keys.ts'
import { toPem } from '../../../electron/pki/x509/pem.ts'
import { runTool } from '../../support/external-tool.ts'
import { needs } from '../../support/programs.ts'

const folder = await mkdtemp(join(tmpdir(), 'vestibule-pki-'))
afterAll(() => rm(folder, { recursive: true }))

const now = new Date()
const hosts = ['nas.local', '192.168.1.20', 'fd00::20']

describe.each(['rsa3072', 'p256', 'p384'] as const)('an authority with a key of type %s', async (key) => {
  const ca = await issueAuthority({ name: 'Home "CN=evil, O=x" 家', key, days: 3650, now })
  const { spki } = await generateKeyPair('p256')
  const device = await issueDevice({ signer: ca, commonName: 'שלום 🎉', publicKey: spki, days: 365, now })
  const server = await issueServer({ signer: ca, hosts, publicKey: spki, now })
  const revoked = [
    { serial: describeCertificate(device).serial, revokedAt: now, reason: 'key-compromise' as const },
    { serial: 'FF', revokedAt: now, reason: 'unspecified' as const },
  ]
  const nextUpdate = new Date(now.getTime() + 86_400_000)
  const crl = await signCrl({ signer: ca, number: 4711, thisUpdate: now, nextUpdate, entries: revoked })
  const file = async (name: string, label: string, der: Uint8Array): Promise<string> => {
    const path = join(folder, `${key}-${name}`)
    await writeFile(path, toPem(label, der))
    return path
  }
  const caFile = await file('ca.pem', 'CERTIFICATE', ca.certificate)
  const deviceFile = await file('device.pem', 'CERTIFICATE', device)
  const serverFile = await file('server.pem', 'CERTIFICATE', server)
  const crlFile = await file('crl.pem', 'X509 CRL', crl)
  const openssl = (...args: string[]): ReturnType<typeof runTool> => runTool('openssl', args)

  it('passes openssl verify -x509_strict for its purpose, and fails for the other', async () => {
    const verify = (purpose: string, leaf: string): ReturnType<typeof runTool> =>
      openssl('verify', '-x509_strict', '-CAfile', caFile, '-purpose', purpose, leaf)
    expect(await verify('sslclient', deviceFile)).toMatchObject({ status: 0 })
    expect(await verify('sslserver', serverFile)).toMatchObject({ status: 0 })
    expect((await verify('sslserver', deviceFile)).status).not.toBe(0)
    expect((await verify('sslclient', serverFile)).status).not.toBe(0)
  })

  it('gives a server certificate that openssl finds valid for its names only', async () => {
    const check = async (flag: string, name: string): Promise<string> =>
      (await openssl('x509', '-in', serverFile, '-noout', flag, name)).text
    expect(await check('-checkhost', 'nas.local')).toContain('does match')
    expect(await check('-checkip', '192.168.1.20')).toContain('does match')
    expect(await check('-checkip', 'fd00::20')).toContain('does match')
    expect(await check('-checkhost', '192.168.1.20')).toContain('does NOT match')
  })

  it('keeps an exotic name in one attribute', async () => {
    const { text } = await openssl('x509', '-in', deviceFile, '-noout', '-subject', '-nameopt', 'utf8,sname')
    expect(text.trim()).toBe('subject=CN=שלום 🎉')
    const authority = await openssl('x509', '-in', caFile, '-noout', '-subject', '-nameopt', 'RFC2253,-esc_msb,utf8')
    expect(authority.text).toContain(`subject=${describeCertificate(ca.certificate).subject}`)
  })

  it('signs a revocation list that openssl verifies and enforces', async () => {
    const checked = await openssl('crl', '-in', crlFile, '-CAfile', caFile, '-noout', '-text')
    expect(checked.text).toContain('verify OK')
    expect(checked.text).toMatch(/CRL Number:\s*\n\s*4711/)
    expect(checked.text).toContain('Key Compromise')
    const refused = await openssl('verify', '-crl_check', '-CRLfile', crlFile, '-CAfile', caFile, deviceFile)
    expect(refused.text).toContain('certificate revoked')
    expect(await openssl('verify', '-crl_check', '-CRLfile', crlFile, '-CAfile', caFile, serverFile)).toMatchObject({
      status: 0,
    })
  })

  it('makes a chain and a revocation list that GnuTLS verifies', needs('certtool'), async () => {
    const list = await runTool('certtool', ['--verify-crl', '--load-ca-certificate', caFile, '--infile', crlFile])
    expect(list).toMatchObject({ status: 0 })
    const result = await runTool('certtool', ['--verify', '--load-ca-certificate', caFile, '--infile', deviceFile])
    expect(result.text).toContain('The certificate is trusted')
  })

  it('makes certificates that NSS finds valid for their purpose', needs('nss'), async () => {
    const nss = join(folder, `${key}-nss`)
    await runTool('mkdir', ['-p', nss])
    const db = `sql:${nss}`
    await runTool('certutil', ['-N', '-d', db, '--empty-password'])
    await runTool('certutil', ['-A', '-d', db, '-n', 'ca', '-t', 'CT,,', '-i', caFile])
    await runTool('certutil', ['-A', '-d', db, '-n', 'device', '-t', ',,', '-i', deviceFile])
    await runTool('certutil', ['-A', '-d', db, '-n', 'server', '-t', ',,', '-i', serverFile])
    const check = async (name: string, usage: string): Promise<string> =>
      (await runTool('certutil', ['-V', '-d', db, '-n', name, '-u', usage, '-e'])).text
    expect(await check('device', 'C')).toContain('certificate is valid')
    expect(await check('server', 'V')).toContain('certificate is valid')
  })
})
