import { createHash } from 'node:crypto'
import { open, type FileHandle } from 'node:fs/promises'
import path from 'node:path'
import { Decrypter } from 'age-encryption'
import { AppError } from '../../../shared/errors/index.ts'
import { fileProblem } from '../store/write-whole.ts'
import type { Progress } from '../../pki/read/progress.ts'
import { BACKUP_VERSION, FILES, MANIFEST, Manifest } from './manifest.ts'
import { BLOCK, padding, readHeader } from './tar.ts'
import { message, type Message } from '../../../shared/messages/message.ts'

/** What opens a backup: its passphrase, or the identity (`AGE-SECRET-KEY-1…`) of the recipient that it was made for. */
export type BackupKey = { readonly passphrase: string } | { readonly identity: string }

export type UnpackOptions = BackupKey & {
  readonly file: string
  /** Where its files go, 0600; null to check them only. */
  readonly folder: string | null
}

const MAGIC = 'age-encryption.org/v1\n'
/** Of age's payload: plain bytes of a chunk, and what its authentication adds (https://age-encryption.org/v1). */
const CHUNK = 65_536
const TAG = 16
const NONCE = 16
const MOST_HEADER = 65_536
const MOST_MANIFEST = 65_536

const notABackup = (problem: Message): AppError => new AppError('backup/not-a-backup', { problem })
const damaged = (problem: Message): AppError => new AppError('backup/damaged', { problem })
const truncated = (problem: Message): AppError => new AppError('backup/truncated', { problem })

/** Looks at the text before the encrypted part. @returns its length in bytes @throws AppError backup/for-recipient, … */
async function checkHeader(handle: FileHandle, size: number, key: BackupKey): Promise<number> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(MOST_HEADER), 0, MOST_HEADER, 0)
  const text = buffer.toString('latin1', 0, bytesRead)
  if (size === 0) throw notABackup(message('parts.backup.empty'))
  if (!text.startsWith(MAGIC)) {
    throw MAGIC.startsWith(text)
      ? truncated(message('parts.backup.firstLine'))
      : notABackup(message('parts.backup.notBegin'))
  }
  const end = /\n--- [^\n]*\n/.exec(text)
  if (!end)
    throw bytesRead === size
      ? truncated(message('parts.backup.header'))
      : damaged(message('parts.backup.headerEndless'))
  // An age file has either one passphrase or recipients.
  if ('passphrase' in key && !text.startsWith(`${MAGIC}-> scrypt `)) throw new AppError('backup/for-recipient')
  return end.index + end[0].length
}

/** Bytes from a stream, in the portions that are asked for. */
class Source {
  readonly #stream: AsyncIterator<Uint8Array>
  #rest: Uint8Array = new Uint8Array()

  constructor(stream: AsyncIterable<Uint8Array>) {
    this.#stream = stream[Symbol.asyncIterator]()
  }

  /** At most `most` bytes; none at the end. */
  async some(most: number): Promise<Uint8Array> {
    while (this.#rest.length === 0) {
      const next = await this.#stream.next()
      if (next.done) return this.#rest
      this.#rest = next.value
    }
    const part = this.#rest.subarray(0, most)
    this.#rest = this.#rest.subarray(part.length)
    return part
  }

  async exactly(count: number): Promise<Uint8Array> {
    const whole = new Uint8Array(count)
    for (let at = 0; at < count;) {
      const part = await this.some(count - at)
      if (part.length === 0) throw damaged(message('parts.backup.contentsEarly'))
      whole.set(part, at)
      at += part.length
    }
    return whole
  }
}

async function readManifest(source: Source): Promise<{ manifest: Manifest; size: number }> {
  const first = readHeader(await source.exactly(BLOCK))
  if (first?.name !== MANIFEST || first.size > MOST_MANIFEST) throw notABackup(message('parts.backup.foreign'))
  let value: unknown
  try {
    value = JSON.parse(Buffer.from(await source.exactly(first.size)).toString('utf8'))
  } catch (error) {
    if (error instanceof AppError) throw error
    throw notABackup(message('parts.backup.foreign'))
  }
  await source.exactly(padding(first.size).length)
  // Before the rest is judged by rules that a later version may have changed.
  const version = (value as { version?: unknown } | null)?.version
  if (typeof version === 'number' && version > BACKUP_VERSION) {
    throw new AppError('backup/newer-version', { found: message('parts.backup.layout', { number: version }) })
  }
  const parsed = Manifest.safeParse(value)
  if (!parsed.success) throw notABackup(message('parts.backup.foreign'))
  if (parsed.data.files.map((file) => file.name).join() !== FILES.join())
    throw damaged(message('parts.backup.missingFile'))
  return { manifest: parsed.data, size: first.size }
}

