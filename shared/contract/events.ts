import { z } from 'zod'
import { Activity } from './activity.ts'
import { Authority } from './authority.ts'
import { AppStatus, ClockChange } from './app.ts'
import { Id } from './common.ts'
import { Device } from './device.ts'
import { ServerHandshake, VisitorResult } from './diagnosis.ts'
import { Notice } from './notice.ts'
import { Settings } from './settings.ts'
import { Handoff } from './handoff.ts'
import { DoorEntry } from './inbox.ts'
import { Server } from './server.ts'
import { Site } from './site.ts'
import { UpdateStatus } from './update.ts'
import { Knock, WayCheck } from './watch.ts'

/** Everything the engine tells its windows, after it was committed. */
export const events = {
  'app.changed': AppStatus,
  /** Something that the owner should know now. */
  'app.notice': Notice,
  'app.clock': ClockChange,
  /** How far long work is: `done` of `total`, in units of its own. */
  'app.progress': z.strictObject({ runId: Id, done: z.int(), total: z.int() }),
  'settings.changed': Settings,
  'manage.changed': z.strictObject({}),
  'update.changed': UpdateStatus,
  /** A channel was added, changed or removed, or how sending to one goes. */
  'notify.changed': z.strictObject({}),
  'authority.changed': Authority,
  'authority.removed': z.strictObject({ id: Id }),
  'device.changed': Device,
  'device.removed': z.strictObject({ id: Id }),
  /** Another machine, whose certificate is carried by hand. */
  'server.changed': Server,
  'server.removed': z.strictObject({ id: Id }),
  /** Somebody has a passphrase of their own, or not any more. */
  'person.changed': z.strictObject({}),
  'site.changed': Site,
  'site.removed': z.strictObject({ id: Id }),
  'handoff.changed': Handoff,
  'activity.added': Activity,
  /** The ACME server was set up, stopped, or opened; somebody waits, or has a key. */
  'acme.changed': z.strictObject({}),
  /** `asked`: the request that came just now. */
  'inbox.changed': z.strictObject({ asked: z.nullable(DoorEntry) }),
  /** One handshake with any server is over. */
  'diagnosis.handshake': z.strictObject({ runId: Id, handshake: ServerHandshake }),
  /** Something can be undone now, or cannot any more. */
  'undo.changed': z.strictObject({}),
  /** The schedule of backups was changed, or one was made or failed. */
  'backup.scheduled': z.strictObject({}),
  /** Everything may be another than before. */
  'backup.restored': z.strictObject({}),
  'diagnosis.knock': z.strictObject({ runId: Id, knock: Knock }),
  'diagnosis.check': z.strictObject({ runId: Id, check: WayCheck }),
  'diagnosis.visitor': z.strictObject({ runId: Id, total: z.int(), visitor: VisitorResult }),
} as const
