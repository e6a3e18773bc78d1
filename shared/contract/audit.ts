import { z } from 'zod'
import { Instant } from './common.ts'
import { method, transports } from './method.ts'

/** One call that changed something, gave a secret away, or came with a wrong passphrase. */
export const AuditEntry = z.strictObject({
  at: Instant,
  /** How the call came in. */
  via: z.enum(transports),
  /** Of a browser: its session. */
  session: z.nullable(z.string()),
  /** Of a browser: what it calls itself (User-Agent), shortened; null where it is not known. */
  browser: z.nullable(z.string()),
  /** Name of the device that came through the gate; null for everybody on this computer. */
  device: z.nullable(z.string()),
  /** Who gave the passphrase for it: `owner`, or the name of a person; null where none was given with the call. */
  person: z.nullable(z.string()),
  /** A method of the contract. */
  method: z.string(),
  /** Names of the devices, sites, authorities … that it was about. Never a secret. */
  about: z.array(z.string()),
  /** `done`, or the code of the error that it ended with. */
  outcome: z.string(),
})
export type AuditEntry = z.infer<typeof AuditEntry>

export const audit = {
  /** What was done by whom, newest first. */
  'audit.list': method(
    z.strictObject({ since: z.optional(Instant), limit: z._default(z.int().min(1).max(10_000), 50) }),
    z.array(AuditEntry),
  ),
} as const
