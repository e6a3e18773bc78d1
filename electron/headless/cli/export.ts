import type { Input } from '../../../shared/contract/index.ts'
import { findTarget } from '../../../shared/platforms/advice.ts'
import { targetIds } from '../../../shared/platforms/pkcs12.ts'
import { given, required, text, UsageError, type Command, type CommandContext } from './command.ts'
import { forceOption, readSecret, writeOutput } from './files.ts'

type Choices = Pick<Input<'device.export'>, 'device' | 'profile' | 'target' | 'password' | 'signWith' | 'passphrase'>

/** Options of everything that makes a file for a device. */
export const choiceOptions = {
  for: { type: 'string' },
  profile: { type: 'string' },
  'password-file': { type: 'string' },
  'sign-with': { type: 'string' },
} as const
export const choiceUsage =
  '[--for VERSION] [--profile auto|compatible|modern] [--password-file FILE] [--sign-with SITE]'

/** @throws UsageError */
function targetOption(context: CommandContext): Choices['target'] {
  const named = text(context, 'for')
  if (named === undefined) return undefined
  const target = findTarget(named)
  if (target === null) {
    throw new UsageError(`--for names a version such as ios-17, android-11 or one of: ${targetIds.join(', ')}`)
  }
  return target
}

/** What was chosen on the command line. @throws UsageError, AppError app/file-unreadable */
export async function readChoices(context: CommandContext): Promise<Choices> {
  const passwordFile = text(context, 'password-file')
  return {
    device: context.positionals[0] ?? '',
    ...given({
      target: targetOption(context),
      profile: text(context, 'profile') as Choices['profile'],
      signWith: text(context, 'sign-with'),
      passphrase: context.passphrase,
      password: passwordFile === undefined ? undefined : await readSecret(passwordFile),
    }),
  }
}

export const exportCommand: Command = {
  usage: `NAME --out FILE [--force] [--format pfx|mobileconfig|pem|crt] [--der] ${choiceUsage}`,
  summary: 'write what the device imports',
  options: {
    ...choiceOptions,
    ...forceOption,
    out: { type: 'string' },
    format: { type: 'string' },
    der: { type: 'boolean' },
  },
  words: [1, 1],
  async run(context) {
    const file = required(context, 'out')
    const choices = await readChoices(context)
    const client = await context.connect()
    const exported = await client.call('device.export', {
      ...choices,
      ...given({ format: text(context, 'format') as Input<'device.export'>['format'] }),
      der: context.values['der'] === true,
    })
    await writeOutput(context, file, Buffer.from(exported.base64, 'base64'))
    const { format, profile, reason, warnings } = exported
    const value = { file, format, profile, reason, warnings, ...given({ password: exported.password }) }
    const lines = [
      `${file} (${format}${profile === 'none' ? '' : `, ${profile}`})`,
      ...(reason === null ? [] : [context.speaker.say(reason)]),
      ...context.said(warnings),
    ]
    if (exported.password !== undefined) lines.push(`Password, shown only now: ${exported.password}`)
    return { value, text: lines.join('\n') }
  },
}
