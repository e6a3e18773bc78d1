import { execFile } from 'node:child_process'
import fs from 'node:fs/promises'
import { promisify } from 'node:util'
import { confinedEnvironment } from '../../../child-environment.ts'
import type { FoundDrive } from './found.ts'

const run = promisify(execFile)

/** DriveType 2 is “removable disk” (Win32_LogicalDisk). The output is UTF-8, whatever the console is set to. */
const COMMAND =
  '[Console]::OutputEncoding=[Text.Encoding]::UTF8; ' +
  "Get-CimInstance Win32_LogicalDisk -Filter 'DriveType=2' | " +
  'Select-Object DeviceID,VolumeName,FileSystem,Access | ConvertTo-Json -Compress'

interface Disk {
  readonly DeviceID?: unknown
  readonly VolumeName?: unknown
  readonly FileSystem?: unknown
  readonly Access?: unknown
}

/** The answer of PowerShell: nothing, one object, or a list. A reader without a card has no file system. */
export function parseLogicalDisks(json: string): FoundDrive[] {
  const text = json.replace(/^\uFEFF/, '').trim()
  if (text === '') return []
  const parsed = JSON.parse(text) as Disk | Disk[]
  return (Array.isArray(parsed) ? parsed : [parsed]).flatMap(({ DeviceID, VolumeName, FileSystem, Access }) => {
    if (typeof DeviceID !== 'string' || !/^[A-Z]:$/.test(DeviceID)) return []
    if (typeof FileSystem !== 'string' || FileSystem === '') return []
    const label = typeof VolumeName === 'string' && VolumeName !== '' ? `${VolumeName} (${DeviceID})` : DeviceID
    // Access 1 is “readable”.
    return [{ place: `${DeviceID}\\`, name: label, fileSystem: FileSystem, writable: Access !== 1 }]
  })
}

/** Letters that are in use: cheap to ask, unlike PowerShell. */
export async function driveLetters(): Promise<string> {
  const letters = Array.from({ length: 23 }, (_, index) => String.fromCharCode('D'.charCodeAt(0) + index))
  const there = await Promise.all(
    letters.map((letter) =>
      fs.access(`${letter}:\\`).then(
        () => letter,
        () => '',
      ),
    ),
  )
  return there.join('')
}

/** Drives by what Windows says of logical disks. */
export async function windowsDrives(env: NodeJS.ProcessEnv = process.env): Promise<FoundDrive[]> {
  const system = env['SystemRoot'] ?? 'C:\\Windows'
  const powershell = `${system}\\System32\\WindowsPowerShell\\v1.0\\powershell.exe`
  const { stdout } = await run(powershell, ['-NoProfile', '-NonInteractive', '-Command', COMMAND], {
    timeout: 15_000,
    windowsHide: true,
    env: { ...confinedEnvironment('win32', env), SystemRoot: system },
  })
  return parseLogicalDisks(stdout)
}
