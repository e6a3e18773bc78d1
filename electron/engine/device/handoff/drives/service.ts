import path from 'node:path'
import type { Drive } from '../../../../../shared/contract/handoff.ts'
import { AppError } from '../../../../../shared/errors/index.ts'
import type { Context } from '../../../app/context.ts'
import { toPem } from '../../../../pki/x509/pem.ts'
import type { Engine } from '../../../engine.ts'
import { fileProblem, writeWhole } from '../../../store/write-whole.ts'
import { safeFileName } from '../../export/file-name.ts'
import { exportDevice } from '../../export/index.ts'
import { exportOptions } from '../../export/service.ts'
import { assertStillUsable, selectUsable } from '../usable.ts'
import { systemDrives } from './index.ts'

type DriveMethods = Pick<Engine['methods'], 'handoff.drives' | 'handoff.write'>

/** Room that a file system needs besides the files themselves. Bytes. */
const SLACK = 65_536

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

  /** Only what is listed is written to: a place that somebody names is not enough. */
  const plugged = async (place: string): Promise<Drive> => {
    const drive = (await drives.list()).find((one) => one.place === place)
    if (!drive) throw new AppError('handoff/drive-gone', { drive: place })
    if (!drive.writable) throw new AppError('handoff/drive-read-only', { drive: drive.name })
    return drive
  }

  return {
    'handoff.drives': () => drives.list(),
    'handoff.write': async ({ drive: place, format, ...choices }) => {
      const drive = await plugged(place)
      const row = selectUsable(context, choices.device)
      const { serial } = row
      const options = await exportOptions(context, choices, true)
      const made = await exportDevice({ ...options, format })
      const files = [{ name: made.fileName, bytes: Buffer.from(made.base64, 'base64') }]
      const root = options.chain.at(-1)
      if (format === 'pfx' && root) {
        // In the order in which a device wants them.
        const name = safeFileName(options.authorityName, 'crt')
        files.unshift({ name, bytes: Buffer.from(toPem('CERTIFICATE', root)) })
      }
      const size = files.reduce((sum, { bytes }) => sum + bytes.length, 0)
      assertStillUsable(context, row)
      if (drive.free < size + SLACK) throw new AppError('handoff/drive-full', { drive: drive.name })
      for (const { name, bytes } of files) {
        await writeWhole(path.join(place, name), bytes).catch((error: unknown) => {
          throw failed(error, name, drive.name)
        })
      }
      const { password, profile, reason, warnings } = made
      return {
        place,
        files: files.map(({ name }) => name),
        serial,
        ...(password === undefined ? {} : { password }),
        profile: profile === 'modern' ? 'modern' : 'compatible',
        reason,
        warnings,
      }
    },
  }
}
