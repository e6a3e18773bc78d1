// @module-tag python3
import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { readActivity, writeActivity } from '../../../shared/activity/export.ts'
import type { Activity } from '../../../shared/contract/activity.ts'
import { english } from '../../../shared/messages/english.ts'
import { message } from '../../../shared/messages/message.ts'

const line: Activity = {
  id: 7,
  at: '2026-11-21T08:00:00.000Z',
  count: 3,
  lastAt: '2026-11-21T08:00:07.000Z',
  siteId: 's1',
  siteName: 'Camera',
  address: '203.0.113.9',
  outcome: 'expired',
  observed: null,
  status: 403,
  method: 'GET',
  path: '/',
  tlsVersion: 'TLSv1.3',
  cipher: 'TLS_AES_128_GCM_SHA256',
  verifyCode: 10,
  verifyName: 'X509_V_ERR_CERT_HAS_EXPIRED',
  deviceId: null,
  deviceName: null,
  serial: 'AB',
  subject: 'CN=Мария "M", O=Дом\nOU=x',
  issuer: 'CN=Home',
  reason: message('reasons.expired-unnamed'),
  requestKind: null,
  probe: false,
}

/** Python's csv module is the judge. */
function parsed(text: string): Record<string, string>[] {
  const program =
    'import csv,io,json,sys;print(json.dumps(list(csv.DictReader(io.StringIO(sys.stdin.buffer.read().decode("utf-8-sig"),newline="")))))'
  return JSON.parse(execFileSync('python3', ['-c', program], { input: text, encoding: 'utf8' })) as Record<
    string,
    string
  >[]
}

test('a table has every field as it was, quotes, line breaks and any script included', () => {
  const [row, ...more] = parsed(writeActivity([line], 'csv', english))
  expect(more).toEqual([])
  const expected = Object.fromEntries(
    Object.entries({ ...line, reason: '' }).map(([name, value]) => [name, value === null ? '' : String(value)]),
  )
  expect(row).toEqual({ ...expected, reason: 'The certificate of the visitor has expired.', probe: 'false' })
})

test.each([
  '=1+1',
  '+1',
  '-1',
  '@SUM(A1)',
  '\t=1',
  ' =1',
  '\r=1',
  '|cmd',
  '%0',
  '＝1+1',
  '＠x',
  '=HYPERLINK("http://evil.example","x")',
])('what a stranger wrote is never a formula in a spreadsheet: %j', (subject) => {
  const [row] = parsed(writeActivity([{ ...line, subject, path: subject }], 'csv', english))
  expect([row?.['subject'], row?.['path']]).toEqual([`'${subject}`, `'${subject}`])
  expect(row?.['reason']).toBe(english.say(line.reason))
})

test('lines of JSON are the lines of the contract with their reason as text, one document a line', () => {
  const other = { ...line, id: 8, subject: '=1+1' }
  const lines = writeActivity([line, other], 'jsonl', english).trimEnd().split('\n')
  expect(lines.map((text) => JSON.parse(text) as unknown)).toEqual(
    [line, other].map((one) => ({ ...one, reason: english.say(line.reason), reasonMessage: line.reason })),
  )
})

test('everything is read, page by page, oldest first', async () => {
  const all = Array.from({ length: 2500 }, (_value, index) => ({ ...line, id: index + 1 }))
  const asked: unknown[] = []
  const client = {
    call: async (_method: string, input: { limit: number; before?: number; site?: string }) => {
      asked.push(input.before)
      const fitting = all.filter((one) => one.id < (input.before ?? Infinity)).toReversed()
      return fitting.slice(0, input.limit)
    },
  }
  const lines = await readActivity(client as unknown as Parameters<typeof readActivity>[0], { site: 'Camera' })
  expect(lines.map((one) => one.id)).toEqual(all.map((one) => one.id))
  expect(asked).toEqual([undefined, 1501, 501])
})
