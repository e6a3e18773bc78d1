import { isDeepStrictEqual } from 'node:util'
import type { RevocationReason } from '../../../shared/contract/common.ts'
import { AppError } from '../../../shared/errors/index.ts'
import { LIST_AHEAD } from '../../../shared/reminders.ts'
import type { Context } from '../app/context.ts'
import type { AuthorityRow, CrlRow, RevocationRow } from '../store/authorities.ts'
import type { RevocableRow } from '../store/devices.ts'
import { isDiskError } from '../store/overdue.ts'
import type { OpenVault } from '../store/vault.ts'
import { signCrl } from '../../pki/x509/crl.ts'
import { selectAuthority, signerOf, viewAuthority } from './select.ts'

/** How long a list is good for. Milliseconds. */
const CRL_VALIDITY = 30 * 86_400_000

/** What a certificate is revoked by. */
export type Revocable = Pick<RevocableRow, 'authority_id' | 'serial'>

/** What is in the next list besides, and no more in it: it is stored in one transaction with the list. */
interface ListChange {
  readonly added?: readonly RevocationRow[]
  /** Serials. */
  readonly released?: readonly string[]
}

/**
 * Signs the next list of an authority, with the change in it, for the caller to store. The number is the time in
 * seconds, or one more than the last where that is greater: so it does not fall even when an old backup is restored
 * (RFC 5280 §5.2.3); restoring one sets a floor besides, for clocks that are wrong. Only inside `context.signing`.
 */
export async function nextCrl(
  context: Context,
  authority: AuthorityRow,
  open: OpenVault,
  change: ListChange = {},
): Promise<CrlRow> {
  const { authorities } = context.store
  const now = context.now()
  const last = authorities.newestCrl(authority.id)?.number ?? 0
  const number = Math.max(last + 1, authority.crl_floor + 1, Math.floor(now / 1000))
  const listed = new Map(authorities.revocations(authority.id).map((row) => [row.serial, row]))
  for (const row of change.added ?? []) {
    const before = listed.get(row.serial)
    if (!before || before.reason === 'hold')
      listed.set(row.serial, { ...row, revoked_at: before?.revoked_at ?? row.revoked_at })
  }
  for (const serial of change.released ?? []) listed.delete(serial)
  const entries = [...listed.values()]
  const nextUpdate = now + CRL_VALIDITY
  const der = await signCrl({
    signer: signerOf(authority, open),
    number,
    thisUpdate: new Date(now),
    nextUpdate: new Date(nextUpdate),
    entries: entries.map((row) => ({ serial: row.serial, revokedAt: new Date(row.revoked_at), reason: row.reason })),
  })
  return {
    authority_id: authority.id,
    number,
    this_update: now,
    next_update: nextUpdate,
    entries: entries.length,
    der,
  }
}

/** Stores a signed list: nothing waits for a signature any more. Inside a transaction. @throws AppError authority/not-found */
export function storeCrl(context: Context, row: CrlRow): void {
  context.store.authorities.update(row.authority_id, (current) => ({ ...current, crl_pending: 0 }))
  context.store.authorities.insertCrl(row)
}

/**
 * Revokes certificates: revocation, number and list are one transaction, then the gate puts them in force. While the
 * vault is locked the list cannot be signed; it waits (`pending`), the revocation does not.
 * @param select which ones; asked again in the transaction, since one may have been issued while the list was signed
 * @param also runs in the same transaction
 * @returns what was revoked by this call
 * @throws AppError "store/revocation-noted", "store/revocation-not-noted": in force, but the disk takes nothing
 */
