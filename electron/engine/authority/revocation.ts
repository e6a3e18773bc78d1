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
import { siblingsOf } from './issuer.ts'
import { selectAuthority, signerOf, viewAuthority } from './select.ts'
import { message, messageOf } from '../../../shared/messages/message.ts'

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

/** Every row of an authority: its revocations and the numbers of its lists belong to the issuer, not to a certificate. */
function rowsOf({ store }: Context, authority: AuthorityRow): AuthorityRow[] {
  return siblingsOf(store.authorities.list(), authority)
}

/**
 * Signs the next list of an authority, with the change in it, for the caller to store. The number is the time in
 * seconds, or one more than the last where that is greater: so it does not fall even when an old backup is restored
 * (RFC 5280 §5.2.3); restoring one sets a floor besides, for clocks that are wrong. No two lists of one issuer have the
 * same number, whichever of its certificates signs. Only inside `context.signing`.
 */
export async function nextCrl(
  context: Context,
  authority: AuthorityRow,
  open: OpenVault,
  change: ListChange = {},
): Promise<CrlRow> {
  const { authorities } = context.store
  const now = context.now()
  const rows = rowsOf(context, authority)
  const used = rows.flatMap(({ id, crl_floor: floor }) => [authorities.newestCrl(id)?.number ?? 0, floor])
  const number = Math.max(...used.map((one) => one + 1), Math.floor(now / 1000))
  const listed = new Map(
    rows.flatMap(({ id }) =>
      authorities.revocations(id).map((row) => [row.serial, { ...row, authority_id: authority.id }]),
    ),
  )
  for (const row of change.added ?? []) {
    const before = listed.get(row.serial)
    if (!before || before.reason === 'hold')
      listed.set(row.serial, { ...row, revoked_at: before?.revoked_at ?? row.revoked_at })
  }
  for (const serial of change.released ?? []) listed.delete(serial)
  const entries = [...listed.values()]
  const nextUpdate = now + CRL_VALIDITY
  const der = await signCrl({
    signer: signerOf(context, authority, open),
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

/** Stores a signed list, for each certificate of its issuer: nothing waits for a signature any more. Inside a transaction. */
export function storeCrl(context: Context, row: CrlRow): void {
  const { authorities } = context.store
  for (const { id } of rowsOf(context, selectAuthority(context, row.authority_id))) {
    authorities.insertCrl({ ...row, authority_id: id })
    setPending(context, id, false)
  }
}

function setPending({ store }: Context, id: string, isPending: boolean): void {
  store.authorities.update(id, (row) => ({ ...row, crl_pending: row.kind === 'own' && isPending ? 1 : 0 }))
}

/**
 * Gives a new row of an issuer that is here already its revocations and its list, and the others what came with the new
 * one. Inside the transaction that stores it.
 */
export function shareRevocations(context: Context, id: string): void {
  const { authorities } = context.store
  const rows = rowsOf(context, selectAuthority(context, id))
  if (rows.length < 2) return
  const all = rows.flatMap((row) => authorities.revocations(row.id))
  const lists = rows.flatMap((row) => authorities.newestCrl(row.id) ?? [])
  const [newest] = lists.toSorted((a, b) => b.this_update - a.this_update)
  for (const row of rows) {
    for (const one of all) authorities.revoke({ ...one, authority_id: row.id })
    const last = authorities.newestCrl(row.id)
    if (newest && (!last || last.this_update < newest.this_update)) {
      authorities.insertCrl({
        ...newest,
        number: Math.max(newest.number, (last?.number ?? -1) + 1),
        authority_id: row.id,
      })
    }
    if (all.length > 0) setPending(context, row.id, true)
  }
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
    const rowsFor = (issuers: readonly Issuer[]): RevocationRow[] =>
      issuers.flatMap(({ rows, serials }) =>
        rows.flatMap(({ id }) =>
          serials.map((serial) => ({ authority_id: id, serial, revoked_at: revokedAt, reason, by_owner: 1 })),
        ),
      )
    const issuers = issuersOf(context, select())
    const lists: CrlRow[] = []
    for (const issuer of issuers) {
      const added = rowsFor([issuer]).filter((row) => row.authority_id === issuer.signer.id)
      const list = await signIfUnlocked(context, selectAuthority(context, issuer.signer.id), vault.peek(), added)
      if (list) lists.push(list)
    }
    const expected = rowsFor(issuers)
    const write = (): readonly T[] => {
      const certificates = select()
      const touched = issuersOf(context, certificates)
      const rows = rowsFor(touched)
      for (const row of rows) store.authorities.revoke(row)
      for (const { id } of touched.flatMap((issuer) => issuer.rows)) setPending(context, id, true)
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
      const noted = store.overdue.keep(rowsFor(issuersOf(context, certificates)))
      unwritten = new AppError(noted ? 'store/revocation-noted' : 'store/revocation-not-noted', {
        problem: messageOf(error),
      })
      return certificates
    }
  })
  await announceRevocations(context, revoked)
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
  const released = await context.signing.run(async () => {
    const expected = select()
    const lists: CrlRow[] = []
    for (const { signer, serials } of issuersOf(context, expected)) {
      if (signer.kind === 'own') lists.push(await nextCrl(context, signer, open, { released: serials }))
    }
    store.sql.transaction(() => {
      const certificates = select()
      if (!isDeepStrictEqual(certificates.map(certificateKey), expected.map(certificateKey))) {
        throw new AppError('app/changed-meanwhile', { name: message('parts.store.theHold') })
      }
      for (const { rows, serials } of issuersOf(context, certificates)) {
        for (const { id } of rows) for (const serial of serials) store.authorities.release(id, serial)
      }
      for (const list of lists) storeCrl(context, list)
    })
    return expected
  })
  await announceRevocations(context, released)
}

function certificateKey(row: Revocable): string {
  return `${row.authority_id} ${row.serial}`
}

/** Certificates by who has issued them. */
interface Issuer {
  /** Every row of the authority, and the one that signs its lists. */
  readonly rows: readonly AuthorityRow[]
  readonly signer: AuthorityRow
  readonly serials: readonly string[]
}

function issuersOf(context: Context, certificates: readonly Revocable[]): Issuer[] {
  const found: (Issuer & { serials: string[] })[] = []
  for (const { authority_id: authorityId, serial } of certificates) {
    const before = found.find(({ rows }) => rows.some(({ id }) => id === authorityId))
    if (before) {
      before.serials.push(serial)
      continue
    }
    const authority = selectAuthority(context, authorityId)
    const rows = rowsOf(context, authority)
    const signer = authority.kind === 'own' ? authority : (rows.find(({ kind }) => kind === 'own') ?? authority)
    found.push({ rows, signer, serials: [serial] })
  }
  return found
}

/** Puts a change of what is revoked in force, and tells the windows. */
async function announceRevocations(context: Context, certificates: readonly Revocable[]): Promise<void> {
  await context.enforcer.sync()
  const { authorities } = context.store
  const ids = new Set(certificates.map((certificate) => certificate.authority_id))
  for (const id of ids) {
    const row = authorities.find(id)
    // One that was removed meanwhile has nobody to be told of.
    for (const one of row ? rowsOf(context, row) : []) context.emit('authority.changed', viewAuthority(context, one))
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
