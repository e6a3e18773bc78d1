import { createHash, randomBytes } from 'node:crypto'
import type { Store } from '../../electron/engine/store/index.ts'

/** Puts devices of one authority straight into the store: issuing so many would take longer than what is measured. */
export function fillWithDevices(store: Store, authorityId: string, count: number): void {
  store.sql.transaction(() => {
    for (let n = 0; n < count; n += 1) {
      const id = `device-${n}`
      const serial = randomBytes(16).toString('hex').toUpperCase().replace(/^0+/, '')
      const certificate = {
        id: `certificate-${n}`,
        authority_id: authorityId,
        device_id: id,
        purpose: 'client' as const,
        serial,
        fingerprint: createHash('sha256').update(serial).digest('hex').toUpperCase(),
        subject: `CN=Device ${n}`,
        key_type: 'rsa2048',
        has_key: 0,
        not_before: 0,
        not_after: Date.now() + n * 1e6,
        issued_at: Date.now(),
        der: randomBytes(900),
      }
      store.devices.insertDevice(
        { id, name: `Device ${n} of Alice`, platform: 'android', groups: ['family'], createdAt: Date.now() },
        certificate,
      )
    }
  })
}