async function readFiles(source: Source, manifest: Manifest, folder: string | null): Promise<void> {
  for (const { name, size, sha256 } of manifest.files) {
    const entry = readHeader(await source.exactly(BLOCK))
    if (entry?.name !== name || entry.size !== size) throw damaged(message('parts.backup.misplaced', { name }))
    const hash = createHash('sha256')
    const output = folder === null ? null : await open(path.join(folder, name), 'wx', 0o600)
    try {
      for (let left = size; left > 0;) {
        const part = await source.some(left)
        if (part.length === 0) throw damaged(message('parts.backup.endsEarly', { name }))
        hash.update(part)
        await output?.appendFile(part)
        left -= part.length
      }
      await output?.sync()
    } finally {
      await output?.close()
    }
    await source.exactly(padding(size).length)
    if (hash.digest('hex') !== sha256) throw damaged(message('parts.backup.checksum', { name }))
  }
  // To the end: only then has age vouched for all of it.
  for (let part = await source.exactly(BLOCK); part.length > 0; part = await source.some(CHUNK)) {
    if (part.some((byte) => byte !== 0)) throw damaged(message('parts.der.trailing'))
  }
}

/** What an age file with that much in it must have in bytes, after its header. */
function encryptedSize(plain: number): number {
  return NONCE + plain + TAG * Math.max(1, Math.ceil(plain / CHUNK))
}

/** Bytes of the archive that a manifest announces. */
function plainSize(manifest: Manifest, manifestBytes: number): number {
  const whole = (size: number): number => BLOCK + size + padding(size).length
  return whole(manifestBytes) + manifest.files.reduce((sum, file) => sum + whole(file.size), 0) + 2 * BLOCK
}

/**
 * Opens a backup and checks every byte of it. Authentication alone cannot tell a file that is cut off from one that
 * is damaged: the sizes that the manifest names do.
 * @throws AppError app/file-unreadable, backup/not-a-backup, -wrong-passphrase, -wrong-identity, -for-recipient,
 *   -truncated, -damaged, -newer-version
 */
export async function readBackup(options: UnpackOptions, progress: Progress = () => undefined): Promise<Manifest> {
  const { file } = options
  let handle: FileHandle
  try {
    handle = await open(file, 'r')
  } catch (error) {
    throw new AppError('app/file-unreadable', { file, problem: fileProblem(error) }, { cause: error })
  }
  try {
    const stat = await handle.stat()
    if (!stat.isFile()) throw new AppError('app/file-unreadable', { file, problem: message('parts.file.notFile') })
    return await decrypt(handle, stat.size, options, progress)
  } catch (error) {
    if (!(error instanceof Error) || !('syscall' in error)) throw error
    const problem = fileProblem(error)
    if (error.syscall === 'read') throw new AppError('app/file-unreadable', { file, problem }, { cause: error })
    if ('code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT')) {
      throw new AppError('store/full', {}, { cause: error })
    }
    throw new AppError('store/io', { problem }, { cause: error })
  } finally {
    await handle.close()
  }
}

async function* counted(handle: FileHandle, size: number, progress: Progress): AsyncIterable<Buffer> {
  let done = 0
  const bytes = handle.createReadStream({ start: 0, autoClose: false, highWaterMark: CHUNK })
  for await (const chunk of bytes as AsyncIterable<Buffer>) {
    yield chunk
    done += chunk.length
    progress(done, size)
  }
}

/** @throws AppError backup/wrong-identity: what is given is none */
function decrypterFor(key: BackupKey): Decrypter {
  const decrypter = new Decrypter()
  if ('passphrase' in key) {
    decrypter.addPassphrase(key.passphrase.normalize('NFC'))
    return decrypter
  }
  try {
    decrypter.addIdentity(key.identity)
  } catch {
    // Not as the cause: it may hold the text, a secret.
    throw new AppError('backup/wrong-identity')
  }
  return decrypter
}

async function decrypt(
  handle: FileHandle,
  size: number,
  options: UnpackOptions,
  progress: Progress,
): Promise<Manifest> {
  const header = await checkHeader(handle, size, options)
  const decrypter = decrypterFor(options)
  const cut = (): AppError => truncated(message('parts.backup.onlyBytes', { size }))
  // The smallest database is larger than a chunk: what is shorter than the first one was cut off.
  const tooShort = size < header + NONCE + CHUNK + TAG
  let plain: ReadableStream<Uint8Array>
  try {
    plain = await decrypter.decrypt(ReadableStream.from(counted(handle, size, progress)) as ReadableStream<Uint8Array>)
  } catch (error) {
    if (error instanceof Error && error.message.startsWith('no identity matched')) {
      throw new AppError('identity' in options ? 'backup/wrong-identity' : 'backup/wrong-passphrase')
    }
    if (tooShort) throw cut()
    throw new AppError('backup/damaged', { problem: message('parts.backup.headerAltered') }, { cause: error })
  }
  let expected: number | null = null
  try {
    const source = new Source(plain)
    const { manifest, size: manifestBytes } = await readManifest(source)
    expected = header + encryptedSize(plainSize(manifest, manifestBytes))
    await readFiles(source, manifest, options.folder)
    return manifest
  } catch (error) {
    if (error instanceof AppError && error.code !== 'backup/damaged') throw error
    if (error instanceof Error && 'syscall' in error) throw error
    if (expected === null ? tooShort : size < expected) throw cut()
    if (error instanceof AppError) throw error
    throw new AppError('backup/damaged', { problem: message('parts.backup.contentsAltered') }, { cause: error })
  }
}
