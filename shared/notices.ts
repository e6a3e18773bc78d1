import type { NoticeKind } from './contract/notice.ts'
import { fill } from './fill.ts'

/** A notification in words. */
export interface NoticeWords {
  readonly title: string
  readonly body: string
}

/** What notifications say. `{placeholders}` are filled from what happened. */
const words: Readonly<Record<NoticeKind, NoticeWords>> = {
  'device-expiring': {
    title: 'The certificate of {name} expires {when}',
    body: 'Renew it and carry it over before {name} is refused.',
  },
  'devices-expiring': {
    title: '{count} certificates expire before long',
    body: 'Renew them and carry them over before their devices are refused.',
  },
  'site-expiring': {
    title: 'The server certificate of {name} expires {when}',
    body: 'Browsers will warn about the site then. One made here renews itself when you unlock the authority.',
  },
  'authority-expiring': {
    title: 'The authority {name} expires {when}',
    body: 'Every device that it let in is refused from then on. Renew it in good time.',
  },
  'list-expiring': {
    title: 'The revocation list of {name} ends {when}',
    body: 'Servers that use it may refuse everybody then. Give Vestibule a newer one.',
  },
  'site-waits': {
    title: 'The server certificate of {name} waits to be renewed',
    body: 'Unlock the authority once: the rest happens by itself, without anybody noticing.',
  },
  'list-waits': {
    title: 'The revocation list of {name} waits to be signed',
    body: 'Unlock the authority once. Your own sites know of every revocation already; other servers do not.',
  },
  'device-refused': {
    title: '{name} was refused at {site}',
    body: '{reason}',
  },
  'renewal-asked': {
    title: '{name} asks for a new certificate',
    body: 'Its certificate has expired. Renew it and carry it over.',
  },
  'site-failed': {
    title: '{name} is not running',
    body: '{reason}',
  },
  'site-stuck': {
    title: 'Nobody gets through at {name}',
    body: '{reason}',
  },
  'certificate-not-used': {
    title: 'The new server certificate of {name} is not used',
    body: '{reason} The one before it stays in use, until {date} at the latest.',
  },
  'gate-failed': {
    title: 'No site is open',
    body: 'The gate keeps ending by itself. Vestibule goes on trying to start it.',
  },
  'clock-set': {
    title: 'The clock of this computer was set {how}',
    body: 'Certificates are judged by the new time: check that it is right.',
  },
  'not-remembered': {
    title: 'The passphrase could not be remembered',
    body: 'The keychain of this computer did not take it. Everything else was done; you will be asked for it again.',
  },
  'passphrase-wrong': {
    title: 'A wrong passphrase was given {count} times',
    body: 'If it was not you, look who uses this computer, and end the open sessions in Settings.',
  },
}

/** A notification in English. */
export function noticeWords(kind: NoticeKind, details: Readonly<Record<string, string | number>>): NoticeWords {
  const { title, body } = words[kind]
  return { title: fill(title, details), body: fill(body, details) }
}

/** Everything that can be told. */
export const noticeKinds = Object.keys(words) as NoticeKind[]
