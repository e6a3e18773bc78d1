import path from 'node:path'
import { AgeIdentity, type BackupCounts } from '../../../shared/contract/backup.ts'
import { AppError } from '../../../shared/errors/index.ts'
import { given, required, text, UsageError, type Command, type CommandContext } from './command.ts'
import { scheduleCommand } from './backup-schedule.ts'
import { forceOption, isForced, readAgeLine, readSecret } from './files.ts'
import { longWork } from './long-work.ts'

const amount = (n: number, one: string, many = `${one}s`): string => `${n} ${n === 1 ? one : many}`

function describe({ authorities, devices, sites, revocations }: BackupCounts): string {
  return [
    amount(authorities, 'authority', 'authorities'),
    amount(devices, 'device'),
    amount(sites, 'site'),
    amount(revocations, 'revocation'),
  ].join(', ')
}

/** The passphrase of the backup itself, when it has one of its own. */
async function separate(context: CommandContext): Promise<string | undefined> {
  const file = text(context, 'backup-passphrase-file')
  return file === undefined ? undefined : readSecret(file)
}

/**
 * The identity that opens the backup. Its text is never repeated: it is a secret.
 * @throws UsageError
 */
async function identityOf(context: CommandContext): Promise<string | undefined> {
  const file = text(context, 'identity-file')
  if (file === undefined) return undefined
  if (text(context, 'backup-passphrase-file') !== undefined) {
    throw new UsageError('give --backup-passphrase-file or --identity-file, not both')
  }
  const line = await readAgeLine(file)
  if (AgeIdentity.safeParse(line).success) return line
  throw new UsageError('--identity-file must hold an age identity: AGE-SECRET-KEY-1… and 58 characters more')
}

const options = { 'backup-passphrase-file': { type: 'string' } } as const

export const backupCommands: Readonly<Record<string, Command>> = {
  schedule: scheduleCommand,
  create: {
    usage: '--out FILE [--force] [--backup-passphrase-file FILE]',
    summary: 'write everything into one encrypted file',
    options: { ...options, ...forceOption, out: { type: 'string' } },
    words: [0, 0],
    async run(context) {
      const file = path.resolve(required(context, 'out'))
      const backupPassphrase = await separate(context)
      const client = await context.connect()
      const passphrases = given({ passphrase: context.passphrase, backupPassphrase })
      const made = await longWork(context, client, (runId) =>
        client.call('backup.create', { file, overwrite: isForced(context), runId, ...passphrases }),
      )
      const { created, counts, bytes } = made
      return {
        value: { file, created, bytes, counts },
        text: `${file}: ${describe(counts)}, ${bytes} bytes, read back and checked`,
      }
    },
  },
  restore: {
    usage: 'FILE [--replace] [--backup-passphrase-file FILE | --identity-file FILE]',
    summary: 'put a backup in the place of what is here',
    options: { ...options, 'identity-file': { type: 'string' }, replace: { type: 'boolean' } },
    words: [1, 1],
    async run(context) {
      const file = path.resolve(context.positionals[0] ?? '')
      const passphrase = (await separate(context)) ?? context.passphrase
      const identity = await identityOf(context)
      if (passphrase === undefined && identity === undefined) throw new AppError('authority/passphrase-required')
      const client = await context.connect()
      const replace = context.values['replace'] === true
      const value = await longWork(context, client, (runId) =>
        client.call('backup.restore', { file, replace, runId, ...given({ passphrase, identity }) }),
      )
      const lines = [`Restored the backup of ${value.created}: ${describe(value.counts)}.`]
      if (value.keptRevocations > 0) {
        lines.push(`Stay revoked although the backup does not say so: ${amount(value.keptRevocations, 'certificate')}.`)
      }
      if (value.keptCertificates > 0) {
        lines.push(`Issued after the backup, still valid and kept: ${amount(value.keptCertificates, 'certificate')}.`)
      }
      if (value.lostAuthorities.length > 0) {
        lines.push(`Not in the backup, only in the snapshot now: ${value.lostAuthorities.join(', ')}.`)
      }
      if (value.unknownSince !== null) {
        lines.push(
          `What was issued or revoked after ${value.unknownSince} is not known here.`,
          'Certificates issued since are refused until you let them in: vestibule inbox list, vestibule device admit.',
          'Devices that were revoked since get in again: revoke them once more, vestibule device revoke --serial.',
        )
      }
      if (value.snapshot !== null) lines.push(`What was here before: ${value.snapshot}`)
      return { value, text: lines.join('\n') }
    },
  },
}
