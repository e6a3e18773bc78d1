import fs from 'node:fs/promises'
import path from 'node:path'
import type { Input } from '../../../shared/contract/index.ts'
import { AppError } from '../../../shared/errors/index.ts'
import { given, required, text, UsageError, type Command, type CommandContext } from './command.ts'
import { forceOption, isForced, readSecret, writeOutput } from './files.ts'

type Wanted = Input<'server.export'>

/** Before anything is written: of two files one would be left over. @throws AppError app/file-exists */
async function assertFree(context: CommandContext, file: string): Promise<void> {
  if (isForced(context)) return
  const taken = await fs.lstat(file).then(
    () => true,
    () => false,
  )
  if (taken) throw new AppError('app/file-exists', { file })
}

export const serverExportCommand: Command = {
  usage:
    'NAME --out FILE [--key-out FILE] [--force] [--format pem|fullchain|pfx|jks] [--profile auto|compatible|modern] [--password-file FILE]',
  summary: 'write the certificate in the form that the machine takes',
  options: {
    ...forceOption,
    out: { type: 'string' },
    'key-out': { type: 'string' },
    format: { type: 'string' },
    profile: { type: 'string' },
    'password-file': { type: 'string' },
  },
  words: [1, 1],
  async run(context) {
    const file = required(context, 'out')
    const keyFile = text(context, 'key-out')
    const format = text(context, 'format') as Wanted['format']
    if (keyFile !== undefined && (format ?? 'pem') !== 'pem') throw new UsageError('--key-out goes with --format pem')
    if (keyFile !== undefined && path.resolve(keyFile) === path.resolve(file)) {
      throw new UsageError('--out and --key-out name the same file')
    }
    const passwordFile = text(context, 'password-file')
    const password = passwordFile === undefined ? undefined : await readSecret(passwordFile)
    if (keyFile !== undefined) for (const one of [file, keyFile]) await assertFree(context, one)
    const client = await context.connect()
    const exported = await client.call('server.export', {
      server: context.positionals[0] ?? '',
      separateKey: keyFile !== undefined,
      ...given({ format, profile: text(context, 'profile') as Wanted['profile'], password }),
      ...given({ passphrase: context.passphrase }),
    })
    if (keyFile !== undefined && exported.key) {
      await writeOutput(context, keyFile, Buffer.from(exported.key.base64, 'base64'))
    }
    await writeOutput(context, file, Buffer.from(exported.base64, 'base64'))
    const { profile, warnings } = exported
    const value = { file, ...given({ keyFile }), format: exported.format, profile, warnings }
    const lines = [
      `${file} (${exported.format}${profile === 'none' ? '' : `, ${profile}`})`,
      ...(keyFile === undefined ? [] : [`${keyFile} (its private key)`]),
      ...context.said(warnings),
    ]
    if (exported.password !== undefined) lines.push(`Password, shown only now: ${exported.password}`)
    return { value: { ...value, ...given({ password: exported.password }) }, text: lines.join('\n') }
  },
}
