import type { NoticeKind } from './contract/notice.ts'
import type { NotifyTopic } from './contract/notify.ts'

/** Which topic a notice belongs to. Complete by its type: a new kind of notice has to be put somewhere. */
export const topicOf: Readonly<Record<NoticeKind, NotifyTopic>> = {
  'device-expiring': 'expiry',
  'devices-expiring': 'expiry',
  'site-expiring': 'expiry',
  'server-expiring': 'expiry',
  'authority-expiring': 'expiry',
  'list-expiring': 'expiry',
  'site-waits': 'expiry',
  'list-waits': 'expiry',
  'renewal-asked': 'expiry',
  'acme-asked': 'expiry',
  'device-refused': 'refused',
  'site-failed': 'down',
  'upstream-down': 'down',
  'site-stuck': 'down',
  'certificate-not-used': 'down',
  'gate-failed': 'down',
  'stands-open': 'open',
  'backup-failed': 'backup',
  'update-available': 'update',
  'clock-set': 'program',
  'not-remembered': 'program',
  'passphrase-wrong': 'program',
}

/** Notices that should wake somebody: nobody gets in, or everybody does. */
const URGENT: ReadonlySet<NoticeKind> = new Set([
  'authority-expiring',
  'site-failed',
  'upstream-down',
  'site-stuck',
  'gate-failed',
  'stands-open',
  'passphrase-wrong',
])

export function isUrgent(kind: NoticeKind): boolean {
  return URGENT.has(kind)
}
