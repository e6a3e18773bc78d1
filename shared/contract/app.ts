import { z } from 'zod'
import { Instant } from './common.ts'
import { method } from './method.ts'

export const AppStatus = z.strictObject({
  version: z.string(),
  shell: z.enum(['desktop', 'headless', 'cli']),
  dataFolder: z.string(),
  /** True until the first authority exists. */
  empty: z.boolean(),
  locked: z.boolean(),
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
    suggestedAuthorityName: z.string(),
  }),
  versions: z.strictObject({ node: z.string(), tls: z.string(), sqlite: z.string() }),
})
export type AppStatus = z.infer<typeof AppStatus>

export const app = {
  'app.status': method(z.strictObject({}), AppStatus),
} as const
