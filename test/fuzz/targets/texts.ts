import { writeActivity } from '../../../shared/activity/export.ts'
import { message } from '../../../shared/messages/message.ts'
import type { Activity } from '../../../shared/contract/activity.ts'
import type { Ending } from '../../../shared/reminders.ts'
import { escapeHtml } from '../../../shared/pages/escape.ts'
import { fillPage, unknownPlaceholder } from '../../../shared/pages/template.ts'
import { safeFileName } from '../../../electron/engine/device/export/file-name.ts'
import { writeMobileConfig } from '../../../electron/engine/device/export/mobileconfig.ts'
import { parseDiskutil, parseMount } from '../../../electron/engine/device/handoff/drives/macos.ts'
import { parseMountinfo } from '../../../electron/engine/device/handoff/drives/linux.ts'
import { readProfile } from '../../../electron/engine/diagnosis/inspect/containers.ts'
import { writeCalendar } from '../../../electron/engine/reminders/calendar.ts'
import { headerText as exportedText, line } from '../../../electron/engine/graduate/text.ts'
import { normaliseUpstream } from '../../../electron/engine/site/propose.ts'
import { headerText } from '../../../electron/gate/visit/headers.ts'
import { must, mustBeOneLine, type Target } from '../target.ts'
import { english } from '../../../shared/messages/english.ts'

const NAMES = [
  'CN=Zoë\\, “the boss”,O=Home',
  'Мария',
  '=cmd|calc',
  'a\r\nSet-Cookie: x',
  '\u{1F511}',
  '../../etc',
  'con',
]
const MOUNTS = [
  '36 35 8:17 / /media/anna/STICK\\0401 rw,nosuid - vfat /dev/sdb1 rw\n',
  '/dev/disk4s1 on /Volumes/STICK (msdos, local, nodev)\n',
]
const UPSTREAMS = ['192.168.1.20', 'camera.local:8080', '[fd00::1]', 'http://a:b@c/d?e#f', 'https://x.y:443/base/']
const PAGES = ['<h1 title="{{title}}">{{ what }}</h1>{{do}}{{renew}}<a href="{{contact}}">{{code}} {{name}}</a>']

/** A line of activity in which strangers chose every text. */
function lineOf(text: string): Activity {
  return {
    id: 1,
    at: '2026-11-21T12:00:00.000Z',
    siteId: null,
    siteName: null,
    address: '192.168.1.2',
    outcome: 'allowed',
    observed: null,
    status: 200,
    method: 'GET',
    path: text,
    tlsVersion: null,
    cipher: null,
    verifyCode: null,
    verifyName: null,
    deviceId: null,
    deviceName: text,
    fingerprint: null,
    serial: null,
    subject: text,
    issuer: text,
    reason: message('text.verbatim', { text }),
    probe: false,
  } as unknown as Activity
}

const ENDING: Ending = {
  kind: 'device',
  id: 'd1',
  name: '',
  mark: '1',
  at: 0,
  renewsAt: null,
  used: false,
  loud: false,
}

/** Cells of a CSV file, RFC 4180. */
function cellsOf(csv: string): string[][] {
  const rows: string[][] = [[]]
  for (const found of csv.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|$)/g)) {
    const [whole, quoted, plain = '', end] = found
    if (whole === '') break
    rows.at(-1)?.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'))
    if (end === '\r\n') rows.push([])
  }
  return rows.filter((row) => row.length > 0)
}

/** Texts that strangers choose, on their way into something else. */
export const textTargets: readonly Target[] = [
  {
    name: 'header-text',
    seeds: NAMES,
    read(input) {
      for (const text of [input.toString('utf8'), input.toString('latin1'), input.toString('utf16le')]) {
        for (const written of [headerText(text), exportedText(text)]) {
          must(/^[\x20-\x7E]*$/.test(written), 'a header value is printable ASCII', written.slice(0, 200))
        }
        must(!/[\r\n\0]/.test(line(text)), 'a comment stays one line')
      }
    },
  },
  {
    name: 'file-name',
    seeds: NAMES,
    read(input) {
      for (const text of [input.toString('utf8'), input.toString('utf16le')]) {
        const name = safeFileName(text, 'pfx')
        must(/^[\p{L}\p{M}\p{N}_-]+\.pfx$/u.test(name), 'a file name is safe', name)
        must(Buffer.byteLength(name) <= 255, 'a file name is short enough for every file system', name)
      }
    },
  },
  {
    name: 'profile-written',
    seeds: NAMES,
    most: 4096,
    read(input, { certificate }) {
      const text = input.toString('utf8')
      const names = { deviceName: text, authorityName: 'Home', stableId: 'd1' }
      const chain = certificate.filter((der) => der[0] === 0x30).slice(0, 1)
      const xml = Buffer.from(writeMobileConfig({ ...names, pkcs12: Buffer.alloc(3), chain })).toString('utf8')
      const profile = readProfile(xml)
      must(profile?.payloads.length === 2, 'no name adds to a profile', profile?.payloads)
    },
  },
  {
    name: 'calendar',
    seeds: NAMES,
    most: 4096,
    read(input) {
      const written = writeCalendar([{ ...ENDING, name: input.toString('utf8') }], 0)
      for (const one of written.split('\r\n')) {
        must(Buffer.byteLength(one) <= 75, 'a line has at most 75 octets', one)
        must(/^(?: |[A-Z-]+[:;]|$)/.test(one), 'no name begins a line', one)
      }
    },
  },
  {
    name: 'csv',
    seeds: NAMES,
    most: 16_384,
    read(input) {
      const text = input.toString('utf8')
      const [, row, ...more] = cellsOf(writeActivity([lineOf(text)], 'csv', english).slice(1))
      must(more.length === 0, 'no text adds a row')
      must(row?.[15] === text || row?.[15] === `'${text}`, 'a text comes out as it went in', row?.[15], text)
      must(!/^\s*[=+\-@]/.test(row?.[15] ?? ''), 'no text is a formula', row?.[15])
    },
  },
  {
    name: 'page',
    seeds: PAGES,
    most: 65_536,
    read(input) {
      const template = input.toString('utf8')
      unknownPlaceholder(template)
      const marked = { outcome: 'no-certificate', code: '10 <x>', contact: '"><script>' } as const
      const page = fillPage(template, marked)
      must(
        page.split('<script>').length === template.split('<script>').length,
        'no value becomes markup',
        escapeHtml(page.slice(0, 200)),
      )
    },
  },
  {
    name: 'drives',
    seeds: MOUNTS,
    from: ['profile'],
    read(input) {
      const text = input.toString('utf8')
      parseMountinfo(text)
      parseMount(text)
      parseDiskutil(text)
    },
  },
  {
    name: 'upstream-address',
    seeds: UPSTREAMS,
    most: 16_384,
    read(input) {
      const url = normaliseUpstream(input.toString('utf8'))
      mustBeOneLine(url)
      const { username, password } = new URL(url)
      must(username + password === '', 'no password stays in an address', url)
    },
  },
]
