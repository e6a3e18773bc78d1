import fs from 'node:fs/promises'
import path from 'node:path'
import type { FoundDrive } from './found.ts'

/** One line of /proc/self/mountinfo, proc_pid_mountinfo(5). */
interface Mount {
  /** `major:minor`; the major is 0 for file systems without a device of their own, FUSE among them. */
  readonly device: string
  readonly place: string
  readonly writable: boolean
  readonly type: string
  readonly source: string
}

/** Space, tab, line feed and backslash are written in octal. */
function unescape(field: string): string {
  return field.replace(/\\([0-7]{3})/g, (_whole, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)))
}

/** The mounts of whole file systems; what is mounted from a folder of one is left out. */
export function parseMountinfo(text: string): Mount[] {
  return text.split('\n').flatMap((line) => {
    const [before = '', after = ''] = line.split(' - ', 2)
    const [, , device, root, place, options] = before.split(' ')
    const [type, source] = after.split(' ')
    if (device === undefined || place === undefined || type === undefined || type === '' || root !== '/') return []
    const writable = (options ?? '').split(',').includes('rw')
    return [{ device, place: unescape(place), writable, type, source: unescape(source ?? '') }]
  })
}

/** Where sticks are mounted by desktops, and by hand. A system may itself run from a stick: that one is no drive here. */
const PLACES = /^(?:\/media|\/run\/media|\/mnt)(?:\/|$)/

const NAMES: Readonly<Record<string, string>> = {
  vfat: 'FAT',
  exfat: 'exFAT',
  ntfs3: 'NTFS',
  ntfs: 'NTFS',
  fuseblk: 'NTFS',
  hfsplus: 'HFS+',
}

async function read(file: string): Promise<string> {
  return (await fs.readFile(file, 'utf8').catch(() => '')).trim()
}

/** Whether a block device can be pulled out: said so by itself, on USB, an SD card, or made of one of these. */
async function isRemovable(device: string): Promise<boolean> {
  const real = await fs.realpath(device).catch(() => null)
  if (real === null) return false
  if (/\/usb\d+\//.test(real)) return true
  for (const disk of [real, path.dirname(real)]) {
    if ((await read(path.join(disk, 'removable'))) === '1') return true
    if ((await read(path.join(disk, 'device/type'))) === 'SD') return true
  }
  // An encrypted stick is a device of the device mapper, on top of the stick.
  const below = await fs.readdir(path.join(real, 'slaves')).catch(() => [])
  for (const slave of below) if (await isRemovable(path.join(real, 'slaves', slave))) return true
  return false
}

/** Drives by what the kernel says of them. `root` is another tree for tests. */
export async function linuxDrives(root = '/'): Promise<FoundDrive[]> {
  const mounts = parseMountinfo(await read(path.join(root, 'proc/self/mountinfo')))
  const found: FoundDrive[] = []
  for (const { device, place, writable, type, source } of mounts) {
    if (!PLACES.test(place)) continue
    const sys = device.startsWith('0:')
      ? path.join(root, 'sys/class/block', path.basename(source))
      : path.join(root, 'sys/dev/block', device)
    if (!(await isRemovable(sys))) continue
    found.push({ place, name: path.basename(place), fileSystem: NAMES[type] ?? type, writable })
  }
  return found
}
