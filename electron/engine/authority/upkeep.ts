import { AppError } from '../../../shared/errors/index.ts'
import type { Context } from '../app/context.ts'
import type { Engine } from '../engine.ts'
import { parentOf } from './issuer.ts'
import { describeCertificate } from '../../pki/x509/describe.ts'
import { renewAuthority } from '../../pki/x509/renew.ts'
import { markUsual, selectAuthority, selectSigningAuthority, signerOf, viewAuthority } from './select.ts'
import { message, type Message } from '../../../shared/messages/message.ts'

type Methods = Pick<Engine['methods'], 'authority.set' | 'authority.renew' | 'authority.remove'>

/** Keeping authorities in order: a longer life, or none. */
export function createUpkeepMethods(context: Context): Methods {
  const { store, vault } = context
  return {
    'authority.renew': async ({ authority, days, passphrase }) => {
      const { id } = selectSigningAuthority(context, authority)
      const open = await vault.open(passphrase)
      await context.signing.run(async () => {
        // Renewed or removed while the passphrase was tried.
        const row = selectSigningAuthority(context, id)
        const above = parentOf(store.authorities.list(), row)
        const certificate = await renewAuthority({
          signer: signerOf(context, row, open),
          parent: above?.kind === 'own' ? signerOf(context, above, open) : null,
          days,
          now: new Date(context.now()),
        })
        const about = describeCertificate(certificate)
        store.authorities.update(id, (current) => ({
          ...current,
          subject: about.subject,
          issuer: about.issuer,
          key_type: about.keyType,
          serial: about.serial,
          fingerprint: about.fingerprint,
          not_before: about.notBefore.getTime(),
          not_after: about.notAfter.getTime(),
          der: certificate,
        }))
      })
      await context.enforcer.sync()
      const view = viewAuthority(context, selectAuthority(context, id))
      context.emit('authority.changed', view)
      return view
    },

    'authority.set': async ({ authority, crlUrl, staleList, holdsUnknown, usual, passphrase }) => {
      // Only who signs issues, and publishes lists.
      const { id } =
        crlUrl === undefined && usual === undefined
          ? selectAuthority(context, authority)
          : selectSigningAuthority(context, authority)
      // Letting in what nobody knows opens a door.
      if (holdsUnknown === false) await vault.open(passphrase)
      if (usual === true) markUsual(context, id)
      store.authorities.update(id, (current) => ({
        ...current,
        crl_url: crlUrl === undefined ? current.crl_url : crlUrl,
        stale_list: staleList ?? current.stale_list,
        held_from: holdsUnknown === undefined ? current.held_from : holdsUnknown ? (current.held_from ?? 0) : null,
      }))
      await context.enforcer.sync()
      const view = viewAuthority(context, selectAuthority(context, id))
      context.emit('authority.changed', view)
      return view
    },

    'authority.remove': async ({ authority }) => {
      const row = selectAuthority(context, authority)
      const user = userOf(context, row.id)
      if (user !== null) throw new AppError('authority/in-use', { name: row.name, user })
      const { id, name } = row
      const putBack = store.sql.transaction(() => {
        const kept = store.keep.authority(id)
        vault.remove('authority-key', id)
        store.authorities.remove(id)
        return kept
      })
      await context.enforcer.sync()
      const back = async (): Promise<void> => {
        const taken = store.authorities.list().some((one) => one.name === name || one.fingerprint === row.fingerprint)
        if (taken) throw new AppError('app/undo-name-taken', { name })
        store.sql.transaction(putBack)
        await context.enforcer.sync()
        context.emit('authority.changed', viewAuthority(context, selectAuthority(context, id)))
      }
      context.undo.keep({ kind: 'authority-removed', name, about: `authority/${id}`, back })
      context.emit('authority.removed', { id })
      return { id }
    },
  }
}

/** Who would be left without this authority, in words; null when nobody. */
function userOf({ store, acmeServer }: Context, id: string): Message | null {
  if (acmeServer.intermediate(id) === 'in-use') return message('parts.authority.ofAcme')
  const site = store.sites.list().find((one) => one.authorityIds.includes(id))
  if (site) return message('parts.authority.trustedBy', { name: site.name })
  const { issued } = store.authorities.counts(id)
  if (issued > 0) return message('parts.authority.issued', { count: issued })
  const all = store.authorities.list()
  const below = all.find((one) => parentOf(all, one)?.id === id)
  return below ? message('parts.authority.signed', { name: below.name }) : null
}
