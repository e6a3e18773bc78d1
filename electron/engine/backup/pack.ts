import { createHash, randomBytes } from 'node:crypto'
import fs from 'node:fs'
import { open, rm, type FileHandle } from 'node:fs/promises'
import path from 'node:path'
import { Encrypter } from 'age-encryption'
import { AppError } from '../../../shared/errors/index.ts'
import { syncFolder } from '../store/files.ts'
import { fileProblem, giveName, isTaken } from '../store/write-whole.ts'
import type { Progress } from '../../pki/read/progress.ts'
import { removeLeftovers } from './leftovers.ts'
import { MANIFEST, type Manifest } from './manifest.ts'
import { padding, trailer, writeHeader } from './tar.ts'
import { readBackup } from './unpack.ts'

/** What a backup is encrypted with: a passphrase, or the age recipient (`age1…`, X25519) whose identity is elsewhere. */
export type BackupLock = { readonly passphrase: string } | { readonly recipient: string }

export interface PackOptions {
  /** The files in the order of the archive: name in it, and where it lies. */
  readonly files: readonly { readonly name: string; readonly path: string }[]
  readonly manifest: Omit<Manifest, 'files'>
  readonly lock: BackupLock
  /** Absolute path that the backup shall have. */
  readonly target: string
  /** Whether a file of that name is replaced. */
  readonly overwrite: boolean
}

async function digest(file: string): Promise<{ size: number; sha256: string }> {
  const hash = createHash('sha256')
  let size = 0
  for await (const chunk of fs.createReadStream(file) as AsyncIterable<Buffer>) {
    hash.update(chunk)
    size += chunk.length
  }
  return { size, sha256: hash.digest('hex') }
}

async function* archive(options: PackOptions, manifest: Uint8Array, sizes: readonly number[], progress: Progress) {
  let done = 0
  const total = sizes.reduce((sum, size) => sum + size, 0)
  const at = Date.parse(options.manifest.created)
  yield writeHeader({ name: MANIFEST, size: manifest.length }, at)
  yield manifest
  yield padding(manifest.length)
  for (const [index, file] of options.files.entries()) {
    const size = sizes[index] ?? 0
    yield writeHeader({ name: file.name, size }, at)
    for await (const chunk of fs.createReadStream(file.path) as AsyncIterable<Buffer>) {
      yield chunk
      done += chunk.length
      progress(done, total)
    }
    yield padding(size)
  }
  yield trailer()
}

/** @returns the SHA-256 of what was written, hexadecimal */
async function writeAll(handle: FileHandle, stream: ReadableStream<Uint8Array>): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of stream) {
    hash.update(chunk)
    await handle.appendFile(chunk)
  }
  await handle.sync()
  return hash.digest('hex')
}

function encrypterFor(lock: BackupLock): Encrypter {
  const encrypter = new Encrypter()
  if ('passphrase' in lock) encrypter.setPassphrase(lock.passphrase.normalize('NFC'))
  else encrypter.addRecipient(lock.recipient)
  return encrypter
}

/**
 * Writes an age file (https://age-encryption.org/v1) around a tar archive: `age -d FILE | tar x`
 * opens it without this program. 0600, synced and read back under another name before it gets its own.
 * @returns its size in bytes @throws AppError app/file-exists, app/file-unwritable, backup/check-failed
 */
export async function packBackup(options: PackOptions, progress: Progress): Promise<{ bytes: number }> {
  const { target } = options
  const found = await Promise.all(options.files.map((file) => digest(file.path)))
  const manifest: Manifest = {
    ...options.manifest,
    files: options.files.map(({ name }, index) => ({ name, ...(found[index] ?? { size: 0, sha256: '' }) })),
  }
  const text = Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`)
  const encrypter = encrypterFor(options.lock)
  const partial = path.join(path.dirname(target), `.${path.basename(target)}.${randomBytes(6).toString('hex')}.partial`)
  try {
    await removeLeftovers(target)
    const handle = await open(partial, 'wx', 0o600)
    let written = ''
    try {
      const sizes = found.map((one) => one.size)
      // Writing is one half, reading it back the other.
      const writing: Progress = (done, total) => progress(done, 2 * total)
      written = await writeAll(
        handle,
        await encrypter.encrypt(ReadableStream.from(archive(options, text, sizes, writing))),
      )
    } finally {
      await handle.close()
    }
    await readBack(partial, written, options, (done, total) => progress(total + done, 2 * total))
    const bytes = fs.statSync(partial).size
    await giveName(partial, target, options.overwrite)
    syncFolder(path.dirname(target))
    return { bytes }
  } catch (error) {
    await rm(partial, { force: true }).catch(() => undefined)
    if (error instanceof AppError) throw error
    if (isTaken(error)) throw new AppError('app/file-exists', { file: target }, { cause: error })
    throw new AppError('app/file-unwritable', { file: target, problem: fileProblem(error) }, { cause: error })
  }
}

/** Opens it, or compares it with what was written where it cannot be opened here. @throws AppError backup/check-failed */
async function readBack(file: string, written: string, { lock }: PackOptions, progress: Progress): Promise<void> {
  try {
    if ('passphrase' in lock) await readBackup({ file, passphrase: lock.passphrase, folder: null }, progress)
    else if ((await digest(file)).sha256 !== written) throw new Error('what was read back is not what was written')
  } catch (error) {
    throw new AppError('backup/check-failed', {}, { cause: error })
  }
}
