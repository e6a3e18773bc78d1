import type { errors } from '../../errors/index.ts'
import { acme } from './acme.ts'
import { app } from './app.ts'
import { authority } from './authority.ts'
import { backup } from './backup.ts'
import { device } from './device.ts'
import { diagnosis } from './diagnosis.ts'
import type { Translated } from './entry.ts'
import { handoff } from './handoff.ts'
import { service } from './service.ts'
import { session } from './session.ts'
import { siteOptions } from './site-options.ts'
import { site } from './site.ts'
import { store } from './store.ts'
import { upstreamAnswer } from './upstream-answer.ts'
import { upstream } from './upstream.ts'

/** The error catalogue in German. */
export const germanErrors: Translated<typeof errors> = {
  ...app,
  ...store,
  ...authority,
  ...device,
  ...handoff,
  ...service,
  ...site,
  ...upstream,
  ...upstreamAnswer,
  ...siteOptions,
  ...diagnosis,
  ...backup,
  ...session,
  ...acme,
}
