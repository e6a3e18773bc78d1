import type { z } from 'zod'
import type { GivenFile, Imported } from '../../../shared/contract/authority.ts'
import { AppError } from '../../../shared/errors/index.ts'
import { newId, type Context } from '../app/context.ts'
import { viewDevice } from '../device/view.ts'
import type { Engine } from '../engine.ts'
import type { AuthorityRow } from '../store/authorities.ts'
import type { PreparedVault } from '../store/vault.ts'
import { adopt, authorityRow, freeName, type Adopted } from './store-imported.ts'
import type { ImportedAuthority } from './read-import.ts'
import { MAX_CLOCK_SKEW_MS } from '../../pki/path/crl.ts'
import type { NamedFile } from '../../pki/read/files.ts'
import { siblingsOf } from './issuer.ts'
import { refreshCrls, shareRevocations } from './revocation.ts'
import { selectAuthority, viewAuthority } from './select.ts'

type Methods = Pick<Engine['methods'], 'authority.import' | 'authority.trust'>

function filesOf(files: readonly z.output<typeof GivenFile>[]): NamedFile[] {
  return files.map(({ name, base64 }) => ({ name, bytes: Buffer.from(base64, 'base64') }))
}

/** More files than that may take longer than one does. */
const FEW = 8

/** Authorities from elsewhere, with their key or without. */
export function createImportMethods(context: Context): Methods {
  const { store, vault } = context

  /** A new row, or the one that is here already as trusted and now gets its key. */
  const place = (
    imported: ImportedAuthority,
    name: string | undefined,
  ): { known: AuthorityRow | undefined; id: string; name: string } => {
    const about = imported.certificate
    const known = store.authorities.list().find((row) => row.fingerprint === about.fingerprint)
    if (known && (known.kind === 'own' || !imported.signer) && !imported.crl) {
      throw new AppError('authority/already-known', { name: known.name })
    }
    return { known, id: known?.id ?? newId(), name: known?.name ?? freeName(context, name, about) }
  }

  const write = (place: { known: AuthorityRow | undefined; id: string; name: string }, imported: ImportedAuthority) => {
    const kind = imported.signer ? 'own' : (place.known?.kind ?? 'trusted')
    const row = authorityRow(place.id, place.name, kind, imported.certificate, context.now())
    if (place.known) {
      store.authorities.update(place.id, (current) => ({ ...current, ...row, created_at: current.created_at }))
    } else store.authorities.insert(row)
  }

  /** Tells gate and windows once everything is committed. */
  const told = async (id: string, { counts, deviceIds }: Adopted): Promise<Imported> => {
    await context.enforcer.sync()
    const authority = viewAuthority(context, selectAuthority(context, id))
    context.emit('authority.changed', authority)
    for (const deviceId of deviceIds) {
      const row = store.devices.find(deviceId)
      if (row) context.emit('device.changed', viewDevice(row, context.now()))
    }
    return { authority, ...counts }
  }

  return {
    'authority.import': async ({ files, password, allowNoMac, name, passphrase, runId }) => {
      const input = {
        files: filesOf(files),
        password: password ?? null,
        allowNoMac,
        now: new Date(context.now()),
        known: store.authorities.list().map((row) => row.der),
      }
      // Only reading can be cancelled: what came in is stored whole.
      const imported = await context.runs.run(runId, (run) =>
        files.length > FEW
          ? context.untrusted.follow(run, 'authority-folder', input)
          : context.untrusted.read('authority', input),
      )
      const { signer } = imported
      if (!signer) throw new Error('an imported authority without its key')
      place(imported, name)
      const result = await prepared(context, passphrase, async (ready) => {
        const stored = await context.signing.run(async () =>
          store.sql.transaction(() => {
            const to = place(imported, name)
            ready.commit()
            ready.open.put('authority-key', to.id, signer.pkcs8)
            write(to, imported)
            const adopted = adopt(context, to.id, imported, ready.open)
            shareRevocations(context, to.id)
            return { id: to.id, adopted }
          }),
        )
        ready.keep()
        return stored
      })
      const open = vault.peek()
      if (open) await refreshCrls(context, open)
      return told(result.id, result.adopted)
    },

    'authority.trust': async ({ files, crl, name }) => {
      const imported = await context.untrusted.read('trusted-authority', {
        files: filesOf(files),
        list: crl ? (filesOf([crl])[0] ?? null) : null,
        password: null,
        now: new Date(context.now()),
        known: store.authorities.list().map((row) => row.der),
      })
      const result = await context.signing.run(async () => {
        return store.sql.transaction(() => {
          const to = place(imported, name)
          write(to, imported)
          if (imported.crl) supersede(context, to.id, imported)
          const adopted = adopt(context, to.id, imported, null)
          shareRevocations(context, to.id)
          return { id: to.id, adopted }
        })
      })
      return told(result.id, result.adopted)
    },
  }
}

/**
 * A newer list takes the place of the one before, for all certificates of its issuer. An older one would let in again whom
 * its authority has revoked. @throws AppError authority/crl-older
 */
function supersede(context: Context, id: string, { crl }: ImportedAuthority): void {
  const { authorities } = context.store
  const row = authorities.find(id)
  const rows = row ? siblingsOf(authorities.list(), row) : []
  if (!crl || rows.length === 0 || rows.some(({ kind }) => kind === 'own')) return
  // One that begins in the future was taken by mistake (a wrong clock): it keeps no real list out.
  const lists = rows.flatMap((one) => authorities.newestCrl(one.id) ?? [])
  const inForce = lists.filter((list) => list.this_update <= context.now() + MAX_CLOCK_SKEW_MS)
  if (inForce.some((list) => crl.thisUpdate.getTime() < list.this_update)) throw new AppError('authority/crl-older')
  if (lists.length === 0) return
  // A list of user certificates says nothing of authorities that were revoked: what was for good stays.
  const stays = crl.userCertificatesOnly ? rows.flatMap((one) => authorities.revocations(one.id)) : []
  for (const one of rows) authorities.forgetRevocations(one.id)
  for (const one of stays) if (one.reason !== 'hold') authorities.revoke(one)
}

/** The vault for this call: made with the first passphrase, else opened with it or already open. */
async function prepared<T>(
  { vault }: Context,
  passphrase: string | undefined,
  work: (prepared: PreparedVault) => Promise<T>,
): Promise<T> {
  if (passphrase !== undefined) return vault.prepare(passphrase, work)
  if (!vault.exists()) throw new AppError('authority/passphrase-required')
  return work({ open: await vault.open(), commit: () => undefined, keep: () => undefined })
}
