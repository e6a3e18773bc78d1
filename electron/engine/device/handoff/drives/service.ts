import { createHash } from 'node:crypto'
import fs from 'node:fs/promises'
import path from 'node:path'
import type { Drive } from '../../../../../shared/contract/handoff.ts'
import { AppError } from '../../../../../shared/errors/index.ts'
import type { Context } from '../../../app/context.ts'
import { toPem } from '../../../../pki/x509/pem.ts'
import type { Engine } from '../../../engine.ts'
import { fileProblem, isTaken, writeWhole } from '../../../store/write-whole.ts'
import { safeFileName } from '../../export/file-name.ts'
import { exportDevice } from '../../export/index.ts'
import { exportOptions } from '../../export/service.ts'
import { assertStillUsable, selectUsable } from '../usable.ts'
import { systemDrives } from './index.ts'

type DriveMethods = Pick<Engine['methods'], 'handoff.drives' | 'handoff.write'>

/** Room that a file system needs besides the files themselves. Bytes. */
const SLACK = 65_536

/** Names that are tried where others are taken. */
const MAX_NAMES = 100

const digest = (content: string | Uint8Array): string => createHash('sha256').update(content).digest('hex')

const FULL = new Set(['ENOSPC', 'EDQUOT', 'EFBIG'])

function failed(error: unknown, file: string, drive: string): AppError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (FULL.has(code)) return new AppError('handoff/drive-full', { drive })
  if (code === 'ENOENT' || code === 'ENODEV' || code === 'ENXIO') return new AppError('handoff/drive-gone', { drive })
  if (code === 'EROFS') return new AppError('handoff/drive-read-only', { drive })
  return new AppError('handoff/drive-failed', { file, drive, problem: fileProblem(error) }, { cause: error })
}

/** Carrying a device's files over on a USB stick. */
export function createDriveService(context: Context): DriveMethods {
  const drives = context.deps.drives ?? systemDrives()
  /** Id → name, of every drive that was listed: what is gone has a name still. */
  const names = new Map<string, string>()
  /** Path → SHA-256 of what was written there: our own files are replaced by newer ones, those of others are not. */
  const written = new Map<string, string>()

  const list = async (): Promise<Drive[]> => {
    const found = (await drives.list()).map((drive) => ({ id: digest(drive.place).slice(0, 24), ...drive }))
    for (const { id, name } of found) names.set(id, name)
    return found
  }
  /** By an id of the list: a path that somebody names is never written to. */
  const plugged = async (id: string): Promise<Drive> => {
    const drive = (await list()).find((one) => one.id === id)
    if (!drive) throw new AppError('handoff/drive-gone', { drive: names.get(id) ?? id })
    if (!drive.writable) throw new AppError('handoff/drive-read-only', { drive: drive.name })
    return drive
  }

  /** Writes a file under its name, or under one with a number where that is somebody else's. @returns the name */
  const writeFile = async (folder: string, name: string, bytes: Uint8Array): Promise<string> => {
    const { name: base, ext } = path.parse(name)
    for (let number = 1; ; number += 1) {
      const chosen = number === 1 ? name : `${base}-${number}${ext}`
      const file = path.join(folder, chosen)
      const there = await fs.readFile(file).then(digest, () => null)
      const ours = there !== null && (there === written.get(file) || there === digest(bytes))
      try {
        await writeWhole(file, bytes, { overwrite: ours })
        written.set(file, digest(bytes))
        return chosen
      } catch (error) {
        if (!isTaken(error) || number >= MAX_NAMES) throw error
      }
    }
  }

  return {
    'handoff.drives': list,
    'handoff.write': async ({ drive: id, format, ...choices }) => {
      const drive = await plugged(id)
      const { place } = drive
      const row = selectUsable(context, choices.device)
      const { serial } = row
      const options = await exportOptions(context, choices, true)
      const made = await exportDevice({ ...options, format })
      const files = [{ name: made.fileName, bytes: Buffer.from(made.base64, 'base64') }]
      const { root } = options
      if (format === 'pfx' && root) {
        // In the order in which a device wants them.
        const name = safeFileName(options.authorityName, 'crt')
        files.unshift({ name, bytes: Buffer.from(toPem('CERTIFICATE', root)) })
      }
      const size = files.reduce((sum, { bytes }) => sum + bytes.length, 0)
      assertStillUsable(context, row)
      if (drive.free < size + SLACK) throw new AppError('handoff/drive-full', { drive: drive.name })
      const chosen: string[] = []
      for (const { name, bytes } of files) {
        try {
          chosen.push(await writeFile(place, name, bytes))
        } catch (error) {
          throw failed(error, name, drive.name)
        }
      }
      const { password, profile, reason, warnings } = made
      return {
        drive: id,
        place,
        files: chosen,
        serial,
        ...(password === undefined ? {} : { password }),
        profile: profile === 'modern' ? 'modern' : 'compatible',
        reason,
        warnings,
      }
    },
  }
}
