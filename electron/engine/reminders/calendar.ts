import { REMIND, type Ending } from '../../../shared/reminders.ts'

/** Octets of a line without its end (RFC 5545 §3.1). */
const MOST = 75

/** A content line, folded between characters so that no UTF-8 sequence is torn. */
function fold(line: string): string {
  const lines: string[] = []
  let current = ''
  for (const character of line) {
    // The space that begins a continued line counts.
    if (Buffer.byteLength(current + character) > MOST) {
      lines.push(current)
      current = ' '
    }
    current += character
  }
  return [...lines, current].map((one) => `${one}\r\n`).join('')
}

/** RFC 5545 §3.3.11. Names have no control characters: see `Name`. */
function escaped(text: string): string {
  return text.replace(/[\\;,]/g, (character) => `\\${character}`).replaceAll('\n', '\\n')
}

/** `20271120T083000Z` */
function stamp(at: number): string {
  return new Date(at)
    .toISOString()
    .replace(/\.\d+Z$/, 'Z')
    .replace(/[-:]/g, '')
}

const WORDS: Readonly<Record<Ending['kind'], (name: string) => readonly [summary: string, description: string]>> = {
  device: (name) => [
    `The certificate of ${name} expires`,
    `Renew it in Vestibule and carry it over before ${name} is refused.`,
  ],
  site: (name) => [
    `The server certificate of ${name} expires`,
    'Browsers warn about the site from then on. Give Vestibule a new one.',
  ],
  server: (name) => [
    `The server certificate of ${name} expires`,
    `Renew it in Vestibule and carry it over to ${name} before then.`,
  ],
  authority: (name) => [
    `The authority ${name} expires`,
    'Every device that it let in is refused from then on. Renew it in Vestibule in good time.',
  ],
  list: (name) => [
    `The revocation list of ${name} ends`,
    'Servers that use it may refuse everybody from then on. Fetch a new one.',
  ],
}

function event(ending: Ending, now: number): string[] {
  const [summary, description] = WORDS[ending.kind](ending.name)
  return [
    'BEGIN:VEVENT',
    // The same thing keeps its event: imported again after a renewal, it moves.
    `UID:${ending.kind}-${ending.id}@vestibule.invalid`,
    `SEQUENCE:${Math.floor(ending.at / 86_400_000)}`,
    `DTSTAMP:${stamp(now)}`,
    `DTSTART:${stamp(ending.at)}`,
    `SUMMARY:${escaped(summary)}`,
    `DESCRIPTION:${escaped(description)}`,
    'TRANSP:TRANSPARENT',
    ...REMIND[ending.kind].flatMap((days) => [
      'BEGIN:VALARM',
      'ACTION:DISPLAY',
      `DESCRIPTION:${escaped(summary)}`,
      `TRIGGER:-P${days}D`,
      'END:VALARM',
    ]),
    'END:VEVENT',
  ]
}

/** An iCalendar file (RFC 5545): an event for each end, with alarms before it. Pure. @param now milliseconds since 1970 */
export function writeCalendar(endings: readonly Ending[], now: number): string {
  return [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Vestibule//Reminders//EN',
    'CALSCALE:GREGORIAN',
    ...endings.flatMap((ending) => event(ending, now)),
    'END:VCALENDAR',
  ]
    .map(fold)
    .join('')
}
