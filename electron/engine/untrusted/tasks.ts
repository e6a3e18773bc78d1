import { readCsr } from '../authority/csr.ts'
import { describeCertificate } from '../authority/describe.ts'
import { importAuthority, importTrusted } from '../authority/import/authority.ts'
import { readCrl } from '../authority/import/crl.ts'
import { readPrivateKey } from '../authority/import/key.ts'
import { unpackBackup } from '../backup/examine.ts'
import { packBackup } from '../backup/pack.ts'
import { inspectFile } from '../diagnosis/inspect/index.ts'
import { relateFiles } from '../diagnosis/inspect/relate.ts'
import { fromFiles, fromPemFiles, fromPkcs12 } from '../diagnosis/server/credentials.ts'

/**
 * Everything that reads what strangers made, by the noun of the field. A task takes and gives what can be cloned into
 * another thread (no functions, no key objects) and fails with an AppError of the catalogue.
 */
export const tasks = {
  request: readCsr,
  certificate: describeCertificate,
  'private-key': readPrivateKey,
  authority: importAuthority,
  /** The same for up to twenty thousand files. */
  'authority-folder': importAuthority,
  'trusted-authority': importTrusted,
  crl: readCrl,
  inspection: inspectFile,
  relations: relateFiles,
  'pkcs12-credentials': fromPkcs12,
  'pem-credentials': fromPemFiles,
  'files-credentials': fromFiles,
  'backup-unpack': unpackBackup,
  /** Made here, not by strangers: but it would hold up the program for seconds as well. */
  'backup-pack': packBackup,
} as const

export type Tasks = typeof tasks
export type TaskName = keyof Tasks
export type TaskInput<T extends TaskName> = Parameters<Tasks[T]>
export type TaskResult<T extends TaskName> = Awaited<ReturnType<Tasks[T]>>
