import fs from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import { AppError } from '../../shared/errors/index.ts'

/**
 * Which data folders have held data, remembered outside of them: a folder whose disk is not mounted is as empty as one
 * that is new, and must not look like a first start.
 */
export interface KnownFolders {
  /** @throws AppError "store/not-mounted" for a folder that held data, where there is none and its disk is missing */
  check(folder: string): void
  /** The folder holds data. A failure is no error: it is only remembered. */
  remember(folder: string): void
  /** What was there is not expected any more. */
  forget(folder: string): void
}

const Known = z.array(
  z.object({
    folder: z.string(),
    /** Inode of the folder above it: where a disk above is not mounted, that is another one. */
    above: z.string(),
    /** Whether the folder itself is where a disk is mounted. */
    mounted: z.boolean(),
    /** The day on which it was seen last: `2026-11-30`. */
    seen: z.string(),
  }),
)
type Known = z.infer<typeof Known>

const MAX_KNOWN = 200

function inodeOf(folder: string): string | null {
  try {
    return fs.statSync(folder, { bigint: true }).ino.toString()
  } catch {
    return null
  }
}

/** Whether a folder is on another disk than the one above it. */
function isMounted(folder: string): boolean {
  try {
    return fs.statSync(folder).dev !== fs.statSync(path.dirname(folder)).dev
  } catch {
    return false
  }
}

/** A folder that is there and holds nothing, as where a disk is mounted when it is not. */
function isBare(folder: string): boolean {
  return fs.existsSync(folder) && fs.readdirSync(folder).length === 0
}

/** @param file where it is remembered: outside of any data folder @param now milliseconds since 1970 */
export function createKnownFolders(file: string, now: () => number): KnownFolders {
  const read = (): Known => {
    try {
      const parsed = Known.safeParse(JSON.parse(fs.readFileSync(file, 'utf8')))
      return parsed.success ? parsed.data : []
    } catch {
      return []
    }
  }
  const write = (known: Known): void => {
    const temporary = `${file}.${process.pid}.new`
    try {
      fs.mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 })
      fs.writeFileSync(temporary, JSON.stringify(known), { mode: 0o600 })
      fs.renameSync(temporary, file)
    } catch {
      fs.rmSync(temporary, { force: true })
    }
  }
  return {
    check(folder) {
      if (fs.existsSync(path.join(folder, 'vestibule.db'))) return
      const known = read().find((one) => one.folder === folder)
      if (!known) return
      const another = inodeOf(path.dirname(folder)) !== known.above || (known.mounted && !isMounted(folder))
      // Removed, with all above it as it was: that is how a person begins anew.
      if (!another && !isBare(folder)) return
      throw new AppError('store/not-mounted', { folder, date: known.seen })
    },
    remember(folder) {
      const above = inodeOf(path.dirname(folder))
      if (above === null) return
      const all = read()
      const seen = new Date(now()).toISOString().slice(0, 10)
      const mounted = isMounted(folder)
      if (all.some((one) => one.folder === folder && one.above === above && one.seen === seen)) return
      write([{ folder, above, mounted, seen }, ...all.filter((one) => one.folder !== folder)].slice(0, MAX_KNOWN))
    },
    forget(folder) {
      const all = read()
      if (all.some((one) => one.folder === folder)) write(all.filter((one) => one.folder !== folder))
    },
  }
}
