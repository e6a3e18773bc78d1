import fs from 'node:fs'
import path from 'node:path'
import { AppError } from '../../../shared/errors/index.ts'
import { examineDatabase } from './examine-database.ts'
import type { Progress } from '../../pki/read/progress.ts'
import { DATABASE, SERVICE_KEY, type Manifest } from './manifest.ts'
import { readBackup, type UnpackOptions } from './unpack.ts'
import { message, type Message } from '../../../shared/messages/message.ts'

const damaged = (problem: Message): AppError => new AppError('backup/damaged', { problem })

/**
 * Unpacks a backup into `folder`, ready to be restored: every byte, the database and its schema are checked.
 * @throws AppError as `readBackup`, and backup/damaged, backup/newer-version for what the database is
 */
export async function unpackBackup(
  options: UnpackOptions & { readonly folder: string },
  progress?: Progress,
): Promise<Manifest> {
  const { folder } = options
  const manifest = await readBackup(options, progress)
  examineDatabase(path.join(folder, DATABASE))
  if (fs.statSync(path.join(folder, SERVICE_KEY)).size !== 32) throw damaged(message('parts.backup.serviceKey'))
  return manifest
}
