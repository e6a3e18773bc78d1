import { describe, expect, it } from 'vitest'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readCsr } from '../../../electron/pki/x509/csr.ts'
import { runTool } from '../../support/external-tool.ts'

async function request(
  keyArgs: readonly string[],
  form: 'PEM' | 'DER',
  extra: readonly string[] = [],
): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), 'vestibule-csr-'))
  try {
    const args = ['req', '-new', '-nodes', '-keyout', 'k', '-out', 'r', '-outform', form, '-subj', '/O=x/CN=Phone']
    const { status, text } = await runTool('openssl', [...args, ...keyArgs, ...extra], { cwd: folder })
    if (status !== 0) throw new Error(text)
    return await readFile(join(folder, 'r'))
  } finally {
    await rm(folder, { recursive: true })
  }
}

const ec = (curve: string, encoding = 'named_curve'): string[] => [
  '-newkey',
  'ec',
  '-pkeyopt',
  `ec_paramgen_curve:${curve}`,
  '-pkeyopt',
  `ec_param_enc:${encoding}`,
]
const P256 = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256']

describe('certificate requests', () => {
  it.each([
    ['rsa2048', ['-newkey', 'rsa:2048']],
    ['p256', P256],
    ['p384', ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-384']],
  ] as const)('reads openssl’s %s in PEM and DER', async (keyType, args) => {
    for (const form of ['PEM', 'DER'] as const) {
      expect(readCsr(await request(args, form))).toMatchObject({
        keyType,
        commonName: 'Phone',
        subject: 'CN=Phone,O=x',
      })
    }
  })

  it('shows what was asked for', async () => {
    const extra = [
      '-addext',
      'basicConstraints=critical,CA:TRUE',
      '-addext',
      'subjectAltName=DNS:a.example,IP:10.0.0.1',
    ]
    const csr = readCsr(await request(P256, 'PEM', extra))
    expect(csr.requested).toContainEqual({ oid: '2.5.29.19', name: 'basic constraints', critical: true })
    expect(csr.names).toEqual(['a.example', '10.0.0.1'])
  })

  it('refuses a request that was changed after it was signed', async () => {
    const der = await request(P256, 'DER')
    der.write('Q', der.indexOf('Phone'))
    expect(() => readCsr(der)).toThrow(expect.objectContaining({ code: 'device/csr-signature' }))
  })

  it.each([
    [['-newkey', 'rsa:1024'], 'device/csr-weak-key', 'RSA with 1024 bits'],
    [['-newkey', 'rsa:2048', '-pkeyopt', 'rsa_keygen_pubexp:3'], 'device/csr-weak-key', 'RSA with exponent 3'],
    [ec('prime192v1'), 'device/csr-weak-key', 'ec-prime192v1'],
    // As good as others, or better: nobody may call them weak.
    [ec('P-521'), 'device/csr-unsupported-key', 'p521'],
    [ec('brainpoolP256r1'), 'device/csr-unsupported-key', 'ec-brainpoolP256r1'],
    [ec('secp256k1'), 'device/csr-unsupported-key', 'ec-secp256k1'],
    [['-newkey', 'ed25519'], 'device/csr-unsupported-key', 'ed25519'],
    [['-newkey', 'ed448'], 'device/csr-unsupported-key', 'ed448'],
    [['-newkey', 'rsa-pss', '-pkeyopt', 'rsa_keygen_bits:2048'], 'device/csr-unsupported-key', 'rsa-pss2048'],
    [ec('P-256', 'explicit'), 'device/csr-explicit-curve', 'writes its curve out'],
  ])('refuses the key of %j as %s', async (args, code, key) => {
    const der = await request(args, 'DER')
    expect(() => readCsr(der)).toThrow(expect.objectContaining({ code, message: expect.stringContaining(key) }))
  })

  it('refuses every truncation and a hundred kilobytes with the same clear code', async () => {
    const der = await request(P256, 'DER')
    for (let length = 0; length < der.length; length++) {
      expect(() => readCsr(der.subarray(0, length))).toThrow(expect.objectContaining({ code: 'device/csr-unreadable' }))
    }
    const huge = Buffer.alloc(100_000, 0x30)
    expect(() => readCsr(huge)).toThrow(expect.objectContaining({ code: 'device/csr-unreadable' }))
    expect(() => readCsr('-----BEGIN CERTIFICATE-----')).toThrow(
      expect.objectContaining({ code: 'device/csr-unreadable' }),
    )
  })
})
