import { createHash } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { filesBelow } from './files.ts'
import { minisign, readSigningKey } from './minisign.ts'

/** Names the file with the secret key of minisign(1): the key itself is in no environment. */
const KEY_FILE = 'VESTIBULE_SIGNING_KEY_FILE'

/** `sha256sum --check` reads it. */
export function sha256Sums(folder: string): string {
  return filesBelow(folder)
    .map((name) => {
      const sum = createHash('sha256')
        .update(fs.readFileSync(path.join(folder, name)))
        .digest('hex')
      return `${sum}  ${name}\n`
    })
    .join('')
}

/**
 * Writes SHA256SUMS of a release and, where the environment names a key, its signature. @returns whether it is signed
 * @param mtime of the release, in seconds since 1970
 */
export function writeSums(folder: string, version: string, mtime: number, env: NodeJS.ProcessEnv): boolean {
  const sums = sha256Sums(folder)
  fs.writeFileSync(path.join(folder, 'SHA256SUMS'), sums)
  const keyFile = env[KEY_FILE]
  if (keyFile === undefined || keyFile === '') return false
  const key = readSigningKey(fs.readFileSync(keyFile, 'utf8'))
  const trusted = `timestamp:${mtime}\tfile:SHA256SUMS\tversion:${version}`
  fs.writeFileSync(path.join(folder, 'SHA256SUMS.minisig'), minisign(Buffer.from(sums), trusted, key))
  return true
}
