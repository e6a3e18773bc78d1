import { z } from 'zod'
import { LinkAddress } from './handoff.ts'
import { method } from './method.ts'

/** What the owner can set about the program on this computer. */
export const Settings = z.strictObject({
  /** Whether the app opens when its user logs in; null where this shell cannot be asked to. */
  openAtLogin: z.nullable(z.boolean()),
  /** Whether the program may interrupt: expiring certificates, refused devices, sites that do not run. */
  notifications: z.boolean(),
  /** Address of this computer at which one-time links are offered; null for the likeliest one. */
  handoffAddress: z.nullable(LinkAddress),
})
export type Settings = z.infer<typeof Settings>

export const settings = {
  'settings.show': method(z.strictObject({}), Settings),
  /** Only what is given is changed; either all of it or nothing. */
  'settings.set': method(
    z.strictObject({
      openAtLogin: z.optional(z.boolean()),
      notifications: z.optional(z.boolean()),
      handoffAddress: z.optional(z.nullable(LinkAddress)),
    }),
    Settings,
  ),
} as const
