import { ServerKeyType } from '../../../shared/contract/server.ts'
import { AppError } from '../../../shared/errors/index.ts'
import { message } from '../../../shared/messages/message.ts'
import { generateKeyPair } from '../../pki/x509/keys.ts'
import { readCertificate } from '../../pki/x509/certificate.ts'
import { newId, type Context } from '../app/context.ts'
import { selectAuthority, selectSigningAuthority, viewAuthority } from '../authority/select.ts'
import type { Engine } from '../engine.ts'
import { hostsOf, type ServerRow } from '../store/servers.ts'
import { issueForServer } from './issue.ts'
import { rereadServer, selectServer } from './select.ts'
import { viewServer } from './view.ts'

const DAY = 86_400_000

/** The next certificate of a server: with the same key, a new one, or one that was made on the machine. */
export function createRenewMethods(context: Context): Pick<Engine['methods'], 'server.renew'> {
  const { store, vault } = context

  /** @throws AppError "server/not-found", "server/renew-revoked", "server/renew-new-key" */
  const renewable = (which: Pick<ServerRow, 'id' | 'name'>, newKey: boolean): ServerRow => {
    const row = rereadServer(context, which)
    if (row.revoked_at !== null) throw new AppError('server/renew-revoked', { name: row.name })
    if (newKey && row.has_key === 0) throw new AppError('server/renew-new-key', { name: row.name })
    return row
  }

  return {
    'server.renew': async ({ server, newKey, csr, days, passphrase }) => {
      if (newKey && csr !== undefined) {
        throw new AppError('app/invalid-input', { field: 'csr', problem: message('parts.field.oneWay') })
      }
      const selected = renewable(selectServer(context, server), newKey)
      const request = csr === undefined ? null : await context.untrusted.read('request', csr)
      const open = await vault.open(passphrase)
      const type = ServerKeyType.safeParse(selected.key_type)
      const pair = newKey ? await generateKeyPair(type.success ? type.data : 'p256') : null
      try {
        await context.signing.run(async () => {
          // Key and passphrase took their time: it may have been revoked, renewed or removed meanwhile.
          const row = renewable(selected, newKey)
          const authority = selectSigningAuthority(context, row.authority_id)
          const now = context.now()
          const keepsKey = pair === null && request === null
          const certificate = await issueForServer(context, {
            id: newId(),
            authority,
            open,
            hosts: hostsOf(row),
            publicKey: pair?.spki ?? request?.spki ?? readCertificate(store.devices.der(row.certificate_id)).spki,
            hasKey: pair !== null || (keepsKey && row.has_key === 1),
            days: days ?? Math.max(1, Math.round((row.not_after - row.not_before) / DAY)),
            now,
          })
          store.sql.transaction(() => {
            const current = renewable(selected, newKey)
            if (current.certificate_id !== row.certificate_id) {
              throw new AppError('app/changed-meanwhile', { name: current.name })
            }
            selectSigningAuthority(context, current.authority_id)
            const kept = keepsKey && current.has_key === 1 ? open.get('device-key', current.certificate_id) : null
            const pkcs8 = pair?.pkcs8 ?? kept
            store.devices.insertCertificate(certificate)
            if (pkcs8) open.put('device-key', certificate.id, pkcs8)
            kept?.fill(0)
            store.servers.useCertificate(current.id, certificate.id)
          })
        })
      } finally {
        pair?.pkcs8.fill(0)
      }
      const row = rereadServer(context, selected)
      context.emit('authority.changed', viewAuthority(context, selectAuthority(context, row.authority_id)))
      const renewed = viewServer(row, context.now())
      context.emit('server.changed', renewed)
      return renewed
    },
  }
}
