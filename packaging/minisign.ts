/**
 * Signatures that minisign(1) and signify-like tools check, format of https://jedisct1.github.io/minisign/: Ed25519 over
 * BLAKE2b-512 of the file.
 */
import crypto from 'node:crypto'

export interface SigningKey {
  /** Eight bytes that say which key it is. */
  readonly id: Buffer
  readonly key: crypto.KeyObject
}

function lineAfterComment(text: string): Buffer {
  const [comment = '', data = ''] = text.split(/\r?\n/)
  if (!comment.startsWith('untrusted comment: ')) throw new Error('not a file of minisign')
  return Buffer.from(data, 'base64')
}

/**
 * Reads a secret key as `minisign -G -W` writes it. @throws for one under a password, which nobody can type here, and for
 * one whose halves do not belong together
 */
export function readSigningKey(text: string): SigningKey {
  const bytes = lineAfterComment(text)
  // Ed, KDF, B2, salt 32, two limits of 8, then id 8, seed 32, public key 32, checksum 32.
  if (bytes.length !== 158 || bytes.toString('latin1', 0, 2) !== 'Ed') throw new Error('not a secret key of minisign')
  if (bytes.readUInt16BE(2) !== 0) throw new Error('this key is under a password: minisign -C -W takes it off')
  const [id, seed, point] = [bytes.subarray(54, 62), bytes.subarray(62, 94), bytes.subarray(94, 126)]
  const x = point.toString('base64url')
  const key = crypto.createPrivateKey({
    key: { kty: 'OKP', crv: 'Ed25519', d: seed.toString('base64url'), x },
    format: 'jwk',
  })
  if (crypto.createPublicKey(key).export({ format: 'jwk' }).x !== x) throw new Error('this key is damaged')
  return { id: Buffer.from(id), key }
}

/** The .minisig of a file. @param trusted one line that the signature vouches for, too */
export function minisign(content: Buffer, trusted: string, { id, key }: SigningKey): string {
  const signature = crypto.sign(null, crypto.createHash('blake2b512').update(content).digest(), key)
  const whole = crypto.sign(null, Buffer.concat([signature, Buffer.from(trusted, 'utf8')]), key)
  return [
    'untrusted comment: signature of a release of Vestibule',
    Buffer.concat([Buffer.from('ED'), id, signature]).toString('base64'),
    `trusted comment: ${trusted}`,
    whole.toString('base64'),
    '',
  ].join('\n')
}
