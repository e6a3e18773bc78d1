import type { Output } from '../../../shared/contract/index.ts'
import type { Device } from '../../../shared/contract/device.ts'
import { AppError } from '../../../shared/errors/index.ts'
import { newId, type Context } from '../app/context.ts'
import { describeCertificate } from '../../pki/x509/describe.ts'
import { issueDevice } from '../../pki/x509/issue.ts'
import { generateKeyPair, type KeyPair } from '../../pki/x509/keys.ts'
import { renewCertificate } from '../../pki/x509/renew.ts'
import { revokeCertificates } from '../authority/revocation.ts'
import { selectSigningAuthority, signerOf, viewAuthority } from '../authority/select.ts'
import type { Engine } from '../engine.ts'
import { DeviceKeyType } from '../../../shared/contract/common.ts'
import type { DeviceRow, RevocableRow } from '../store/devices.ts'
import type { OpenVault } from '../store/vault.ts'
import { issuedRow } from './issued-row.ts'
import { rereadDevice, selectDevice } from './select.ts'
import { viewDevice } from './view.ts'

type Methods = Pick<Engine['methods'], 'device.renew' | 'device.renewMany'>

const DAY = 86_400_000

interface Wanted {
  readonly newKey: boolean
  /** Validity in days; null for as long as the one before. */
  readonly days: number | null
}

/** A longer life for a device's certificate, without locking the device out in between. */
export function createRenewMethods(context: Context): Methods {
  const { store, vault } = context

  /** @throws AppError "device/not-found", "device/renew-revoked", "device/renew-new-key" */
  const renewable = (id: string, { newKey }: Wanted): DeviceRow => {
    const row = rereadDevice(context, id)
    if (row.revoked_at !== null) throw new AppError('device/renew-revoked', { name: row.name })
    if (newKey && row.has_key === 0) throw new AppError('device/renew-new-key', { name: row.name })
    return row
  }

  /** Signs the next certificate of a device as it is now, and stores it. Only inside `context.signing`. */
  const issueNext = async (id: string, wanted: Wanted, pair: KeyPair | null, open: OpenVault): Promise<void> => {
    // The key took its time: the device may have been revoked, renewed or removed meanwhile.
    const row = renewable(id, wanted)
    const authority = selectSigningAuthority(context, row.authority_id)
    const now = context.now()
    const days = wanted.days ?? Math.max(1, Math.round((row.not_after - row.not_before) / DAY))
    const signer = signerOf(context, authority, open)
    const old = store.devices.der(row.certificate_id)
    const der = pair
      ? await issueDevice({
          signer,
          commonName: describeCertificate(old).commonName,
          publicKey: pair.spki,
          days,
          now: new Date(now),
        })
      : await renewCertificate({ signer, certificate: old, days, now: new Date(now) })
    const certificateId = newId()
    store.sql.transaction(() => {
      const current = renewable(id, wanted)
      if (current.certificate_id !== row.certificate_id) throw new AppError('app/changed-meanwhile', { name: row.name })
      const pkcs8 = pair?.pkcs8 ?? (row.has_key === 1 ? open.get('device-key', row.certificate_id) : null)
      const authorityId = selectSigningAuthority(context, row.authority_id).id
      store.devices.insertCertificate(
        issuedRow(der, { id: certificateId, authorityId, deviceId: id, hasKey: pkcs8 !== null, now }),
      )
      if (pkcs8) open.put('device-key', certificateId, pkcs8)
      pkcs8?.fill(0)
      store.devices.update(id, (device) => ({
        ...device,
        certificate_id: certificateId,
        previous_id: stillGood(device, now),
      }))
    })
  }

  const renew = async (id: string, wanted: Wanted, open: OpenVault): Promise<Device> => {
    // Outside the queue: a key takes seconds, and nobody who revokes waits for it.
    const pair = wanted.newKey ? await generateKeyPair(keyTypeFor(renewable(id, wanted))) : null
    await context.signing.run(() => issueNext(id, wanted, pair, open))
    pair?.pkcs8.fill(0)
    const view = viewDevice(rereadDevice(context, id), context.now())
    context.emit('device.changed', view)
    return view
  }

  return {
    'device.renew': async ({ device, newKey, days, passphrase }) => {
      const row = selectDevice(context, device)
      const wanted = { newKey, days: days ?? null }
      renewable(row.id, wanted)
      const view = await renew(row.id, wanted, await vault.open(passphrase))
      // What is not known at the gate is held. One that refuses the policy says so with the site.
      await context.enforcer.sync().catch(() => undefined)
      context.emit('authority.changed', viewAuthority(context, selectSigningAuthority(context, row.authority_id)))
      return view
    },

    'device.renewMany': async ({ devices, expiring, newKey, days, passphrase, runId }) => {
      const before = expiring === undefined ? null : context.now() + expiring * DAY
      if (devices === undefined && before === null) throw new AppError('device/renew-nothing')
      // One that was removed meanwhile, by another window perhaps, is told; the others are renewed.
      const gone = devices?.filter((id) => store.devices.find(id) === undefined) ?? []
      const named = devices?.flatMap((id) => store.devices.find(id) ?? [])
      const all = named ?? store.devices.list(before === null ? {} : { expiresBefore: before })
      // Who was renewed and waits to be seen, or is locked out, is not renewed again by a date alone.
      const rows = named ? all : all.filter((row) => row.revoked_at === null)
      const open = await vault.open(passphrase)
      const renewed: Device[] = []
      const failed: Output<'device.renewMany'>['failed'] = gone.map((id) => ({
        id,
        name: id,
        ...new AppError('device/not-found', { name: id }).toProblem(),
      }))
      let tried = 0
      await context.runs.run(runId, async ({ signal, progress }) => {
        for (const row of rows) {
          if (signal.aborted) return
          try {
            renewed.push(await renew(row.id, { newKey, days: days ?? null }, open))
          } catch (error) {
            if (!(error instanceof AppError)) throw error
            failed.push({ id: row.id, name: row.name, ...error.toProblem() })
          }
          tried += 1
          progress(tried, rows.length)
        }
      })
      await context.enforcer.sync().catch(() => undefined)
      for (const id of new Set(rows.map((row) => row.authority_id))) {
        const authority = store.authorities.find(id)
        if (authority) context.emit('authority.changed', viewAuthority(context, authority))
      }
      return { renewed, failed, left: rows.length - tried }
    },
  }
}

