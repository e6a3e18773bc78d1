import { z } from 'zod'
import { screens } from '../address.ts'
import { Instant, Message } from './common.ts'

/**
 * Where something is shown in the interface: `#/SCREEN`, `#/SCREEN/ID`, `#/SCREEN?KEY=VALUE`. Plain on purpose, because
 * addresses also come from outside, in links of the operating system.
 */
const Address = z
  .string()
  .max(200)
  .regex(new RegExp(`^#/(?:${screens.join('|')})(?:/[A-Za-z0-9_-]{1,64})?(?:\\?[a-z]{1,16}=[A-Za-z0-9_-]{1,64})?$`))

/** What is worth interrupting somebody for. */
export const NoticeKind = z.enum([
  'device-expiring',
  'devices-expiring',
  'site-expiring',
  'server-expiring',
  'authority-expiring',
  'list-expiring',
  'site-waits',
  'list-waits',
  'device-refused',
  'renewal-asked',
  'acme-asked',
  'site-failed',
  'upstream-down',
  'stands-open',
  'site-stuck',
  'certificate-not-used',
  'gate-failed',
  'backup-failed',
  'update-available',
  'clock-set',
  'not-remembered',
  'passphrase-wrong',
])
export type NoticeKind = z.infer<typeof NoticeKind>

/** Something that the owner should know now, wherever they are looking. */
export const Notice = z.strictObject({
  kind: NoticeKind,
  at: Instant,
  title: Message,
  body: Message,
  /** The screen that says more, or where something can be done about it. */
  address: Address,
})
export type Notice = z.infer<typeof Notice>
