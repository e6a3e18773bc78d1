import fs from 'node:fs/promises'
import type { DriveLister, PluggedDrive } from '../../../deps.ts'
import type { FoundDrive } from './found.ts'
import { linuxDrives } from './linux.ts'
import { macosDrives } from './macos.ts'
import { driveLetters, windowsDrives } from './windows.ts'

/** How a system is asked: `mark` cheaply, to see whether anything was plugged in or pulled; `find` for all of it. */
interface Way {
  readonly mark: () => Promise<string | null>
  readonly find: () => Promise<FoundDrive[]>
}

const ways: Readonly<Partial<Record<NodeJS.Platform, Way>>> = {
  linux: { mark: async () => null, find: () => linuxDrives() },
  darwin: { mark: async () => (await fs.readdir('/Volumes')).join('\n'), find: macosDrives },
  win32: { mark: driveLetters, find: () => windowsDrives() },
}

async function withSpace(found: FoundDrive): Promise<PluggedDrive[]> {
  try {
    const { bavail, blocks, bsize } = await fs.statfs(found.place)
    const writable =
      found.writable &&
      (await fs
        .access(found.place, fs.constants.W_OK)
        .then(() => true)
        .catch(() => false))
    return [{ ...found, writable, free: bavail * bsize, total: blocks * bsize }]
  } catch {
    // Pulled out meanwhile.
    return []
  }
}

/** The drives of this computer that can be pulled out, asked for as often as one likes. Nothing where it cannot be told. */
export function systemDrives(platform: NodeJS.Platform = process.platform): DriveLister {
  const way = ways[platform]
  let marked: string | null = null
  let found: FoundDrive[] = []
  let asking: Promise<PluggedDrive[]> | null = null

  const ask = async (): Promise<PluggedDrive[]> => {
    if (!way) return []
    const mark = await way.mark()
    if (mark === null || mark !== marked) {
      found = await way.find()
      marked = mark
    }
    return (await Promise.all(found.map(withSpace))).flat()
  }
  return {
    list() {
      asking ??= ask()
        // A tool that is missing or hangs means that no drive can be offered, not that nothing works.
        .catch(() => [])
        .finally(() => (asking = null))
      return asking
    },
  }
}
