import type { FileContent } from '../../../shared/contract/common.ts'
import { newId, type Context } from '../app/context.ts'
import type { Engine } from '../engine.ts'
import type { CrlRow } from '../store/authorities.ts'
import { describeCertificate } from '../../pki/x509/describe.ts'
import { safeFileName } from '../device/export/file-name.ts'
import { authorityRow, freeName } from './store-imported.ts'
import { createImportMethods } from './import-service.ts'
import { issueAuthority, issueIntermediate } from '../../pki/x509/issue.ts'
import { forget, remember } from '../app/remember-passphrase.ts'
import { toPem } from '../../pki/x509/pem.ts'
import { proposeAddress, publisherOf } from './publish.ts'
import { announceList, nextCrl, storeCrl } from './revocation.ts'
import { selectAuthority, selectSigningAuthority, signerOf, usualAuthority, viewAuthority } from './select.ts'
import { createUpkeepMethods } from './upkeep.ts'

type Methods = Engine['methods']
type AuthorityMethods = Pick<Methods, Extract<keyof Methods, `authority.${string}`>>

/** Certificate authorities: create, show, unlock, lists. */
export function createAuthorityService(context: Context): AuthorityMethods {
  const { store, vault } = context

  const create: AuthorityMethods['authority.create'] = async ({ passphrase, remember: keep, parent, ...wanted }) => {
    const id = newId()
    // Before a key is made: that takes seconds.
    freeName(context, wanted.name, null)
    await vault.prepare(passphrase, async (prepared) => {
      const above = parent === undefined ? null : selectSigningAuthority(context, parent)
      const now = context.now()
      const options = { ...wanted, now: new Date(now) }
      const signer = above
        ? await issueIntermediate({ ...options, signer: signerOf(context, above, prepared.open) })
        : await issueAuthority(options)
      store.sql.transaction(() => {
        // Another one of that name may have been made meanwhile, and the one above it removed.
        const name = freeName(context, wanted.name, null)
        if (above) selectSigningAuthority(context, above.id)
        prepared.commit()
        prepared.open.put('authority-key', id, signer.pkcs8)
        store.authorities.insert(authorityRow(id, name, 'own', describeCertificate(signer.certificate), now))
        // All that it ever issues is known here: what is not, comes from a state that was lost.
        store.authorities.update(id, (row) => ({ ...row, held_from: 0 }))
      })
      signer.pkcs8.fill(0)
      prepared.keep()
    })
    const open = vault.peek()
    if (open) await context.housekeeping().run(open)
    if (keep) await remember(context, passphrase)
    const view = viewAuthority(context, selectAuthority(context, id))
    context.emit('authority.changed', view)
    return view
  }

  const crlFile = (name: string, row: CrlRow, format: 'pem' | 'der'): FileContent => {
    const bytes = format === 'pem' ? Buffer.from(toPem('X509 CRL', row.der)) : Buffer.from(row.der)
    return {
      fileName: safeFileName(name, format === 'pem' ? 'crl.pem' : 'crl'),
      mediaType: format === 'pem' ? 'application/x-pem-file' : 'application/pkix-crl',
      base64: bytes.toString('base64'),
    }
  }

  const crlAnswer = (name: string, list: CrlRow, format: 'pem' | 'der') => ({
    ...crlFile(name, list, format),
    number: list.number,
    nextUpdate: new Date(list.next_update).toISOString(),
    entries: list.entries,
  })

  return {
    'authority.create': create,
    ...createImportMethods(context),
    ...createUpkeepMethods(context),
    'authority.list': async () => store.authorities.list().map((row) => viewAuthority(context, row)),
    'authority.show': async ({ authority, pem }) =>
      viewAuthority(
        context,
        authority === undefined ? usualAuthority(context) : selectAuthority(context, authority),
        pem,
      ),

    'authority.certificate': async ({ authority, format }) => {
      const row = authority === undefined ? usualAuthority(context) : selectAuthority(context, authority)
      const bytes = format === 'pem' ? Buffer.from(toPem('CERTIFICATE', row.der)) : Buffer.from(row.der)
      return {
        fileName: safeFileName(row.name, format === 'pem' ? 'crt' : 'cer'),
        mediaType: 'application/x-x509-ca-cert',
        base64: bytes.toString('base64'),
      }
    },

    'authority.publication': async ({ authority }) => {
      const { name, crl_url: url } = selectSigningAuthority(context, authority)
      const sites = store.sites.list()
      return { url, site: publisherOf(url, sites)?.name ?? null, proposal: proposeAddress(name, sites) }
    },

    'authority.crl': async ({ authority, format, passphrase }) => {
      const served = authority === undefined ? null : selectAuthority(context, authority)
      // Its key is not in the vault: no passphrase is needed.
      if (served && context.acmeServer.intermediate(served.id) !== null) {
        await context.acmeServer.look()
        const list = store.authorities.newestCrl(served.id)
        if (list) return crlAnswer(served.name, list, format)
      }
      const row = selectSigningAuthority(context, authority)
      const open = await vault.open(passphrase)
      const list = await context.signing.run(async () => {
        const signed = await nextCrl(context, selectSigningAuthority(context, row.id), open)
        store.sql.transaction(() => storeCrl(context, signed))
        return signed
      })
      await announceList(context, selectAuthority(context, row.id))
      return crlAnswer(row.name, list, format)
    },

    'authority.unlock': async ({ passphrase, remember: keep }) => {
      await vault.unlock(passphrase)
      if (keep) await remember(context, passphrase)
      const open = vault.peek()
      if (open) await context.housekeeping().run(open)
      return { locked: false }
    },

    'authority.forget': async () => {
      await forget(context)
      return { remembered: false }
    },

    'authority.lock': async () => {
      vault.lock()
      return { locked: true }
    },
  }
}