/** The kind of key it had, where that is one that is made here. */
export function keyTypeFor(row: DeviceRow): DeviceKeyType {
  const parsed = DeviceKeyType.safeParse(row.key_type)
  return parsed.success ? parsed.data : 'rsa2048'
}

/**
 * The certificate that stays good beside the new one. When it was renewed before and the renewal never arrived, the
 * device still holds the older one: that goes on, and what nobody ever received is revoked in its place.
 */
function stillGood(row: DeviceRow, now: number): string | null {
  if (row.first_seen === null && row.previous_id !== null && (row.previous_not_after ?? 0) > now) return row.previous_id
  return row.not_after > now ? row.certificate_id : null
}

/**
 * A renewed certificate was seen for the first time: what the device had before is revoked as superseded. Called after
 * the activity was stored; a list that cannot be signed while the vault is locked waits, the revocation does not.
 */
export async function supersedeBefore(context: Context, certificateId: string): Promise<void> {
  const { devices } = context.store
  const device = devices.renewedWith(certificateId)
  if (!device) return
  const superseded = (): RevocableRow[] => {
    // Renewed once more meanwhile: then that certificate is the one that has to be seen.
    const row = devices.renewedWith(certificateId)
    return row === undefined
      ? []
      : devices
          .certificates(row.id)
          .filter((one) => one.id !== certificateId && one.revoked_at === null && one.not_after > context.now())
  }
  await revokeCertificates(context, superseded, 'superseded', () => {
    const row = devices.renewedWith(certificateId)
    if (row) devices.update(row.id, (current) => ({ ...current, previous_id: null }))
  })
  const row = devices.find(device.id)
  if (row) context.emit('device.changed', viewDevice(row, context.now()))
}
