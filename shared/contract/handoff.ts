import { z } from 'zod'
import { Fingerprint, Id, Instant, Message, Serial } from './common.ts'
import { Platform } from './device.ts'
import { ExportChoices } from './export.ts'
import { method } from './method.ts'

/** IPv4 or IPv6, without brackets or zone. */
export const LinkAddress = z.string().min(2).max(45)

/** An address of this computer, at which a link can be offered. */
export const LocalAddress = z.strictObject({
  address: LinkAddress,
  /** Name of the network interface: `wlan0`, `Ethernet`. */
  interface: z.string(),
  /** Guessed from the name of the interface. */
  kind: z.enum(['wireless', 'cable', 'virtual', 'this-computer', 'other']),
})
export type LocalAddress = z.infer<typeof LocalAddress>

/** How far a link is. Never its address: that is a secret. */
export const Handoff = z.strictObject({
  id: Id,
  deviceId: Id,
  deviceName: z.string(),
  /** Of the certificate that is handed over. */
  serial: Serial,
  /** `taken`: the certificate is on its way, the link gives it to nobody else. */
  state: z.enum(['waiting', 'opened', 'taken', 'expired', 'stopped']),
  /** False when nothing listens any more. */
  open: z.boolean(),
  startedAt: Instant,
  expiresAt: Instant,
  openedAt: z.nullable(Instant),
  /** Whose address opened the page last. */
  visitor: z.nullable(z.string()),
  /** What the visitor’s browser looks like. */
  visitorPlatform: z.nullable(Platform),
  /** The certificate of the authority was fetched, alone or in a profile. */
  authorityTakenAt: z.nullable(Instant),
  takenAt: z.nullable(Instant),
})
export type Handoff = z.infer<typeof Handoff>

/** A link as only its maker sees it. */
export const StartedHandoff = z.strictObject({
  ...Handoff.shape,
  /** With the token: for the QR code, for nothing else. */
  url: z.string(),
  /** Only when it was generated, only this once. It is never in the link or on its page. */
  password: z.optional(z.string()),
  profile: z.enum(['compatible', 'modern']),
  reason: z.nullable(Message),
  warnings: z.array(Message),
  /** Of the authority, to compare with what the device shows; null where the device need not trust it. */
  authorityFingerprint: z.nullable(Fingerprint),
})
export type StartedHandoff = z.infer<typeof StartedHandoff>

/** A USB stick or memory card that is plugged in now. Sizes in bytes. */
export const Drive = z.strictObject({
  id: Id,
  /** Folder of its files. */
  place: z.string(),
  name: z.string(),
  /** `FAT`, `exFAT`, …; null when the system does not say. */
  fileSystem: z.nullable(z.string()),
  free: z.number(),
  total: z.number(),
  writable: z.boolean(),
})
export type Drive = z.infer<typeof Drive>

/** What was written to a drive: safe to pull out when the call answers. */
export const WrittenHandoff = z.strictObject({
  drive: Id,
  place: z.string(),
  /** Names of the files, in the order in which they are used. With a number where a name was somebody else's. */
  files: z.array(z.string()),
  serial: Serial,
  /** Only when it was generated, only this once. It is not on the drive. */
  password: z.optional(z.string()),
  profile: z.enum(['compatible', 'modern']),
  reason: z.nullable(Message),
  warnings: z.array(Message),
})
export type WrittenHandoff = z.infer<typeof WrittenHandoff>

export const handoff = {
  'handoff.ways': method(z.strictObject({}), z.strictObject({ addresses: z.array(LocalAddress) })),
  /** Offers the files at one address of this computer. An earlier link of the same device is closed. */
  'handoff.start': method(
    z.strictObject({
      ...ExportChoices.shape,
      address: LinkAddress,
      /** 0: any free port. */
      port: z._default(z.int().min(0).max(65_535), 0),
    }),
    StartedHandoff,
  ),
  /** Open links, and the last closed one of each device; `url` only while it is open and the authority unlocked. */
  'handoff.status': method(
    z.strictObject({}),
    z.array(z.strictObject({ ...Handoff.shape, url: z.nullable(z.string()) })),
  ),
  'handoff.stop': method(z.strictObject({ id: Id }), Handoff),
  'handoff.drives': method(z.strictObject({}), z.array(Drive)),
  /** Writes the certificates of device and authority to a drive: two files, or an Apple profile that has both. */
  'handoff.write': method(
    z.strictObject({
      ...ExportChoices.shape,
      /** Id of a drive that is plugged in. */
      drive: Id,
      format: z._default(z.enum(['pfx', 'mobileconfig']), 'pfx'),
    }),
    WrittenHandoff,
  ),
} as const
