import { z } from 'zod'
import { Activity } from './activity.ts'
import { Authority } from './authority.ts'
import { AppStatus } from './app.ts'
import { Id } from './common.ts'
import { Device } from './device.ts'
import { VisitorResult } from './diagnosis.ts'
import { Site } from './site.ts'

/** Everything the engine tells its windows, after it was committed. */
export const events = {
  'app.changed': AppStatus,
  'authority.changed': Authority,
  'device.changed': Device,
  'device.removed': z.strictObject({ id: Id }),
  'site.changed': Site,
  'site.removed': z.strictObject({ id: Id }),
  'activity.added': Activity,
  'diagnosis.visitor': z.strictObject({ runId: Id, total: z.int(), visitor: VisitorResult }),
} as const
