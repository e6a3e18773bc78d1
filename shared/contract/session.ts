import { z } from 'zod'
import { Id, Instant } from './common.ts'
import { method } from './method.ts'

/** A browser that was let into the interface. */
export const Session = z.strictObject({
  id: Id,
  /** What the browser calls itself (User-Agent), shortened; null when it said nothing. */
  browser: z.nullable(z.string()),
  /** Name of the device that came through the gate with its certificate; null on this computer. */
  device: z.nullable(z.string()),
  /** When an address let it in, last. */
  enteredAt: Instant,
  lastUsedAt: Instant,
  /** When it ends by itself, unless a tab stays open. */
  endsAt: Instant,
  /** Open tabs. */
  open: z.int(),
  /** Whether this very call came from it. */
  current: z.boolean(),
})
export type Session = z.infer<typeof Session>

export const session = {
  /** Browsers that may use the interface, newest first. Empty in shells without an interface in a browser. */
  'session.list': method(z.strictObject({}), z.array(Session)),
  /** Ends one at once, with its open tabs. @throws session/not-found */
  'session.end': method(z.strictObject({ id: Id }), z.strictObject({ id: Id })),
  /** Ends all of them; with `keepCurrent` not the one that asks. */
  'session.endAll': method(
    z.strictObject({ keepCurrent: z._default(z.boolean(), false) }),
    z.strictObject({ ended: z.int() }),
  ),
} as const
