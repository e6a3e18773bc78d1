import { Name } from '../../../shared/contract/common.ts'
import { AppError } from '../../../shared/errors/index.ts'
import type { HeldCertificate } from '../../gate/protocol.ts'
import { DerError } from '../../pki/asn1/der-reader.ts'
import { readCertificate } from '../../pki/x509/certificate.ts'
import { describeCertificate } from '../../pki/x509/describe.ts'
import { newId, type Context } from '../app/context.ts'
import { revokeCertificates } from '../authority/revocation.ts'
import { viewAuthority } from '../authority/select.ts'
import type { Engine } from '../engine.ts'
import { guessPlatform } from './guess-platform.ts'
import { fingerprintOf, issuerAmong } from './revoke-certificate.ts'
import { rereadDevice } from './select.ts'
import { viewDevice } from './view.ts'

type Methods = Pick<Engine['methods'], 'device.admit'>

/** Certificates of an own authority that are not known here, because a state from before them was restored. */
export function createAdmitMethods(context: Context): Methods {
  const { store, vault } = context
  return {
    'device.admit': async ({ fingerprint, name, platform, passphrase }) => {
      const wanted = (): Uint8Array => {
        const held = store.held.find(fingerprint)
        if (!held) throw new AppError('device/not-held')
        return held.der
      }
      const about = describeCertificate(wanted())
      const chosen = Name.safeParse(name ?? about.commonName)
      const called = chosen.success ? chosen.data : `Certificate ${about.serial.slice(-8)}`
      await vault.open(passphrase)
      const id = newId()
      const certificateId = newId()
      const now = context.now()
      const authorityId = store.sql.transaction(() => {
        const der = wanted()
        const { authority_id } = store.held.find(fingerprint) ?? { authority_id: '' }
        store.devices.insertDevice(
          { id, name: called, platform: platform ?? guessPlatform(called), groups: [], createdAt: now },
          {
            id: certificateId,
            authority_id,
            device_id: id,
            purpose: 'client',
            serial: about.serial,
            fingerprint,
            subject: about.subject,
            key_type: about.keyType,
            has_key: 0,
            not_before: about.notBefore.getTime(),
            not_after: about.notAfter.getTime(),
            issued_at: Math.min(now, about.notBefore.getTime()),
            der,
          },
        )
        store.held.remove(fingerprint)
        return authority_id
      })
      await context.enforcer.sync()
      const view = viewDevice(rereadDevice(context, id), now)
      context.emit('device.changed', view)
      const authority = store.authorities.find(authorityId)
      if (authority) context.emit('authority.changed', viewAuthority(context, authority))
      context.emit('inbox.changed', { asked: null })
      return view
    },
  }
}

/**
 * Takes a certificate that the gate has refused because it is not known here. What comes from the gate is looked at as
 * strictly as if it came from a stranger. @returns whether it waits for the owner now
 */
export function keepHeld(context: Context, said: HeldCertificate): boolean {
  const { store } = context
  const der = Buffer.from(said.der, 'base64')
  let serial: string
  let authorityId: string
  try {
    const certificate = readCertificate(der)
    const authority = issuerAmong(
      store.authorities.list().filter((row) => row.kind === 'own'),
      der,
      certificate,
    )
    if (!authority) return false
    serial = certificate.serial
    authorityId = authority.id
  } catch (error) {
    if (!(error instanceof DerError)) throw error
    return false
  }
  const fingerprint = fingerprintOf(der)
  const refused = store.authorities.refused().find((row) => row.fingerprint === fingerprint)
  if (refused) {
    // Now its serial is known: it goes into the list, and needs no entry of its own any more.
    const issued = [{ authority_id: authorityId, serial }]
    void revokeCertificates(
      context,
      () => issued,
      refused.reason,
      () => {
        store.authorities.forgetRefused(fingerprint)
      },
    ).catch(() => undefined)
    return false
  }
  if (store.devices.byFingerprint(fingerprint)) return false
  store.held.cameBy({
    fingerprint,
    authority_id: authorityId,
    site_id: said.siteId,
    address: said.address,
    last_at: said.at,
    der,
  })
  return true
}
