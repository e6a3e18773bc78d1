import path from 'node:path'
import { AgeRecipient, type BackupSchedule } from '../../../shared/contract/backup.ts'
import type { Texts } from '../../../shared/messages/json.ts'
import { given, text, UsageError, whole, type Command, type CommandContext } from './command.ts'
import { readAgeLine, readSecret } from './files.ts'

const EVERY: Readonly<Record<string, BackupSchedule['every']>> = { day: 'day', '1d': 'day', week: 'week', '7d': 'week' }

const minute = (instant: string): string => instant.slice(0, 16).replace('T', ' ')

function describe(schedule: Texts<BackupSchedule> | null): string {
  if (!schedule) return 'No backups are made by themselves.'
  const { every, hour, folder, keep, files, lastGoodAt, lastFile, nextAt, problem, recipient } = schedule
  return [
    `every ${every} at ${String(hour).padStart(2, '0')}:00 into ${folder}; ${files} there, ${keep} are kept`,
    lastGoodAt === null ? 'none was made yet' : `last: ${minute(lastGoodAt)}, ${lastFile ?? ''}, read back`,
    ...(recipient === null
      ? []
      : [`encrypted for ${recipient}: compared with what was written, but nothing here can open them`]),
    `next: ${minute(nextAt)}`,
    ...(problem === null ? [] : [problem.message, problem.remedy]),
  ].join('\n')
}

/** @throws UsageError */
function everyOf(context: CommandContext): BackupSchedule['every'] | undefined {
  const word = text(context, 'every')
  if (word === undefined) return undefined
  const found = Object.hasOwn(EVERY, word) ? EVERY[word] : undefined
  if (found === undefined) throw new UsageError('--every must be day or week')
  return found
}

/** @throws UsageError */
async function recipientOf(context: CommandContext): Promise<string | undefined> {
  const file = text(context, 'recipient-file')
  if (file === undefined) return undefined
  const line = await readAgeLine(file)
  if (line.startsWith('AGE-SECRET-KEY-')) {
    throw new UsageError('--recipient-file holds an identity, the secret: give its recipient (age1…, age-keygen -y)')
  }
  if (AgeRecipient.safeParse(line).success) return line
  throw new UsageError('--recipient-file must hold an age recipient for X25519: age1… and 58 characters more')
}

/** Backups that are made by themselves, while `serve` or the app runs. */
export const scheduleCommand: Command = {
  usage:
    '[--every day|week] [--at HOUR] [--to FOLDER] [--keep N] [--backup-passphrase-file FILE|- | --recipient-file FILE|-] | --show | --now | --off',
  summary: 'make backups by themselves, under a passphrase of their own or for an age recipient',
  options: {
    every: { type: 'string' },
    at: { type: 'string' },
    to: { type: 'string' },
    keep: { type: 'string' },
    'backup-passphrase-file': { type: 'string' },
    'recipient-file': { type: 'string' },
    show: { type: 'boolean' },
    now: { type: 'boolean' },
    off: { type: 'boolean' },
  },
  words: [0, 0],
  async run(context) {
    const folder = text(context, 'to')
    const file = text(context, 'backup-passphrase-file')
    const hour = whole(context, 'at')
    const keep = whole(context, 'keep')
    const every = everyOf(context)
    const recipientFile = text(context, 'recipient-file')
    if (file !== undefined && recipientFile !== undefined) {
      throw new UsageError('give --backup-passphrase-file or --recipient-file, not both')
    }
    const changes = [folder, file, recipientFile, hour, keep, every].some((one) => one !== undefined)
    const [off, now] = [context.values['off'] === true, context.values['now'] === true]
    if ([off, now, changes, context.values['show'] === true].filter(Boolean).length > 1) {
      throw new UsageError('--show, --now and --off stand alone')
    }
    const backupPassphrase = file === undefined ? undefined : await readSecret(file)
    const recipient = await recipientOf(context)
    const client = await context.connect()
    const answer = (schedule: BackupSchedule | null) => ({ value: schedule, text: describe(context.said(schedule)) })
    if (off) return answer((await client.call('backup.clearSchedule', {})).schedule)
    if (now) return answer((await client.call('backup.runSchedule', {})).schedule)
    const { schedule: before } = await client.call('backup.schedule', {})
    if (!changes) return answer(before)
    const { schedule } = await client.call('backup.setSchedule', {
      every: every ?? before?.every ?? 'day',
      hour: hour ?? before?.hour ?? 3,
      keep: keep ?? before?.keep ?? 14,
      ...given({
        folder: folder === undefined ? undefined : path.resolve(folder),
        passphrase: context.passphrase,
        backupPassphrase,
        recipient,
      }),
    })
    return answer(schedule)
  },
}
