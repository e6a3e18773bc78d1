import { readActivity, writeActivity, type ExportForm } from '../../../shared/activity/export.ts'
import type { Client } from '../../../shared/client.ts'
import { exemptMethods } from '../../../shared/access/request-kind.ts'
import { Outcome, type Activity } from '../../../shared/contract/activity.ts'
import { AppError } from '../../../shared/errors/index.ts'
import type { Texts } from '../../../shared/messages/json.ts'
import { visibleText } from '../../../shared/visible-text.ts'
import { given, text, texts, UsageError, whole, type Answer, type Command, type CommandContext } from './command.ts'
import { forceOption, writeOutput } from './files.ts'
import { moment } from './moment.ts'

/** Longer paths are cut off in the activity. */
const MAX_PATH = 512
const MAX_EXEMPTIONS = 5

/**
 * The command that lets such requests in, for the site, path and method of a line; null where none would help. A path is
 * quoted for the shell: strangers choose it.
 */
function exemption(one: Pick<Texts<Activity>, 'requestKind' | 'siteName' | 'path'>): string | null {
  const { requestKind, siteName, path } = one
  if (requestKind === null || siteName === null || path === null || path.length >= MAX_PATH) return null
  const quoted = (text: string): string => (/^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`)
  const method = exemptMethods(requestKind).join(',')
  return `vestibule site rule add ${quoted(siteName)} --path ${quoted(path)} --method ${method} --certificate none`
}

/** The commands for a list of lines, each once, under a sentence. */
function exemptions(list: readonly Texts<Activity>[]): string {
  const commands = [...new Set(list.flatMap((one) => exemption(one) ?? []))].slice(0, MAX_EXEMPTIONS)
  if (commands.length === 0) return ''
  return `\n\nBrowsers send such requests without a certificate by design. To let them in, by method and path:\n  ${commands.join('\n  ')}`
}

function line(one: Texts<Activity>): string {
  const code = one.verifyCode === null ? '' : ` [${one.verifyCode} ${one.verifyName ?? ''}]`
  const observed = one.observed === null ? '' : ` (observed: ${one.observed})`
  const times = one.count === 1 ? '' : ` ×${one.count} until ${one.lastAt}`
  return `${one.at}${times}  ${one.siteName ?? '-'}  ${one.address}  ${one.outcome}${observed}${code}  ${one.reason}`
}

function outcomes(context: CommandContext): Outcome[] | undefined {
  return texts(context, 'outcome')?.map((one) => {
    const known = Outcome.safeParse(one)
    if (!known.success) throw new UsageError(`--outcome must be one of: ${Outcome.options.join(', ')}`)
    return known.data
  })
}

/** What narrows the list, here and in an export. */
function filterOf(context: CommandContext) {
  return given({
    site: text(context, 'site'),
    device: text(context, 'device'),
    search: text(context, 'search'),
    refused: context.values['refused'] === true ? true : undefined,
    outcomes: outcomes(context),
    since: moment(context, 'since'),
    until: moment(context, 'until'),
  })
}

/** The whole of it as a file, or as the only thing on standard output. */
async function exported(context: CommandContext, client: Client, form: ExportForm): Promise<Answer> {
  const file = text(context, 'out')
  if (file === undefined && context.json) throw new UsageError('--format with --json needs --out FILE')
  const lines = await readActivity(client, filterOf(context))
  const written = writeActivity(lines, form, context.speaker)
  if (file === undefined) {
    // A file keeps what was said; a terminal is not told to do anything.
    process.stdout.write(process.stdout.isTTY ? visibleText(written.replaceAll('\r\n', '\n')) : written)
    return { value: null, text: '', silent: true }
  }
  await writeOutput(context, file, Buffer.from(written, 'utf8'))
  const value = { file, format: form, lines: lines.length }
  return { value, text: `${file} (${lines.length === 1 ? '1 line' : `${lines.length} lines`})` }
}

/** @throws UsageError */
function formOf(context: CommandContext): ExportForm | null {
  const form = text(context, 'format')
  if (form === undefined) {
    if (text(context, 'out') !== undefined) throw new UsageError('--out needs --format csv or jsonl')
    return null
  }
  if (form !== 'csv' && form !== 'jsonl') throw new UsageError('--format must be csv or jsonl')
  if (context.values['follow'] === true) throw new UsageError('--format and --follow do not go together')
  if (text(context, 'limit') !== undefined) throw new UsageError('--format writes everything: leave --limit out')
  return form
}

async function follow(context: CommandContext): Promise<Answer> {
  const { site: _site, ...others } = filterOf(context)
  if (Object.keys(others).length > 0) throw new UsageError('--follow goes with --site and --limit only')
  const { client, ended } = await context.follow()
  const site = text(context, 'site')
  const wanted = site === undefined ? null : (await client.call('site.show', { site })).id
  // Followed from before the list is asked for, so that no line falls between the two.
  const early: Activity[] = []
  let show = (one: Activity): void => void early.push(one)
  client.on('activity.added', (one) => (wanted === null || one.siteId === wanted ? show(one) : null))
  const list = await client.call('activity.list', given({ site, limit: whole(context, 'limit') }))
  const oldestFirst = list.toReversed()
  const last = oldestFirst.at(-1)?.id ?? 0
  for (const one of oldestFirst) context.print(one, line(context.said(one)))
  show = (one) => context.print(one, line(context.said(one)))
  for (const one of early) if (one.id > last) show(one)
  const stopped = new Promise<'stopped'>((resolve) => {
    process.once('SIGINT', () => resolve('stopped'))
    process.once('SIGTERM', () => resolve('stopped'))
    // The reader is gone: `| head`, for example.
    process.stdout.once('error', () => resolve('stopped'))
  })
  if ((await Promise.race([stopped, ended])) !== 'stopped') throw new AppError('app/not-connected')
  return { value: null, text: '', silent: true }
}

export const activityCommand: Command = {
  usage:
    '[--follow] [--site NAME] [--limit N] [--device NAME] [--search TEXT] [--refused] [--outcome OUTCOME]… [--since TIME] [--until TIME] [--format csv|jsonl [--out FILE [--force]]]',
  summary: 'who knocked, and what was decided',
  options: {
    follow: { type: 'boolean' },
    site: { type: 'string' },
    limit: { type: 'string' },
    device: { type: 'string' },
    search: { type: 'string' },
    refused: { type: 'boolean' },
    outcome: { type: 'string', multiple: true },
    since: { type: 'string' },
    until: { type: 'string' },
    format: { type: 'string' },
    out: { type: 'string' },
    ...forceOption,
  },
  words: [0, 0],
  async run(context) {
    const form = formOf(context)
    if (context.values['follow'] === true) return follow(context)
    const filter = filterOf(context)
    const client = await context.connect()
    if (form !== null) return exported(context, client, form)
    const list = await client.call('activity.list', { ...filter, ...given({ limit: whole(context, 'limit') }) })
    const said = context.said(list).toReversed()
    return { value: list, text: said.map(line).join('\n') + exemptions(said) }
  },
}
