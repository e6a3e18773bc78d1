import { z } from 'zod'
import { devicePlatforms } from '../platforms/pkcs12.ts'
import {
  DeviceKeyType,
  Fingerprint,
  Id,
  Instant,
  Name,
  Passphrase,
  Pem,
  Problem,
  RevocationReason,
  RunId,
  Serial,
} from './common.ts'
import { method } from './method.ts'
import { must } from './field.ts'

export const Platform = z.enum(devicePlatforms)
export type Platform = z.infer<typeof Platform>

/** `waiting`: issued, but never seen in a verified handshake. */
export const DeviceStatus = z.enum(['waiting', 'active', 'expiring', 'expired', 'revoked'])
export type DeviceStatus = z.infer<typeof DeviceStatus>

/** One certificate in the history of a device. */
export const DeviceCertificate = z.strictObject({
  id: Id,
  serial: Serial,
  fingerprint: Fingerprint,
  subject: z.string(),
  authorityId: Id,
  keyType: z.string(),
  /** False when the key stayed on the device (issued from a CSR). */
  hasKey: z.boolean(),
  notBefore: Instant,
  notAfter: Instant,
  issuedAt: Instant,
  firstSeen: z.nullable(Instant),
  lastSeen: z.nullable(Instant),
  revokedAt: z.nullable(Instant),
  revocationReason: z.nullable(RevocationReason),
})
export type DeviceCertificate = z.infer<typeof DeviceCertificate>

export const Device = z.strictObject({
  id: Id,
  name: z.string(),
  platform: Platform,
  groups: z.array(z.string()),
  status: DeviceStatus,
  /** Whether its certificate opens the interface of Vestibule itself, where that stands behind the gate. */
  mayManage: z.boolean(),
  /** Revoked for the time being: `device.release` lets it in again. */
  onHold: z.boolean(),
  createdAt: Instant,
  /** Of the current (newest) certificate. */
  serial: Serial,
  fingerprint: Fingerprint,
  notBefore: Instant,
  notAfter: Instant,
  keyType: z.string(),
  hasKey: z.boolean(),
  authorityId: Id,
  lastSeen: z.nullable(Instant),
  /** Id of the site where it was last seen. */
  lastSite: z.nullable(Id),
  /**
   * After a renewal: the certificate before it, while that one is still good. It is revoked as superseded when the new
   * one is first seen.
   */
  previous: z.nullable(z.strictObject({ serial: Serial, notAfter: Instant, lastSeen: z.nullable(Instant) })),
})
export type Device = z.infer<typeof Device>

export const DeviceDetail = z.strictObject({ ...Device.shape, certificates: z.array(DeviceCertificate) })
export type DeviceDetail = z.infer<typeof DeviceDetail>

export const AddDevice = z.strictObject({
  name: Name,
  platform: z._default(Platform, 'iphone'),
  key: z._default(DeviceKeyType, 'rsa2048'),
  /** Validity in days. */
  days: z._default(z.int().min(1).max(3650), 365),
  groups: z._default(z.array(Name).max(32), []),
  /** PEM of a PKCS#10 request made on the device; then no key is made here. */
  csr: z.optional(Pem),
  authority: z.optional(z.string().min(1).max(200)),
  passphrase: z.optional(Passphrase),
})

/** What a certificate request asks for; only its key is taken. */
export const RequestView = z.strictObject({
  subject: z.string(),
  commonName: z.nullable(z.string()),
  keyType: z.string(),
  /** Extensions that were asked for and are not granted. */
  requested: z.array(z.strictObject({ oid: z.string(), name: z.string(), critical: z.boolean() })),
  /** DNS names and addresses that were asked for. */
  names: z.array(z.string()),
})
export type RequestView = z.infer<typeof RequestView>

const RenewFields = {
  /** A new key instead of signing the same one again. Impossible where the key never was here. */
  newKey: z._default(z.boolean(), false),
  /** Validity in days; default: as long as the one before. */
  days: z.optional(z.int().min(1).max(3650)),
  passphrase: z.optional(Passphrase),
}

/** What could not be done of many. */
const Failures = z.array(z.strictObject({ id: Id, name: z.string(), ...Problem.shape }))

/** Hexadecimal as people copy it: with colons, spaces, in small letters, with zeros in front. */
const hex = (text: string): string => text.replace(/[\s:]/g, '').toUpperCase()
const SerialInput = z
  .string()
  .max(200)
  .transform((text) =>
    hex(text)
      .replace(/^0X/, '')
      .replace(/^0+(?=.)/, ''),
  )
  .pipe(z.string().regex(/^-?[0-9A-F]{1,40}$/, must('serial')))
