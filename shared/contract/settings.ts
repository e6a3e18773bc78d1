import { z } from 'zod'
import { languageChoices } from '../language.ts'
import { Problem } from './common.ts'
import { LinkAddress } from './handoff.ts'
import { LogAddresses } from './log.ts'
import { method } from './method.ts'

/** How much of the activity is kept; the oldest lines go first. */
export const Retention = z.strictObject({
  /** Days; null: as long as there is room. */
  days: z.nullable(z.int().min(1).max(3650)),
  lines: z.int().min(1000).max(500_000),
})
export type Retention = z.infer<typeof Retention>

const metricsFields = {
  /** On the loopback address, at `/metrics`; null: off. */
  port: z.nullable(z.int().min(1024).max(65_535)),
  /** Whether devices are named; else they are only counted. */
  deviceNames: z.boolean(),
}

/** Figures for a monitoring system, in the text format of Prometheus. */
export const Metrics = z.strictObject({
  ...metricsFields,
  /** Why the port could not be opened at the start; else null. */
  problem: z.nullable(Problem),
})
export type Metrics = z.infer<typeof Metrics>

/** What the owner can set about the program on this computer. */
export const Settings = z.strictObject({
  /** Whether the app opens when its user logs in; null where this shell cannot be asked to. */
  openAtLogin: z.nullable(z.boolean()),
  /** Whether the program may interrupt: expiring certificates, refused devices, sites that do not run. */
  notifications: z.boolean(),
  /** Of every window, of menus and notifications; `auto`: each as its system. */
  language: z.enum(languageChoices),
  /** Address of this computer at which one-time links are offered; null for the likeliest one. */
  handoffAddress: z.nullable(LinkAddress),
  activity: Retention,
  metrics: Metrics,
  /** How the program log writes addresses of visitors. */
  logAddresses: LogAddresses,
})
export type Settings = z.infer<typeof Settings>

export const settings = {
  'settings.show': method(z.strictObject({}), Settings),
  /** Only what is given is changed; either all of it or nothing. */
  'settings.set': method(
    z.strictObject({
      openAtLogin: z.optional(z.boolean()),
      notifications: z.optional(z.boolean()),
      language: z.optional(z.enum(languageChoices)),
      handoffAddress: z.optional(z.nullable(LinkAddress)),
      activity: z.optional(Retention),
      metrics: z.optional(z.strictObject(metricsFields)),
      logAddresses: z.optional(LogAddresses),
    }),
    Settings,
  ),
} as const
