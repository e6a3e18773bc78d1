import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { readPrivateKey } from '../../../electron/pki/read/key.ts'
import { runTool } from '../../support/external-tool.ts'

const folder = await mkdtemp(join(tmpdir(), 'vestibule-key-'))
afterAll(() => rm(folder, { recursive: true }))

async function openssl(line: string): Promise<void> {
  const { status, text } = await runTool('openssl', line.split(' '), { cwd: folder })
  if (status !== 0) throw new Error(`openssl ${line}: ${text}`)
}

await openssl('genrsa -out rsa.pem 2048')
await openssl('ecparam -name prime256v1 -genkey -noout -out sec1.pem')
await openssl('pkcs8 -topk8 -nocrypt -in sec1.pem -out ec.pem')
const rsaSpki = await spkiOf('rsa.pem')
const ecSpki = await spkiOf('ec.pem')

async function spkiOf(file: string): Promise<Buffer> {
  await openssl(`pkey -in ${file} -pubout -outform DER -out pub.der`)
  return readFile(join(folder, 'pub.der'))
}

/** What openssl is told, and what it then writes; `pw` is the password everywhere. */
const forms: [string, string, 'rsa2048' | 'p256'][] = [
  ['PKCS#1 PEM', 'rsa -in rsa.pem -traditional -out OUT', 'rsa2048'],
  ['PKCS#1 DER', 'rsa -in rsa.pem -traditional -outform DER -out OUT', 'rsa2048'],
  ['PKCS#8 PEM', 'pkcs8 -topk8 -nocrypt -in rsa.pem -out OUT', 'rsa2048'],
  ['PKCS#8 DER', 'pkcs8 -topk8 -nocrypt -in ec.pem -outform DER -out OUT', 'p256'],
  ['SEC1 PEM', 'ec -in sec1.pem -out OUT', 'p256'],
  ['SEC1 PEM with its parameters', 'ecparam -name prime256v1 -in sec1.pem -out OUT', 'p256'],
  ['SEC1 DER', 'ec -in sec1.pem -outform DER -out OUT', 'p256'],
  ['DEK-Info DES-EDE3', 'rsa -in rsa.pem -traditional -des3 -passout pass:pw -out OUT', 'rsa2048'],
  ['DEK-Info AES-256', 'rsa -in rsa.pem -traditional -aes256 -passout pass:pw -out OUT', 'rsa2048'],
  ['DEK-Info AES-128, EC', 'ec -in sec1.pem -aes128 -passout pass:pw -out OUT', 'p256'],
  ['PBES2 AES-256 PEM', 'pkcs8 -topk8 -in rsa.pem -v2 aes-256-cbc -passout pass:pw -out OUT', 'rsa2048'],
  ['PBES2 AES-128 DER', 'pkcs8 -topk8 -in ec.pem -v2 aes-128-cbc -outform DER -passout pass:pw -out OUT', 'p256'],
  ['PBES2 3DES', 'pkcs8 -topk8 -in ec.pem -v2 des3 -passout pass:pw -out OUT', 'p256'],
  ['PBES2 HMAC-SHA-512', 'pkcs8 -topk8 -in ec.pem -v2prf hmacWithSHA512 -passout pass:pw -out OUT', 'p256'],
  ['PBES2 HMAC-SHA-1', 'pkcs8 -topk8 -in ec.pem -v2prf hmacWithSHA1 -passout pass:pw -out OUT', 'p256'],
  ['PBES2 scrypt', 'pkcs8 -topk8 -in ec.pem -scrypt -passout pass:pw -out OUT', 'p256'],
  [
    'PBES1 SHA-1 DES',
    'pkcs8 -topk8 -in rsa.pem -v1 PBE-SHA1-DES -provider legacy -provider default -passout pass:pw -out OUT',
    'rsa2048',
  ],
  [
    'PBES1 MD5 DES',
    'pkcs8 -topk8 -in rsa.pem -v1 PBE-MD5-DES -provider legacy -provider default -passout pass:pw -out OUT',
    'rsa2048',
  ],
  [
    'PBES1 SHA-1 RC2-64',
    'pkcs8 -topk8 -in rsa.pem -v1 PBE-SHA1-RC2-64 -provider legacy -provider default -passout pass:pw -out OUT',
    'rsa2048',
  ],
  ['PKCS#12 3DES', 'pkcs8 -topk8 -in rsa.pem -v1 PBE-SHA1-3DES -passout pass:pw -out OUT', 'rsa2048'],
  [
    'PKCS#12 RC2-40',
    'pkcs8 -topk8 -in ec.pem -v1 PBE-SHA1-RC2-40 -provider legacy -provider default -passout pass:pw -out OUT',
    'p256',
  ],
  ['PKCS#12 2DES', 'pkcs8 -topk8 -in ec.pem -v1 PBE-SHA1-2DES -passout pass:pw -out OUT', 'p256'],
]
const encrypted = forms.filter(([, line]) => line.includes('pass:pw'))

async function make(line: string): Promise<Buffer> {
  if (line.startsWith('ecparam')) {
    await openssl('ecparam -name prime256v1 -out params.pem')
    return Buffer.concat([await readFile(join(folder, 'params.pem')), await readFile(join(folder, 'sec1.pem'))])
  }
  await openssl(line.replace('OUT', 'out'))
  return readFile(join(folder, 'out'))
}

describe('private keys as openssl writes them', () => {
  it.each(forms)('reads %s', async (_, line, keyType) => {
    const key = await readPrivateKey(await make(line), 'pw')
    expect(key.keyType).toBe(keyType)
    expect(Buffer.from(key.spki)).toEqual(keyType === 'p256' ? ecSpki : rsaSpki)
    expect(key.wasEncrypted).toBe(line.includes('pass:pw'))
  })

  it.each(encrypted)('tells a wrong and a missing password for %s', async (_, line) => {
    const file = await make(line)
    await expect(readPrivateKey(file, 'wrong')).rejects.toMatchObject({ code: 'authority/file-wrong-password' })
    await expect(readPrivateKey(file, null)).rejects.toMatchObject({ code: 'authority/file-password-needed' })
  })

  it('tells what is missing, damaged, unknown or too costly', async () => {
    const codeOf = async (input: Uint8Array | string): Promise<unknown> =>
      readPrivateKey(input, 'pw').then(
        () => 'read',
        (error: unknown) => (error as { code?: string }).code ?? error,
      )
    expect(await codeOf('hello')).toBe('authority/file-nothing-found')
    expect(await codeOf(Buffer.alloc(2_000_000))).toBe('authority/file-too-large')
    const der = await make('rsa -in rsa.pem -traditional -outform DER -out OUT')
    expect(await codeOf(der.subarray(0, 300))).toBe('authority/file-damaged')
    const pem = String(await make('rsa -in rsa.pem -traditional -aes256 -passout pass:pw -out OUT'))
    expect(await codeOf(pem.replace('AES-256-CBC', 'SKIPJACK-CBC'))).toBe('authority/file-unknown-algorithm')
    const costly = await make(
      'pkcs8 -topk8 -in ec.pem -v2 aes-256-cbc -iter 4000000 -outform DER -passout pass:pw -out OUT',
    )
    const before = performance.now()
    expect(await codeOf(costly)).toBe('authority/file-too-slow')
    expect(performance.now() - before).toBeLessThan(500)
  })
})
