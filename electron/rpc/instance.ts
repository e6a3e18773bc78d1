import { createHash, randomBytes } from 'node:crypto'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { z } from 'zod'

/** sun_path of sockaddr_un, the smaller of Linux (108) and macOS (104), less the final NUL. */
const LONGEST_PATH = 103

/** Where a running instance listens, and what only it and readers of its data folder know. */
const Instance = z.strictObject({ place: z.string().min(1), key: z.string().regex(/^[\w-]{43}$/) })
type Instance = z.infer<typeof Instance>

/**
 * Where the running instance of a data folder listens: a socket in the folder that only its owner can open, and where
 * the path is too long for one, in the temporary folder. Windows has a name space of pipes that everybody sees and may
 * add to: there the name is another one at each start.
 */
export function localSocketPath(dataFolder: string): string {
  if (process.platform === 'win32') return `\\\\.\\pipe\\vestibule-${randomBytes(16).toString('hex')}`
  const folder = path.resolve(dataFolder)
  const inside = path.join(folder, 'vestibule.sock')
  if (Buffer.byteLength(inside) <= LONGEST_PATH) return inside
  const mark = createHash('sha256').update(folder).digest('hex').slice(0, 24)
  return path.join(os.tmpdir(), `vestibule-${process.getuid?.() ?? 0}-${mark}.sock`)
}

function fileOf(dataFolder: string): string {
  return path.join(dataFolder, 'vestibule.instance')
}

/** The key of a new instance, and the places that it may listen at: what is in the way of one is not in that of another. */
export function newInstance(dataFolder: string): { readonly key: string; readonly places: readonly string[] } {
  const first = localSocketPath(dataFolder)
  const other = path.join(os.tmpdir(), `vestibule-${randomBytes(12).toString('hex')}.sock`)
  return {
    key: randomBytes(32).toString('base64url'),
    places: process.platform === 'win32' ? [first] : [first, other],
  }
}

/** Tells the command line where to go. @returns what takes it back */
export function announceInstance(dataFolder: string, instance: Instance): () => void {
  const file = fileOf(dataFolder)
  const temporary = `${file}.new`
  fs.rmSync(temporary, { force: true })
  fs.writeFileSync(temporary, JSON.stringify(instance), { mode: 0o600, flag: 'wx' })
  fs.renameSync(temporary, file)
  return () => {
    try {
      fs.rmSync(file, { force: true })
    } catch {
      // A disk that is gone: whoever comes finds that nobody listens there.
    }
  }
}

/** @returns null when none was announced, or it cannot be read */
export function findInstance(dataFolder: string): Instance | null {
  try {
    const found = Instance.safeParse(JSON.parse(fs.readFileSync(fileOf(dataFolder), 'utf8')))
    return found.success ? found.data : null
  } catch {
    return null
  }
}
