import { randomBytes } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { putAside } from './aside.ts'
import { writePrivateFile } from './files.ts'

const LENGTH = 32

/**
 * The key under which the keys of server certificates are encrypted: a file of its own (0600), so that sites start
 * without the passphrase while a copied database alone gives nothing away. Never used for authority or device keys.
 * One that is cut off is put aside, and a new one made: each site whose secrets it cannot open says so.
 * @param now milliseconds since 1970
 */
export function loadServiceKey(dataFolder: string, now: number): Uint8Array {
  const file = path.join(dataFolder, 'service.key')
  if (fs.existsSync(file) && fs.statSync(file).size !== LENGTH) putAside(dataFolder, [file], now)
  if (!fs.existsSync(file)) writePrivateFile(file, randomBytes(LENGTH))
  return fs.readFileSync(file)
}
