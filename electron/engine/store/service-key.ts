import { randomBytes } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { AppError } from '../../../shared/errors/index.ts'
import { writePrivateFile } from './files.ts'

/**
 * The key under which the keys of server certificates are encrypted: a file of its own (0600), so that sites start
 * without the passphrase while a copied database alone gives nothing away. Never used for authority or device keys.
 */
export function loadServiceKey(dataFolder: string): Uint8Array {
  const file = path.join(dataFolder, 'service.key')
  if (!fs.existsSync(file)) writePrivateFile(file, randomBytes(32))
  const key = fs.readFileSync(file)
  if (key.length !== 32) throw new AppError('store/service-key', { folder: dataFolder })
  return key
}
