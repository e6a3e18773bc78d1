import { z } from 'zod'
import { devicePlatforms } from '../platforms/pkcs12.ts'
import { DeviceKeyType, Fingerprint, Id, Instant, Name, Passphrase, Pem, RevocationReason, Serial } from './common.ts'
import { method } from './method.ts'

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

/** A device by id, unique name, serial or fingerprint. */
const Selector = z.string().min(1).max(200)

export const device = {
  'device.add': method(AddDevice, Device),
  'device.list': method(
    z.strictObject({
      search: z.optional(z.string().max(200)),
      status: z.optional(z.array(DeviceStatus)),
      /** Only those whose certificate ends within so many days. */
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
} as const
