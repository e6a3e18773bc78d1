import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { unpackBackup } from '../../../electron/engine/backup/examine.ts'
import { BLOCK, readHeader } from '../../../electron/engine/backup/tar.ts'
import { must, PASSWORD, type Target } from '../target.ts'
import { sealAge, writeArchive } from '../written.ts'

/** Unpacks as restoring does, into a folder that is gone afterwards. */
async function unpack(input: Buffer): Promise<void> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'vestibule-fuzz-'))
  try {
    const file = path.join(folder, 'backup.age')
    const inside = path.join(folder, 'inside')
    fs.writeFileSync(file, input)
    fs.mkdirSync(inside)
    await unpackBackup({ file, passphrase: PASSWORD, folder: inside })
  } finally {
    const names = fs.readdirSync(folder).toSorted()
    fs.rmSync(folder, { recursive: true })
    must(
      names.every((name) => name === 'backup.age' || name === 'inside'),
      'nothing is written elsewhere',
      names,
    )
  }
}

/** Backups: the encrypted file, the archive in it, the database in that. */
export const backupTargets: readonly Target[] = [
  { name: 'backup', from: ['backup'], patience: 4000, read: unpack },
  { name: 'backup-archive', from: ['archive'], patience: 4000, finish: sealAge, read: unpack },
  {
    name: 'backup-database',
    from: ['database'],
    patience: 4000,
    finish: (mutated) => sealAge(writeArchive(mutated)),
    read: unpack,
  },
  {
    name: 'tar-header',
    from: ['archive'],
    most: BLOCK,
    read: (input) => readHeader(Buffer.concat([input, Buffer.alloc(BLOCK)]).subarray(0, BLOCK)),
  },
]
