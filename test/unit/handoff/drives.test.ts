import fs from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { linuxDrives, parseMountinfo } from '../../../electron/engine/device/handoff/drives/linux.ts'
import { parseDiskutil, parseMount } from '../../../electron/engine/device/handoff/drives/macos.ts'
import { parseLogicalDisks } from '../../../electron/engine/device/handoff/drives/windows.ts'
import { temporaryFolder } from '../../support/engine.ts'

const MOUNTINFO = `\
25 30 0:23 / /proc rw,nosuid,nodev,noexec,relatime shared:13 - proc proc rw
30 1 259:2 / / rw,relatime shared:1 - ext4 /dev/nvme0n1p2 rw,errors=remount-ro
111 30 259:1 / /boot/efi rw,relatime shared:57 - vfat /dev/nvme0n1p1 rw,fmask=0077,dmask=0077
120 30 8:17 / /media/alice/MY\\040STICK rw,nosuid,nodev,relatime shared:60 - vfat /dev/sdb1 rw,uid=1000,gid=1000
121 30 0:58 / /run/media/alice/WINDOWS rw,nosuid,nodev,relatime shared:61 - fuseblk /dev/sdc1 rw,user_id=0,allow_other
122 30 179:1 / /media/alice/CARD ro,nosuid,nodev shared:62 - exfat /dev/mmcblk0p1 rw
123 30 253:3 / /run/media/alice/Secret rw,nosuid,nodev shared:63 - ext4 /dev/mapper/luks-1f2e rw
124 30 8:1 / /media/backup rw,relatime shared:64 - ext4 /dev/sda1 rw
125 30 8:17 /photos /media/alice/photos rw,relatime shared:60 - vfat /dev/sdb1 rw
126 30 0:61 / /mnt/ram rw,relatime shared:65 - tmpfs tmpfs rw
`

describe('Linux', () => {
  const root = temporaryFolder()
  const sys = (...parts: string[]): string => path.join(root, 'sys', ...parts)
  /** A block device as the kernel shows it, and the two names under which it is found. */
  const device = (number: string, where: string, attributes: Record<string, string> = {}): void => {
    const real = sys('devices', where)
    fs.mkdirSync(real, { recursive: true })
    for (const [name, value] of Object.entries(attributes)) {
      fs.mkdirSync(path.dirname(path.join(real, name)), { recursive: true })
      fs.writeFileSync(path.join(real, name), `${value}\n`)
    }
    for (const link of [sys('dev/block', number), sys('class/block', path.basename(where))]) {
      fs.mkdirSync(path.dirname(link), { recursive: true })
      fs.symlinkSync(real, link)
    }
  }
  beforeAll(() => {
    fs.mkdirSync(path.join(root, 'proc/self'), { recursive: true })
    fs.writeFileSync(path.join(root, 'proc/self/mountinfo'), MOUNTINFO)
    device('259:2', 'pci0000:00/0000:00:1d.0/nvme/nvme0/nvme0n1/nvme0n1p2')
    device('8:0', 'pci0000:00/0000:00:17.0/ata1/host0/target0:0:0/0:0:0:0/block/sda', { removable: '0' })
    device('8:1', 'pci0000:00/0000:00:17.0/ata1/host0/target0:0:0/0:0:0:0/block/sda/sda1')
    device('8:16', 'pci0000:00/0000:00:16.0/host6/target6:0:0/6:0:0:0/block/sdb', { removable: '1' })
    device('8:17', 'pci0000:00/0000:00:16.0/host6/target6:0:0/6:0:0:0/block/sdb/sdb1')
    // A USB disk says that it is not removable: only the medium in it is meant.
    device('8:33', 'pci0000:00/0000:00:14.0/usb2/2-1/2-1:1.0/host7/target7:0:0/7:0:0:0/block/sdc/sdc1')
    device('179:0', 'platform/sdhci/mmc_host/mmc0/mmc0:aaaa/block/mmcblk0', { removable: '0', 'device/type': 'SD' })
    device('179:1', 'platform/sdhci/mmc_host/mmc0/mmc0:aaaa/block/mmcblk0/mmcblk0p1')
    device('253:3', 'virtual/block/dm-3')
    fs.mkdirSync(sys('devices/virtual/block/dm-3/slaves'), { recursive: true })
    fs.symlinkSync(sys('class/block/sdc1'), sys('devices/virtual/block/dm-3/slaves/sdc1'))
  })
  afterAll(() => fs.rmSync(root, { recursive: true, force: true }))

  test('sticks, USB disks, cards and encrypted sticks are found; the system, built-in disks and folders are not', async () => {
    expect(await linuxDrives(root)).toEqual([
      { place: '/media/alice/MY STICK', name: 'MY STICK', fileSystem: 'FAT', writable: true },
      { place: '/run/media/alice/WINDOWS', name: 'WINDOWS', fileSystem: 'NTFS', writable: true },
      { place: '/media/alice/CARD', name: 'CARD', fileSystem: 'exFAT', writable: false },
      { place: '/run/media/alice/Secret', name: 'Secret', fileSystem: 'ext4', writable: true },
    ])
  })

  test('where there is no /proc, no drive is found', async () => {
    expect(await linuxDrives(path.join(root, 'nowhere'))).toEqual([])
  })

  test('damaged lines are passed over', () => {
    expect(parseMountinfo('\n - \nrubbish\n1 2 3\n1 2 8:1 / /x rw')).toEqual([])
  })
})

