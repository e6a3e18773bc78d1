import { importAuthority, importTrusted } from '../authority/read-import.ts'
import { readCertificateFile, readCertificateFiles, readListFile, readRequestFile } from '../../pki/read/front.ts'
import { readIdentity } from '../../pki/read/identity.ts'
import { readPrivateKey } from '../../pki/read/key.ts'
import type { unpackBackup } from '../backup/examine.ts'
import type { packBackup } from '../backup/pack.ts'
import type { passphraseStrength } from '../passphrase/strength.ts'
import { inspectFile } from '../diagnosis/inspect/index.ts'
import { relateFiles } from '../diagnosis/inspect/relate.ts'
import { fromFiles } from '../diagnosis/server/credentials.ts'
import { readOcspResponse } from '../../pki/ocsp/response.ts'

/** Loaded when they are asked for: whoever drops a file does not wait for what only backups need. */
const unpack: typeof unpackBackup = async (...args) => (await import('../backup/examine.ts')).unpackBackup(...args)
const pack: typeof packBackup = async (...args) => (await import('../backup/pack.ts')).packBackup(...args)
const strength: typeof passphraseStrength = async (...args) =>
  (await import('../passphrase/strength.ts')).passphraseStrength(...args)

/**
 * Everything that reads what strangers made, by the noun of the field. A task takes and gives what can be cloned into
 * another thread (no functions, no key objects) and fails with an AppError of the catalogue.
 */
export const tasks = {
  request: readRequestFile,
  certificate: readCertificateFile,
  certificates: readCertificateFiles,
  identity: readIdentity,
  'private-key': readPrivateKey,
  authority: importAuthority,
  /** The same for up to twenty thousand files. */
  'authority-folder': importAuthority,
  'trusted-authority': importTrusted,
  crl: readListFile,
  'ocsp-response': readOcspResponse,
  inspection: inspectFile,
  relations: relateFiles,
  'files-credentials': fromFiles,
  'backup-unpack': unpack,
  /** Made here, not by strangers: but it would hold up the program for seconds as well. */
  'backup-pack': pack,
  /** Made here as well: dictionaries of some 60 MB that nobody needs afterwards, and up to half a second of work. */
  'passphrase-strength': strength,
} as const

export type Tasks = typeof tasks
export type TaskName = keyof Tasks
/** They take a `Progress` after their input, which stays in the thread. */
const LONG = ['authority-folder', 'backup-unpack', 'backup-pack'] as const satisfies readonly TaskName[]
export type LongTask = (typeof LONG)[number]
export const isLong = (task: TaskName): task is LongTask => LONG.some((one) => one === task)

export type TaskInput<T extends TaskName> = T extends LongTask ? [Parameters<Tasks[T]>[0]] : Parameters<Tasks[T]>
export type TaskResult<T extends TaskName> = Awaited<ReturnType<Tasks[T]>>
