import { execFile } from 'node:child_process'
import path from 'node:path'
import { promisify } from 'node:util'
import { readPlist, type Plist } from '../../../diagnosis/inspect/plist.ts'
import type { FoundDrive } from './found.ts'

const run = promisify(execFile)

const NAMES: Readonly<Record<string, string>> = {
  msdos: 'FAT',
  exfat: 'exFAT',
  ntfs: 'NTFS',
  apfs: 'APFS',
  hfs: 'HFS+',
}

function field(value: Plist | undefined, name: string): Plist | undefined {
  const plain = typeof value === 'object' && !Array.isArray(value) && !(value instanceof Uint8Array)
  return plain ? (value as Readonly<Record<string, Plist>>)[name] : undefined
}

const list = (value: Plist | undefined): readonly Plist[] => (Array.isArray(value) ? value : [])

/** Mount points of external disks, from `diskutil list -plist external physical`. */
export function parseDiskutil(xml: string): string[] {
  const disks = list(field(readPlist(xml) ?? undefined, 'AllDisksAndPartitions'))
  const volumes = disks.flatMap((disk) => [
    disk,
    ...list(field(disk, 'Partitions')),
    ...list(field(disk, 'APFSVolumes')),
  ])
  return volumes.flatMap((volume) => {
    const place = field(volume, 'MountPoint')
    return typeof place === 'string' && place !== '' ? [place] : []
  })
}

/** File system and options by mount point, from lines such as `/dev/disk4s1 on /Volumes/STICK (msdos, local, nodev)`. */
export function parseMount(text: string): Map<string, { readonly type: string; readonly writable: boolean }> {
  const mounts = new Map<string, { type: string; writable: boolean }>()
  for (const line of text.split('\n')) {
    const [, place, options] = /^\S+ on (.+) \(([^()]+)\)$/.exec(line) ?? []
    if (place === undefined || options === undefined) continue
    const words = options.split(', ')
    mounts.set(place, { type: words[0] ?? '', writable: !words.includes('read-only') })
  }
  return mounts
}

/** Drives by what macOS says of external disks. */
export async function macosDrives(): Promise<FoundDrive[]> {
  const options = { timeout: 15_000, env: {} }
  const [disks, mounted] = await Promise.all([
    run('/usr/sbin/diskutil', ['list', '-plist', 'external', 'physical'], options),
    run('/sbin/mount', [], options),
  ])
  const mounts = parseMount(mounted.stdout)
  return parseDiskutil(disks.stdout).map((place) => {
    const mount = mounts.get(place)
    return {
      place,
      name: path.posix.basename(place),
      fileSystem: mount ? (NAMES[mount.type] ?? mount.type) : null,
      writable: mount?.writable ?? true,
    }
  })
}
