import { AppError } from '../../../shared/errors/index.ts'
import { issueDevice } from '../../pki/x509/issue.ts'
import { generateKeyPair } from '../../pki/x509/keys.ts'
import { newId, type Context } from '../app/context.ts'
import { signerOf, usualAuthority, viewAuthority } from '../authority/select.ts'
import type { Engine } from '../engine.ts'
import type { AuthorityRow } from '../store/authorities.ts'
import type { DeviceRow } from '../store/devices.ts'
import { issuedRow } from './issued-row.ts'
import { keyTypeFor } from './renew.ts'
import { rereadDevice, selectDevice } from './select.ts'
import { viewDevice } from './view.ts'

type Methods = Pick<Engine['methods'], 'device.reissue'>

const DAY = 86_400_000

/** A device that was locked out for good comes back: the same name and groups, another key, another certificate. */
export function createReissueMethods(context: Context): Methods {
  const { store, vault } = context

  /** @throws AppError "device/not-found", "device/reissue-not-revoked" */
  const revokedDevice = (id: string): DeviceRow => {
    const row = rereadDevice(context, id)
    // A hold is released, and what is good is renewed: only what was revoked for good is left behind.
    const forGood = row.revoked_at !== null && row.revocation_reason !== 'hold'
    if (!forGood) throw new AppError('device/reissue-not-revoked', { name: row.name })
    return row
  }

  /** The one that issued before while it can, else the usual one. */
  const signerFor = (row: DeviceRow): AuthorityRow => {
    const before = store.authorities.find(row.authority_id)
    const now = context.now()
    return before?.kind === 'own' && before.not_before <= now && now < before.not_after
      ? before
      : usualAuthority(context)
  }

  return {
    'device.reissue': async ({ device, days, passphrase }) => {
      const row = revokedDevice(selectDevice(context, device).id)
      const { id } = row
      const open = await vault.open(passphrase)
      // Always a new key: the old one may be the reason of the revocation.
      const pair = await generateKeyPair(keyTypeFor(row))
      const authority = await context.signing.run(async () => {
        const before = revokedDevice(id)
        const signing = signerFor(before)
        const now = context.now()
        const der = await issueDevice({
          signer: signerOf(context, signing, open),
          commonName: before.name,
          publicKey: pair.spki,
          days: days ?? Math.max(1, Math.round((before.not_after - before.not_before) / DAY)),
          now: new Date(now),
        })
        const certificateId = newId()
        store.sql.transaction(() => {
          // Removed, or given a new certificate by another window, meanwhile.
          const current = revokedDevice(id)
          if (current.certificate_id !== before.certificate_id) {
            throw new AppError('app/changed-meanwhile', { name: current.name })
          }
          store.devices.insertCertificate(
            issuedRow(der, { id: certificateId, authorityId: signing.id, deviceId: id, hasKey: true, now }),
          )
          open.put('device-key', certificateId, pair.pkcs8)
          store.devices.update(id, (facts) => ({
            ...facts,
            certificate_id: certificateId,
            previous_id: null,
            // It was locked out for good: that it may manage is said anew.
            may_manage: 0,
          }))
        })
        return signing
      })
      pair.pkcs8.fill(0)
      // What was revoked stays revoked: only the new certificate is let in.
      await context.enforcer.sync().catch(() => undefined)
      const view = viewDevice(rereadDevice(context, id), context.now())
      context.emit('device.changed', view)
      context.emit('authority.changed', viewAuthority(context, authority))
      return view
    },
  }
}
