import { X509Certificate } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { issueAuthority, issueDevice } from '../../../electron/pki/x509/issue.ts'
import { generateKeyPair } from '../../../electron/pki/x509/keys.ts'
import { safeFileName } from '../../../electron/engine/device/export/file-name.ts'
import { exportDevice, type ExportOptions } from '../../../electron/engine/device/export/index.ts'
import { generatePassword } from '../../../electron/engine/device/export/password.ts'
import { readPkcs12, writePkcs12 } from '../../../electron/pki/pkcs/pkcs12.ts'
import { say } from '../../support/said.ts'

const now = new Date()
const ca = await issueAuthority({ name: 'Home & "Garden"', key: 'p256', days: 100, now })
const { spki, pkcs8 } = await generateKeyPair('p256')
const certificate = await issueDevice({ signer: ca, commonName: 'Phone', publicKey: spki, days: 10, now })
const options: ExportOptions = {
  format: 'pfx',
  profile: 'auto',
  platform: 'iphone',
  deviceName: 'Alice’s <iPhone> 🎉',
  authorityName: 'Home & "Garden"',
  pkcs8,
  certificate,
  chain: [ca.certificate],
  stableId: 'device-1',
  now,
}
const bytesOf = (file: { base64: string }): Buffer => Buffer.from(file.base64, 'base64')

describe('exporting a device', () => {
  it('generates a password that opens the file, and returns it', async () => {
    const file = await exportDevice(options)
    expect(file.profile).toBe('compatible')
    const contents = await readPkcs12(bytesOf(file), file.password ?? '')
    expect(contents.mac).toEqual({ digest: 'sha1', iterations: 2048, pbmac1: false })
    expect(contents.certificates.map((entry) => Buffer.from(entry.certificate))).toEqual(
      [certificate, ca.certificate].map((der) => Buffer.from(der)),
    )
    expect(contents.certificates[0]).toMatchObject({ friendlyName: 'Alice’s <iPhone>' })
  })

  it('does not repeat a password that the user chose', async () => {
    const file = await exportDevice({ ...options, password: 'secret' })
    expect(file).not.toHaveProperty('password')
    expect(JSON.stringify(file)).not.toContain('secret')
  })

  it('follows the platform, and warns where a choice would fail', async () => {
    expect((await exportDevice({ ...options, platform: 'firefox' })).profile).toBe('modern')
    const chosen = await exportDevice({ ...options, platform: 'android', profile: 'modern' })
    expect(chosen.warnings.map(say).join(' ')).toContain('Android 13')
    expect(chosen.warnings.map(say).join(' ')).toContain('ECDSA')
  })

  it('names a friendly name without any usable character', async () => {
    const file = await writePkcs12({
      profile: 'modern',
      password: 'x',
      friendlyName: '🎉',
      pkcs8,
      certificate,
      chain: [],
    })
    expect((await readPkcs12(file, 'x')).keys[0]?.friendlyName).toBe('Vestibule')
  })

  it('refuses to write a key beside a certificate that is not its own', async () => {
    const { pkcs8: other } = await generateKeyPair('p256')
    await expect(exportDevice({ ...options, pkcs8: other })).rejects.toMatchObject({
      code: 'device/export-check-failed',
    })
  })

  it.each(['pfx', 'mobileconfig', 'pem'] as const)('refuses %s when the key never was here', async (format) => {
    await expect(exportDevice({ ...options, format, pkcs8: null })).rejects.toMatchObject({ code: 'device/no-key' })
  })

  it('writes the certificate alone as crt', async () => {
    const file = await exportDevice({ ...options, format: 'crt', pkcs8: null })
    expect(new X509Certificate(bytesOf(file)).raw).toEqual(Buffer.from(certificate))
  })

  it('keeps the identifiers of an Apple profile over a renewal', async () => {
    const ids = async (): Promise<string[]> => {
      const text = bytesOf(await exportDevice({ ...options, format: 'mobileconfig' })).toString()
      expect(text).not.toContain('<iPhone>')
      expect(text).toContain('Home &amp; &quot;Garden&quot;')
      return [...text.matchAll(/Payload(?:UUID|Identifier)<\/key><string>([^<]+)/g)].map((match) => match[1] ?? '')
    }
    const first = await ids()
    expect(first).toHaveLength(6)
    expect(await ids()).toEqual(first)
  })
})

describe('generated passwords', () => {
  it('are lower-case ASCII, never the same, and use every letter about equally', () => {
    const passwords = Array.from({ length: 4000 }, generatePassword)
    expect(new Set(passwords).size).toBe(4000)
    const counts = new Map<string, number>()
    for (const password of passwords) {
      expect(password).toMatch(/^(?:(?:[bdfghjklmnprstvz][aeiou]){3}-){3}[2-9]{2}$/)
      for (const letter of password.match(/[bdfghjklmnprstvz]/g) ?? [])
        counts.set(letter, (counts.get(letter) ?? 0) + 1)
    }
    // 36,000 draws from 16 letters: 2250 each, six standard deviations are 276.
    for (const count of counts.values()) expect(Math.abs(count - 2250)).toBeLessThan(276)
  })
})

describe('file names', () => {
  it.each([
    ['Alice’s iPhone', 'Alices-iPhone.pfx'],
    ['../../etc/passwd', 'etc-passwd.pfx'],
    ['CON', 'CON-device.pfx'],
    ['a/b\\c:d*e?f"g<h>i|j', 'a-b-c-d-e-fg-h-i-j.pfx'],
    ['🎉', 'device.pfx'],
    ['Küche 厨房', 'Küche-厨房.pfx'],
    ['.hidden. ', 'hidden.pfx'],
    ['Lpt1.backup', 'Lpt1-backup.pfx'],
    ['com¹', 'com¹-device.pfx'],
    ['---', 'device.pfx'],
  ])('%j becomes %j', (name, expected) => {
    expect(safeFileName(name, 'pfx')).toBe(expected)
  })

  it.each(['𠮷', 'ﷺ', 'e\u0301', 'A'])('of 64 times %j fit into 255 bytes and UTF-16 units', (letter) => {
    const name = safeFileName(letter.repeat(64), 'mobileconfig')
    expect(Buffer.byteLength(name)).toBeLessThanOrEqual(255)
    expect(name.length).toBeLessThanOrEqual(255)
    expect(name).toMatch(/^[^\\/:*?"<>|\s.]+\.mobileconfig$/)
  })
})