export async function revokeCertificates<T extends Revocable>(
  context: Context,
  select: () => readonly T[],
  reason: RevocationReason,
  also: () => void = () => undefined,
): Promise<readonly T[]> {
  const { store, vault } = context
  let listed = true
  let unwritten: AppError | null = null
  const revoked = await context.signing.run(async () => {
    const revokedAt = context.now()
    const rowsOf = (certificates: readonly T[]): RevocationRow[] =>
      certificates.map(({ authority_id, serial }) => ({
        authority_id,
        serial,
        revoked_at: revokedAt,
        reason,
        by_owner: 1,
      }))
    const expected = rowsOf(select())
    const lists: CrlRow[] = []
    for (const id of touchedBy(expected)) {
      const rows = expected.filter((row) => row.authority_id === id)
      const list = await signIfUnlocked(context, selectAuthority(context, id), vault.peek(), rows)
      if (list) lists.push(list)
    }
    const write = (): readonly T[] => {
      const certificates = select()
      const rows = rowsOf(certificates)
      for (const row of rows) store.authorities.revoke(row)
      for (const id of touchedBy(rows)) {
        store.authorities.update(id, (row) => ({ ...row, crl_pending: row.kind === 'own' ? 1 : row.crl_pending }))
      }
      // A list that does not say all of it is not stored: the next one does.
      listed = isDeepStrictEqual(rows, expected)
      if (listed) for (const list of lists) storeCrl(context, list)
      also()
      return certificates
    }
    try {
      return store.overdue.urgent(write)
    } catch (error) {
      if (!isDiskError(error)) throw error
      const certificates = select()
      const noted = store.overdue.keep(rowsOf(certificates))
      unwritten = new AppError(noted ? 'store/revocation-noted' : 'store/revocation-not-noted', {
        problem: error.message,
      })
      return certificates
    }
  })
  await announceRevocations(context, touchedBy(revoked))
  // In force, and told what is missing: whoever locks a device out must know that it is not on the disk yet.
  if (unwritten) throw unwritten
  if (!listed) context.housekeeping().check()
  return revoked
}

/**
 * Lets certificates that were on hold in again. Unlike revoking this opens a door, so it needs the vault: the list
 * without them is signed in the same transaction.
 * @param select which ones; asked again in the transaction: a hold may have become a revocation for good meanwhile
 */
export async function releaseCertificates(
  context: Context,
  select: () => readonly RevocableRow[],
  open: OpenVault,
): Promise<void> {
  const { store } = context
  const touched = await context.signing.run(async () => {
    const expected = select()
    const lists: CrlRow[] = []
    for (const id of touchedBy(expected)) {
      const authority = selectAuthority(context, id)
      const released = expected.filter((row) => row.authority_id === id).map((row) => row.serial)
      if (authority.kind === 'own') lists.push(await nextCrl(context, authority, open, { released }))
    }
    store.sql.transaction(() => {
      const certificates = select()
      if (!isDeepStrictEqual(serials(certificates), serials(expected))) {
        throw new AppError('app/changed-meanwhile', { name: 'the hold' })
      }
      for (const row of certificates) store.authorities.release(row.authority_id, row.serial)
      for (const list of lists) storeCrl(context, list)
    })
    return touchedBy(expected)
  })
  await announceRevocations(context, touched)
}

function serials(rows: readonly RevocableRow[]): string[] {
  return rows.map((row) => `${row.authority_id} ${row.serial}`)
}

function touchedBy(rows: readonly { readonly authority_id: string }[]): string[] {
  return [...new Set(rows.map((row) => row.authority_id))]
}

/** Puts a change of what is revoked in force, and tells the windows. */
async function announceRevocations(context: Context, authorityIds: readonly string[]): Promise<void> {
  await context.enforcer.sync()
  for (const id of authorityIds) {
    const row = context.store.authorities.find(id)
    if (row) context.emit('authority.changed', viewAuthority(context, row))
  }
}

/** A list that cannot be signed must never keep a revocation from happening. */
async function signIfUnlocked(
  context: Context,
  authority: AuthorityRow,
  open: OpenVault | null,
  added: readonly RevocationRow[],
): Promise<CrlRow | null> {
  if (!open || authority.kind !== 'own') return null
  try {
    return await nextCrl(context, authority, open, { added })
  } catch {
    return null
  }
}

/** A new list was stored: whoever fetches it gets it when this returns. */
export async function announceList(context: Context, authority: AuthorityRow): Promise<void> {
  // What the gate refuses is told with the site; the list is signed all the same.
  if (authority.crl_url !== null) await context.enforcer.sync().catch(() => undefined)
  context.emit('authority.changed', viewAuthority(context, authority))
}

/** Signs every list that waits for it or that ends before long. Returns when they are stored. */
export async function refreshCrls(context: Context, open: OpenVault): Promise<void> {
  const { store } = context
  for (const { id } of store.authorities.list()) {
    const changed = await context.signing.run(async () => {
      const authority = store.authorities.find(id)
      if (!authority || authority.kind !== 'own') return null
      const newest = store.authorities.newestCrl(id)
      const fresh = newest !== undefined && newest.next_update - context.now() > LIST_AHEAD
      if (fresh && authority.crl_pending === 0) return null
      const list = await nextCrl(context, authority, open)
      store.sql.transaction(() => storeCrl(context, list))
      return store.authorities.find(id)
    })
    if (changed) await announceList(context, changed)
  }
}
