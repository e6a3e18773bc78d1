import type { Client } from '../client.ts'
import type { Activity } from '../contract/activity.ts'
import type { Input } from '../contract/index.ts'
import { withTexts } from '../messages/json.ts'
import type { Speaker } from '../messages/say.ts'

/** What narrows an export; as the list has it, but not how much at a time. */
export type ExportFilter = Omit<Input<'activity.list'>, 'limit' | 'before'>

/** Forms in which the activity leaves the program. */
export type ExportForm = 'csv' | 'jsonl'

/** Lines that are asked for at a time. */
const PAGE = 1000

/** Columns in their order; the same names as in the contract. */
const columns = [
  'id',
  'at',
  'count',
  'lastAt',
  'siteName',
  'address',
  'outcome',
  'observed',
  'status',
  'method',
  'path',
  'tlsVersion',
  'cipher',
  'verifyCode',
  'verifyName',
  'deviceName',
  'serial',
  'subject',
  'issuer',
  'reason',
  'probe',
  'requestKind',
  'siteId',
  'deviceId',
] as const satisfies readonly (keyof Activity)[]

/**
 * One cell (RFC 4180). Strangers choose subjects and paths: what a spreadsheet would take for a formula gets an
 * apostrophe in front (https://owasp.org/www-community/attacks/CSV_Injection), full-width signs included.
 */
function cell(value: string | number | boolean | null): string {
  if (value === null) return ''
  const text =
    typeof value === 'string' && /^[\s]*[=+\-@\t\r\uFF1D\uFF0B\uFF0D\uFF20|%]/u.test(value)
      ? `'${value}`
      : String(value)
  return /[",\r\n']/.test(text) || text.trim() !== text ? `"${text.replaceAll('"', '""')}"` : text
}

/** The whole activity as a file, in the order in which it happened. @param speaker says the reasons */
export function writeActivity(lines: readonly Activity[], form: ExportForm, speaker: Speaker): string {
  if (form === 'jsonl') return lines.map((line) => `${JSON.stringify(withTexts(line, speaker))}\n`).join('')
  const rows = lines.map((line) => {
    const cells = { ...line, reason: speaker.say(line.reason) }
    return columns.map((column) => cell(cells[column])).join(',')
  })
  // With a byte order mark: without one spreadsheets take UTF-8 for something else.
  return `\uFEFF${[columns.join(','), ...rows].map((row) => `${row}\r\n`).join('')}`
}

/** Every line that fits, oldest first. */
export async function readActivity(client: Pick<Client, 'call'>, filter: ExportFilter): Promise<Activity[]> {
  const all: Activity[] = []
  for (;;) {
    const oldest = all.at(-1)?.id
    const page = await client.call('activity.list', {
      ...filter,
      limit: PAGE,
      ...(oldest === undefined ? {} : { before: oldest }),
    })
    all.push(...page)
    if (page.length < PAGE) return all.toReversed()
  }
}

/** `activity-2026-11-21.csv`. `day`: `YYYY-MM-DD`. */
export function exportName(form: ExportForm, day: string): string {
  return `activity-${day}.${form}`
}

/** Media type of each form. */
export const exportTypes: Readonly<Record<ExportForm, string>> = { csv: 'text/csv', jsonl: 'application/jsonl' }
