import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { importAuthority } from '../../../electron/engine/authority/read-import.ts'
import { readIndex } from '../../../electron/pki/read/index-file.ts'
import { issueDevice } from '../../../electron/pki/x509/issue.ts'
import { generateKeyPair } from '../../../electron/pki/x509/keys.ts'
import { toPem } from '../../../electron/pki/x509/pem.ts'
import { runTool } from '../../support/external-tool.ts'
import { isMet, needs } from '../../support/programs.ts'

const folder = await mkdtemp(join(tmpdir(), 'vestibule-easyrsa-'))
afterAll(() => rm(folder, { recursive: true }))
const pki = join(folder, 'pki')

async function easyrsa(...args: string[]): Promise<void> {
  const all = ['--batch', `--pki-dir=${pki}`, '--use-algo=ec', '--curve=prime256v1', ...args]
  const { status, text } = await runTool('/usr/share/easy-rsa/easyrsa', all, { cwd: folder })
  if (status !== 0) throw new Error(`easyrsa ${args.join(' ')}: ${text}`)
}

describe('a folder of Debian’s easy-rsa', needs('easy-rsa'), async () => {
  if (isMet('easy-rsa')) {
    await easyrsa('init-pki')
    await easyrsa('--req-cn=Easy', '--passin=pass:secret', '--passout=pass:secret', 'build-ca')
    await easyrsa('--passin=pass:secret', 'build-client-full', 'alice', 'nopass')
    await easyrsa('--passin=pass:secret', 'build-client-full', 'bob', 'nopass')
    await easyrsa('--passin=pass:secret', 'build-server-full', 'nas.home.arpa', 'nopass')
    await easyrsa('--passin=pass:secret', 'revoke', 'bob', 'keyCompromise')
    await easyrsa('--passin=pass:secret', 'gen-crl')
  }
  const load = async (password: string | null = 'secret') => {
    const entries = await readdir(pki, { recursive: true, withFileTypes: true })
    const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
    const files = await Promise.all(paths.map(async (path) => ({ name: path, bytes: await readFile(path) })))
    return importAuthority({ files, password, now: new Date() })
  }

  it('comes along with its devices, their keys, and what was revoked', async () => {
    const { certificate, issued, crl, problems } = await load()
    expect(certificate.commonName).toBe('Easy')
    expect(problems).toEqual([])
    expect(crl?.entries).toHaveLength(1)
    const of = (name: string) => issued.find((one) => one.certificate.commonName === name)
    expect(of('alice')).toMatchObject({ purpose: 'client', revoked: null, sharesSubject: false })
    expect(of('alice')?.key?.keyType).toBe('p256')
    expect(of('bob')?.revoked).toMatchObject({ reason: 'key-compromise' })
    expect(of('nas.home.arpa')?.purpose).toBe('server')
    expect(issued).toHaveLength(3)
  })

  it('goes on signing: old and new certificates verify', async () => {
    const { signer } = await load()
    const { spki } = await generateKeyPair('p256')
    if (!signer) throw new Error('the key is missing')
    const leaf = await issueDevice({ signer, commonName: 'carol', publicKey: spki, days: 5, now: new Date() })
    await writeFile(join(folder, 'carol.pem'), toPem('CERTIFICATE', leaf))
    const files = [join(folder, 'carol.pem'), join(pki, 'issued', 'alice.crt')]
    const { text } = await runTool('openssl', [
      'verify',
      '-purpose',
      'sslclient',
      '-CAfile',
      join(pki, 'ca.crt'),
      ...files,
    ])
    expect(text.match(/: OK/g)).toHaveLength(2)
  })

  it('names what is missing, wrong or damaged', async () => {
    await expect(load('no')).rejects.toMatchObject({ code: 'authority/file-wrong-password' })
    await expect(load(null)).rejects.toMatchObject({ code: 'authority/file-password-needed' })
    const broken = join(pki, 'issued', 'broken.crt')
    await writeFile(broken, '-----BEGIN CERTIFICATE-----\nMIIB')
    expect((await load()).problems).toMatchObject([{ file: broken, code: 'authority/file-damaged' }])
  })
})

describe('index.txt', () => {
  it('is read line by line; what is no line of it is left out', () => {
    const text = [
      'V\t281119000000Z\t\t01\tunknown\t/CN=a',
      'R\t281119000000Z\t261120101112Z,superseded\t00AB\tunknown\t/CN=b',
      'E\t20510101000000Z\t\tFF\tunknown\t/CN=c',
      'nonsense',
      '',
    ].join('\n')
    expect(readIndex(text)).toEqual([
      { serial: '1', status: 'valid', revokedAt: null, reason: 'unspecified', subject: '/CN=a' },
      {
        serial: 'AB',
        status: 'revoked',
        revokedAt: new Date('2026-11-20T10:11:12Z'),
        reason: 'superseded',
        subject: '/CN=b',
      },
      { serial: 'FF', status: 'expired', revokedAt: null, reason: 'unspecified', subject: '/CN=c' },
    ])
  })
})
