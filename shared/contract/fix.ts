import { z } from 'zod'
import { Id } from './common.ts'
import { UpstreamConnections, UpstreamHeaders } from './upstream-settings.ts'

/** The switches that mend what a device answers, with what they are set to. */
const SiteSwitch = z.discriminatedUnion('setting', [
  z.strictObject({ setting: z.literal('upstreamHeaders'), value: UpstreamHeaders }),
  z.strictObject({ setting: z.literal('upstreamHost'), value: z.string() }),
  z.strictObject({ setting: z.literal('upstreamConnections'), value: UpstreamConnections }),
  /** Seconds. */
  z.strictObject({ setting: z.literal('firstByteTimeout'), value: z.int() }),
  z.strictObject({ setting: z.literal('upgrades'), value: z.array(z.string()) }),
])

export type SiteSwitch = z.infer<typeof SiteSwitch>

/**
 * What the app can do itself about what the diagnosis found: the button beside the sentence. Closed, so that every
 * window handles each; what is not here can only be done by a person.
 */
export const FixAction = z.discriminatedUnion('kind', [
  /** Opens a site that is stopped. */
  z.strictObject({ kind: z.literal('start-site'), siteId: Id, siteName: z.string() }),
  /** Leads to the site: its upstream, names or port are wrong, and only its owner knows the right ones. */
  z.strictObject({ kind: z.literal('edit-site'), siteId: Id, siteName: z.string() }),
  /** Leads to the certificate that the device behind shows, so that its owner can compare and accept it. */
  z.strictObject({ kind: z.literal('trust-upstream'), siteId: Id, siteName: z.string() }),
  /** Runs the diagnosis of a site. */
  z.strictObject({ kind: z.literal('diagnose-site'), siteId: Id, siteName: z.string() }),
  /** Lets a site trust one more authority of this app: the intermediate, or the one that issued the certificate. */
  z.strictObject({
    kind: z.literal('trust-authority'),
    siteId: Id,
    siteName: z.string(),
    authorityId: Id,
    authorityName: z.string(),
  }),
  /** Sets one switch of how a site speaks to its device (contract/upstream-settings.ts). */
  z.strictObject({ kind: z.literal('set-site'), siteId: Id, siteName: z.string(), change: SiteSwitch }),
  z.strictObject({ kind: z.literal('renew-device'), deviceId: Id, deviceName: z.string() }),
  /** Writes the device's file again, in the form that older phones read. */
  z.strictObject({ kind: z.literal('export-compatible'), deviceId: Id, deviceName: z.string() }),
  /** A certificate with its intermediates in order, as servers and devices want it. Certificates only. */
  z.strictObject({ kind: z.literal('save-chain'), fileName: z.string(), pem: z.string() }),
])
export type FixAction = z.infer<typeof FixAction>
