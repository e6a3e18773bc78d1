import type { z } from 'zod'
import { acmeServer } from './acme-server.ts'
import { activity } from './activity.ts'
import { app } from './app.ts'
import { audit } from './audit.ts'
import { authority } from './authority.ts'
import { backup } from './backup.ts'
import { device } from './device.ts'
import { diagnosis } from './diagnosis.ts'
import { events } from './events.ts'
import { deviceExport } from './export.ts'
import { inbox } from './inbox.ts'
import { log } from './log.ts'
import { manage } from './manage.ts'
import { managing } from './managing.ts'
import type { Method } from './method.ts'
import { notify } from './notify.ts'
import { person } from './person.ts'
import { passphrase } from './passphrase.ts'
import { rule } from './rule.ts'
import { settings } from './settings.ts'
import { handoff } from './handoff.ts'
import { reminder } from './reminder.ts'
import { server } from './server.ts'
import { session } from './session.ts'
import { siteExport } from './site-export.ts'
import { site } from './site.ts'
import { store } from './store.ts'
import { update } from './update.ts'
import { undo } from './undo.ts'

const methods = {
  ...app,
  ...settings,
  ...authority,
  ...device,
  ...deviceExport,
  ...server,
  ...acmeServer,
  ...handoff,
  ...site,
  ...rule,
  ...siteExport,
  ...activity,
  ...inbox,
  ...diagnosis,
  ...backup,
  ...passphrase,
  ...store,
  ...reminder,
  ...session,
  ...undo,
  ...notify,
  ...log,
  ...audit,
  ...update,
  ...manage,
  ...person,
} as const

/** The same methods; those that a device may call through the gate say so. */
function withManaging<T extends Readonly<Record<string, Method>>>(all: T): T {
  const marked = Object.entries(all).map(([name, one]): [string, Method] => [
    name,
    Object.hasOwn(managing, name) ? { ...one, from: [...one.from, 'device'] } : one,
  ])
  return Object.fromEntries(marked) as T
}

/** The ONE contract: every method of every feature. Types, validation, client and dispatcher derive from it. */
export const contract = withManaging(methods)

export type Contract = typeof contract
export type MethodName = keyof Contract
/** What a caller may write (defaults may be left out). */
export type Input<M extends MethodName> = z.input<Contract[M]['input']>
/** What the engine receives (defaults filled in). */
export type Parsed<M extends MethodName> = z.output<Contract[M]['input']>
export type Output<M extends MethodName> = z.output<Contract[M]['output']>

export { events }
export type EventName = keyof typeof events
export type EventPayload<E extends EventName> = z.output<(typeof events)[E]>
/** One event as it travels: `{ event, payload }`. */
export type AppEvent = { [E in EventName]: { readonly event: E; readonly payload: EventPayload<E> } }[EventName]
