import { createDecipheriv, createHmac, hkdfSync, scryptSync } from 'node:crypto'

/**
 * Opens an age file that was made with a passphrase: a second implementation of https://age-encryption.org/v1, from its
 * text, for tests that judge what the program wrote.
 */
export function ageDecrypt(file: Buffer, passphrase: string): Buffer {
  const text = file.toString('latin1')
  const match = /^age-encryption\.org\/v1\n-> scrypt (\S+) (\d+)\n(\S+)\n--- (\S+)\n/.exec(text)
  if (!match) throw new Error('no age file with one scrypt stanza')
  const [header, salt = '', logN = '', body = '', mac = ''] = match
  const base64 = (value: string): Buffer => Buffer.from(value, 'base64')
  const label = Buffer.concat([Buffer.from('age-encryption.org/v1/scrypt'), base64(salt)])
  const N = 2 ** Number(logN)
  const wrapping = scryptSync(passphrase, label, 32, { N, r: 8, p: 1, maxmem: 256 * N * 8 })
  const open = (key: Uint8Array, nonce: Uint8Array, sealed: Buffer): Buffer => {
    const decipher = createDecipheriv('chacha20-poly1305', key, nonce, { authTagLength: 16 })
    decipher.setAuthTag(sealed.subarray(-16))
    return Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()])
  }
  const derive = (key: Uint8Array, salted: Uint8Array, info: string): Buffer =>
    Buffer.from(hkdfSync('sha256', key, salted, info, 32))
  const fileKey = open(wrapping, Buffer.alloc(12), base64(body))
  const authenticated = header.slice(0, header.lastIndexOf(` ${mac}`))
  const expected = createHmac('sha256', derive(fileKey, Buffer.alloc(0), 'header'))
    .update(authenticated)
    .digest()
  if (!expected.equals(base64(mac))) throw new Error('the header was altered')
  const payload = file.subarray(header.length)
  const key = derive(fileKey, payload.subarray(0, 16), 'payload')
  const chunks: Buffer[] = []
  const sealed = payload.subarray(16)
  const size = 65_536 + 16
  for (let at = 0, counter = 0; at < sealed.length; at += size, counter += 1) {
    const nonce = Buffer.alloc(12)
    nonce.writeUInt32BE(counter, 7)
    nonce[11] = at + size >= sealed.length ? 1 : 0
    chunks.push(open(key, nonce, sealed.subarray(at, at + size)))
  }
  return Buffer.concat(chunks)
}
