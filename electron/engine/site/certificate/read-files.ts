import fs from 'node:fs/promises'
import path from 'node:path'
import type { CertificateFiles } from '../../../../shared/contract/site-options.ts'
import { AppError } from '../../../../shared/errors/index.ts'
import type { Untrusted } from '../../untrusted/index.ts'
import { readOwnPair, type ServerPair } from './own-pair.ts'
import { message, verbatim, type Message } from '../../../../shared/messages/message.ts'

/** Chains with their key are a few KiB. Bytes. */
const MOST = 1_048_576

const WORDS: Readonly<Record<string, Message>> = {
  ENOENT: message('parts.file.missing'),
  EACCES: message('parts.file.denied'),
  EPERM: message('parts.file.denied'),
  EISDIR: message('parts.file.folder'),
  ELOOP: message('parts.file.loop'),
}

function unreadable(file: string, error: unknown): AppError {
  if (error instanceof AppError) return error
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const unknown = code === '' ? message('parts.file.unknown') : verbatim(code)
  return new AppError('app/file-unreadable', { file, problem: WORDS[code] ?? unknown })
}

async function readBytes(file: string): Promise<Buffer> {
  if (!path.isAbsolute(file))
    throw new AppError('app/file-unreadable', { file, problem: message('parts.file.notAbsolute') })
  try {
    const about = await fs.stat(file)
    // Reading a pipe or a device would wait for ever.
    if (!about.isFile()) throw new AppError('app/file-unreadable', { file, problem: message('parts.file.notFile') })
    if (about.size > MOST)
      throw new AppError('app/file-unreadable', { file, problem: message('parts.file.tooLarge', { size: '1 MiB' }) })
    return await fs.readFile(file)
  } catch (error) {
    throw unreadable(file, error)
  }
}

/**
 * Certificate and key as they lie there now, in whatever form. One file may hold both.
 * @throws AppError app/file-unreadable, and as `readOwnPair`
 */
export async function readPair(untrusted: Untrusted, { cert, key }: CertificateFiles): Promise<ServerPair> {
  const files = [await readBytes(cert), ...(key === cert ? [] : [await readBytes(key)])]
  return readOwnPair(
    untrusted,
    files.map((bytes) => ({ bytes, password: null })),
  )
}

/** Changes when one of the files was written, replaced, or is reached by another link. Never throws. */
export async function signatureOf({ cert, key }: CertificateFiles): Promise<string> {
  const one = async (file: string): Promise<string> => {
    try {
      const { ino, size, mtimeMs } = await fs.stat(file)
      return [await fs.realpath(file), ino, size, mtimeMs].join(' ')
    } catch (error) {
      return String(error instanceof Error && 'code' in error ? error.code : error)
    }
  }
  return `${await one(cert)}\n${await one(key)}`
}

/** Folders in which something happens when one of the files is replaced: where it is named, and where it lies. */
export async function foldersOf({ cert, key }: CertificateFiles): Promise<string[]> {
  const folders = new Set<string>()
  for (const file of [cert, key]) {
    folders.add(path.dirname(file))
    const real = await fs.realpath(file).catch(() => null)
    if (real !== null) folders.add(path.dirname(real))
  }
  return [...folders]
}