const FingerprintInput = z
  .string()
  .max(200)
  .transform(hex)
  .pipe(z.string().regex(/^[0-9A-F]{64}$/, must('fingerprint')))

/** A device by id, unique name, serial or fingerprint. */
const Selector = z.string().min(1).max(200)

export const device = {
  'device.add': method(AddDevice, Device),
  /** Name, platform and groups are the app's own: the certificate stays as it is. */
  'device.set': method(
    z.strictObject({
      device: Selector,
      name: z.optional(Name),
      platform: z.optional(Platform),
      groups: z.optional(z.array(Name).max(32)),
      /** Taken away, its open sessions end before the call returns. No device may say it of another. */
      mayManage: z.optional(z.boolean()),
    }),
    Device,
  ),
  /** Reads and checks a certificate request (PEM, or DER as base64) without using it. */
  'device.readRequest': method(z.strictObject({ csr: Pem }), RequestView),
  /** The old certificate stays good until the new one is seen. */
  'device.renew': method(z.strictObject({ device: Selector, ...RenewFields }), Device),
  /** A new key and certificate for a device that was revoked for good; what was revoked stays revoked. */
  'device.reissue': method(
    z.strictObject({
      device: Selector,
      /** Validity in days; default: as long as the one before. */
      days: z.optional(z.int().min(1).max(3650)),
      passphrase: z.optional(Passphrase),
    }),
    Device,
  ),
  /** Those named, or all that end within so many days. */
  'device.renewMany': method(
    z.strictObject({
      devices: z.optional(z.array(Id).min(1).max(20_000)),
      expiring: z.optional(z.int().min(0).max(36_500)),
      ...RenewFields,
      runId: RunId,
    }),
    /** `left`: how many were not tried because it was cancelled. */
    z.strictObject({ renewed: z.array(Device), failed: Failures, left: z.int() }),
  ),
  'device.list': method(
    z.strictObject({
      search: z.optional(z.string().max(200)),
      status: z.optional(z.array(DeviceStatus)),
      /** Only those whose certificate ends within so many days or has ended, and is not revoked. */
      expiring: z.optional(z.int().min(0).max(36_500)),
    }),
    z.array(Device),
  ),
  'device.show': method(z.strictObject({ device: Selector }), DeviceDetail),
  'device.remove': method(z.strictObject({ device: Selector }), z.strictObject({ id: Id })),
  /** In force at every gate when the call returns. */
  'device.revoke': method(
    z.strictObject({ device: Selector, reason: z._default(RevocationReason, 'unspecified') }),
    Device,
  ),
  /** All at once, with one list; those that are revoked already are left as they are. */
  'device.revokeMany': method(
    z.strictObject({
      devices: z.array(Id).min(1).max(20_000),
      reason: z._default(RevocationReason, 'unspecified'),
    }),
    z.strictObject({ revoked: z.array(Device) }),
  ),
  /**
   * Refuses one certificate, known here or not: by serial number (and authority, where there are several), by fingerprint,
   * or by the certificate itself (PEM, or DER as base64). In force at every gate when the call returns.
   */
  'device.revokeCertificate': method(
    z.strictObject({
      serial: z.optional(SerialInput),
      fingerprint: z.optional(FingerprintInput),
      certificate: z.optional(Pem),
      authority: z.optional(z.string().min(1).max(200)),
      reason: z._default(RevocationReason, 'unspecified'),
    }),
    z.strictObject({
      /** Null: refused by its fingerprint alone, since nothing else is known of it. */
      serial: z.nullable(Serial),
      fingerprint: z.nullable(Fingerprint),
      /** Name of the authority. */
      authority: z.nullable(z.string()),
      /** The device that it belongs to, when it is known here. */
      device: z.nullable(Device),
    }),
  ),
  /**
   * Lets a certificate in that is held, because it is of an own authority and not known here: it becomes a device. Needs
   * the vault: it opens a door.
   */
  'device.admit': method(
    z.strictObject({
      fingerprint: FingerprintInput,
      /** Default: its common name. */
      name: z.optional(Name),
      platform: z.optional(Platform),
      passphrase: z.optional(Passphrase),
    }),
    Device,
  ),
  /** Takes back a hold (certificateHold), the only revocation that can be. Needs the vault: it opens a door. */
  'device.release': method(z.strictObject({ device: Selector, passphrase: z.optional(Passphrase) }), Device),
} as const