describe('macOS', () => {
  const DISKUTIL = `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
	<key>AllDisks</key>
	<array><string>disk4</string><string>disk4s1</string><string>disk5</string></array>
	<key>AllDisksAndPartitions</key>
	<array>
		<dict>
			<key>Content</key><string>FDisk_partition_scheme</string>
			<key>DeviceIdentifier</key><string>disk4</string>
			<key>OSInternal</key><false/>
			<key>Partitions</key>
			<array>
				<dict>
					<key>Content</key><string>DOS_FAT_32</string>
					<key>DeviceIdentifier</key><string>disk4s1</string>
					<key>MountPoint</key><string>/Volumes/MY STICK</string>
					<key>Size</key><integer>15938355200</integer>
					<key>VolumeName</key><string>MY STICK</string>
				</dict>
				<dict>
					<key>Content</key><string>Linux</string>
					<key>DeviceIdentifier</key><string>disk4s2</string>
					<key>Size</key><integer>1048576</integer>
				</dict>
			</array>
			<key>Size</key><integer>15938355200</integer>
		</dict>
		<dict>
			<key>Content</key><string>EF57347C-0000-11AA-AA11-00306543ECAC</string>
			<key>APFSVolumes</key>
			<array>
				<dict>
					<key>DeviceIdentifier</key><string>disk6s1</string>
					<key>MountPoint</key><string>/Volumes/Archive &amp; more</string>
				</dict>
			</array>
			<key>DeviceIdentifier</key><string>disk6</string>
		</dict>
	</array>
</dict>
</plist>
`
  test('volumes of external disks are found by their mount points', () => {
    expect(parseDiskutil(DISKUTIL)).toEqual(['/Volumes/MY STICK', '/Volumes/Archive & more'])
    expect(parseDiskutil('')).toEqual([])
    expect(parseDiskutil('<plist><string>x</string></plist>')).toEqual([])
  })

  test('mount(8) tells file system and whether it can be written', () => {
    const mounts = parseMount(`\
/dev/disk3s1s1 on / (apfs, sealed, local, read-only, journaled)
devfs on /dev (devfs, local, nobrowse)
/dev/disk4s1 on /Volumes/MY STICK (msdos, local, nodev, nosuid, noowners)
/dev/disk7s1 on /Volumes/BACKUP (2024) (ntfs, local, nodev, nosuid, read-only, noowners)
`)
    expect(mounts.get('/Volumes/MY STICK')).toEqual({ type: 'msdos', writable: true })
    expect(mounts.get('/Volumes/BACKUP (2024)')).toEqual({ type: 'ntfs', writable: false })
  })
})

describe('Windows', () => {
  test('PowerShell answers nothing, one disk or several', () => {
    expect(parseLogicalDisks('')).toEqual([])
    expect(parseLogicalDisks('\uFEFF\r\n')).toEqual([])
    expect(parseLogicalDisks('{"DeviceID":"E:","VolumeName":"MY STICK","FileSystem":"FAT32","Access":0}\r\n')).toEqual([
      { place: 'E:\\', name: 'MY STICK (E:)', fileSystem: 'FAT32', writable: true },
    ])
    expect(
      parseLogicalDisks(
        '[{"DeviceID":"E:","VolumeName":"","FileSystem":"exFAT","Access":null},' +
          '{"DeviceID":"F:","VolumeName":null,"FileSystem":null,"Access":null},' +
          '{"DeviceID":"G:","VolumeName":"DISC","FileSystem":"NTFS","Access":1}]',
      ),
    ).toEqual([
      { place: 'E:\\', name: 'E:', fileSystem: 'exFAT', writable: true },
      { place: 'G:\\', name: 'DISC (G:)', fileSystem: 'NTFS', writable: false },
    ])
  })

  test('what is no drive letter is not taken for a place', () => {
    expect(
      parseLogicalDisks('[{"DeviceID":"C:\\\\Windows","FileSystem":"NTFS"},{"DeviceID":7,"FileSystem":"x"}]'),
    ).toEqual([])
  })
})
