import { z } from 'zod'
import { FileContent, Id, Instant, Problem } from './common.ts'
import { method, transports } from './method.ts'

export const AppStatus = z.strictObject({
  version: z.string(),
  shell: z.enum(['desktop', 'headless', 'cli']),
  dataFolder: z.string(),
  /** True until the first authority exists. */
  empty: z.boolean(),
  locked: z.boolean(),
  /** Name of the device that asks, where it came through the gate: then the vault counts as locked. Else null. */
  asDevice: z.nullable(z.string()),
  /** When the vault locks itself, if it is unlocked. */
  locksAt: z.nullable(Instant),
  /** Whether a passphrase can be remembered in the system's keychain, and whether one is. */
  keychain: z.strictObject({ available: z.boolean(), remembered: z.boolean(), weak: z.boolean() }),
  gate: z.strictObject({
    state: z.enum(['running', 'starting', 'stopped', 'failed']),
    restarts: z.int(),
    policyVersion: z.int(),
  }),
  /** Facts the app found out by itself. */
  computer: z.strictObject({
    hostName: z.string(),
    addresses: z.array(z.string()),
  }),
  /** What this shell can do besides. */
  features: z.strictObject({
    share: z.boolean(),
    openAtLogin: z.boolean(),
    chooseFolder: z.boolean(),
    /** Whether the interface can stand behind the gate. */
    manage: z.boolean(),
  }),
  versions: z.strictObject({ node: z.string(), tls: z.string(), sqlite: z.string() }),
  /** What is not as it should be with the program itself although the doors are open: a full disk, a file that it lacks. */
  problems: z.array(Problem),
})
export type AppStatus = z.infer<typeof AppStatus>

/** The clock moved otherwise than time passes, or the computer slept: what is shown of times may be wrong. */
export const ClockChange = z.strictObject({
  why: z.enum(['slept', 'set']),
  now: Instant,
  /** How far the clock was set, in milliseconds; negative when set back. 0 after sleep. */
  by: z.int(),
})
export type ClockChange = z.infer<typeof ClockChange>

export const app = {
  /** A page without the token of a session learns the version, and nothing of this house or computer. */
  'app.status': method(z.strictObject({}), AppStatus, { from: transports }),
  /** Opens the system's share sheet with a file, where the shell has one. */
  'app.share': method(z.strictObject({ file: FileContent }), z.strictObject({}), { from: ['direct', 'window'] }),
  /** A file that the system asked this app to open. It is handed over once. */
  'app.opened': method(z.strictObject({ id: Id }), z.strictObject({ fileName: z.string(), base64: z.base64() }), {
    from: ['direct', 'window'],
  }),
  /**
   * Ends long work at once. A diagnosis of a site, a watch and a renewal of many answer with what was done until then,
   * everything else with app/cancelled and nothing changed. `false`: no work of that id is going on.
   */
  'app.cancel': method(z.strictObject({ runId: Id }), z.strictObject({ cancelled: z.boolean() })),
  /**
   * A new address of the interface that lets one browser in, once. Only where the interface is in a browser, and not for a
   * browser: whoever has stolen a session must not make it last by another one.
   */
  'app.entrance': method(
    z.strictObject({
      /** Ends every session that there is. */
      endSessions: z._default(z.boolean(), false),
    }),
    z.strictObject({ url: z.url() }),
    { from: ['direct', 'local'] },
  ),
} as const
