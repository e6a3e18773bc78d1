import { z } from 'zod'
import { FileContent, Id, Instant } from './common.ts'
import { method } from './method.ts'

/** `site`: its server certificate. `server`: that of another machine. `list`: the revocation list of an authority. */
export const ReminderKind = z.enum(['device', 'site', 'server', 'authority', 'list'])
export type ReminderKind = z.infer<typeof ReminderKind>

/** Something that ends and wants the owner. */
export const Reminder = z.strictObject({
  kind: ReminderKind,
  /** Of the device, site, server or authority. */
  id: Id,
  name: z.string(),
  /** `waits`: the program would renew it by itself, but the authority is locked. */
  state: z.enum(['ends', 'waits', 'ended']),
  /** When it ends. */
  at: Instant,
  /** False for what is shown where it belongs, and nowhere else. */
  loud: z.boolean(),
})
export type Reminder = z.infer<typeof Reminder>

export const reminder = {
  /** What ends before long or waits to be renewed, the soonest first. */
  'reminder.list': method(z.strictObject({}), z.array(Reminder)),
  /** Everything that ends and that somebody must renew, as a calendar (iCalendar, RFC 5545) with alarms. */
  'reminder.calendar': method(z.strictObject({}), z.strictObject({ ...FileContent.shape, events: z.int() })),
} as const
