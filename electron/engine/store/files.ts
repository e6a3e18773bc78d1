import fs from 'node:fs'
import path from 'node:path'

const OURS = /^(?:vestibule[.-].*|vestibule|snapshots|remembered|service\.key)$/

/**
 * Makes the data folder, for its owner alone (0700). A folder that holds other people's files keeps its mode: closing
 * somebody's home or /tmp would do more harm than good, and our own files are 0600 anyway.
 */
export function preparePrivateFolder(folder: string): void {
  const created = fs.mkdirSync(folder, { recursive: true, mode: 0o700 })
  // mkdir without an error on an existing *file* does not happen: it throws EEXIST.
  if (created !== undefined || fs.readdirSync(folder).every((name) => OURS.test(name))) fs.chmodSync(folder, 0o700)
  fs.accessSync(folder, fs.constants.W_OK | fs.constants.X_OK)
}

/**
 * Creates an empty file 0600 if there is none, whatever the umask is; SQLite gives its -wal and -shm the same mode.
 * An existing file is never opened here: closing it would drop the locks that this process holds on it
 * (https://sqlite.org/howtocorrupt.html §2.2).
 * @returns whether the file was created
 */
export function createPrivateFile(file: string): boolean {
  try {
    fs.closeSync(fs.openSync(file, 'wx', 0o600))
    fs.chmodSync(file, 0o600)
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw error
  }
}

/** Writes a new file 0600 and returns when it and its name are on the disk. @throws when the file exists. */
export function writePrivateFile(file: string, content: Uint8Array): void {
  const partial = `${file}.partial`
  fs.rmSync(partial, { force: true })
  const descriptor = fs.openSync(partial, 'wx', 0o600)
  try {
    fs.fchmodSync(descriptor, 0o600)
    fs.writeSync(descriptor, content)
    fs.fsyncSync(descriptor)
  } finally {
    fs.closeSync(descriptor)
  }
  fs.renameSync(partial, file)
  syncFolder(path.dirname(file))
}

/** What file systems answer that cannot sync a folder, as some on USB sticks and in the network. */
const CANNOT = new Set(['EINVAL', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'])

/** Puts the names in a folder on the disk, where that can be done: Windows cannot and need not. */
export function syncFolder(folder: string): void {
  if (process.platform === 'win32') return
  const descriptor = fs.openSync(folder, 'r')
  try {
    fs.fsyncSync(descriptor)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && CANNOT.has(String(error.code)))) throw error
  } finally {
    fs.closeSync(descriptor)
  }
}
