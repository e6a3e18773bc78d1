import { describe, expect, it } from 'vitest'
import { children, readDer } from '../../../electron/pki/asn1/der-reader.ts'
import { integer, sequence } from '../../../electron/pki/asn1/der.ts'
import { issueAuthority } from '../../../electron/pki/x509/issue.ts'
import { readPkcs12, writePkcs12 } from '../../../electron/pki/pkcs/pkcs12.ts'

const ca = await issueAuthority({ name: 'Home', key: 'p256', days: 100, now: new Date() })
const good = await writePkcs12({
  profile: 'compatible',
  password: 'right',
  friendlyName: 'Home',
  pkcs8: ca.pkcs8,
  certificate: ca.certificate,
  chain: [],
})

const codeOf = async (bytes: Uint8Array, password = 'right'): Promise<string> =>
  readPkcs12(bytes, password).then(
    () => 'opened',
    (error: unknown) => (error as { code?: string }).code ?? String(error),
  )

/** Replaces one run of bytes in a copy. */
function patched(find: string, replacement: string): Buffer {
  const copy = Buffer.from(good)
  const at = copy.lastIndexOf(Buffer.from(find, 'hex'))
  expect(at).toBeGreaterThan(0)
  Buffer.from(replacement, 'hex').copy(copy, at)
  return copy
}

describe('opening PKCS#12 files of strangers', () => {
  it('tells a wrong password from a damaged file and an unknown algorithm', async () => {
    expect(await codeOf(good)).toBe('opened')
    expect(await codeOf(good, 'wrong')).toBe('authority/file-wrong-password')
    expect(await codeOf(good.subarray(0, 200))).toBe('authority/file-damaged')
    expect(await codeOf(Buffer.from('PK\u0003\u0004 a zip file'))).toBe('authority/file-damaged')
    // The digest of the MAC becomes one that does not exist.
    expect(await codeOf(patched('06052b0e03021a', '06052b0e030277'))).toBe('authority/file-unknown-algorithm')
  })

  it('refuses millions of iterations before it derives anything', async () => {
    const [version, content, mac] = children(readDer(good))
    const [digest, salt] = children(mac ?? readDer(good))
    const wholes = [digest, salt].map((element) => element?.whole ?? new Uint8Array())
    const hostile = sequence(...wholes, integer(2_000_000_000))
    const slow = sequence(version?.whole ?? hostile, content?.whole ?? hostile, hostile)
    const before = performance.now()
    expect(await codeOf(slow)).toBe('authority/file-too-slow')
    expect(performance.now() - before).toBeLessThan(1000)
  })

  it('refuses what is far too large or far too deep', async () => {
    expect(await codeOf(new Uint8Array(300_000))).toBe('authority/file-too-large')
    const deep = Buffer.from('3080'.repeat(5000), 'hex')
    expect(await codeOf(deep)).toBe('authority/file-damaged')
  })

  it('answers every truncation and every flipped byte with a code', async () => {
    for (let at = 0; at < good.length; at += 7) {
      expect(await codeOf(good.subarray(0, at))).toBe('authority/file-damaged')
      const copy = Buffer.from(good)
      copy[at] = (copy[at] ?? 0) ^ 0x55
      expect(await codeOf(copy)).toMatch(/^(?:authority\/file-|opened)/)
    }
  })
})
