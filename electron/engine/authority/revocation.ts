import type { RevocationReason } from '../../../shared/contract/common.ts'
import { LIST_AHEAD } from '../../../shared/reminders.ts'
import type { Context } from '../app/context.ts'
import type { AuthorityRow, CrlRow, RevocationRow } from '../store/authorities.ts'
import type { RevocableRow } from '../store/devices.ts'
import type { OpenVault } from '../store/vault.ts'
import { signCrl } from '../../pki/x509/crl.ts'
import { siblingsOf } from './issuer.ts'
import { selectAuthority, signerOf, viewAuthority } from './select.ts'

/** How long a list is good for. Milliseconds. */
const CRL_VALIDITY = 30 * 86_400_000

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
    authorities.setPending(id, false)
  }
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
    if (row.kind === 'own' && all.length > 0) authorities.setPending(row.id, true)
  }
}

/**
 * Revokes certificates: revocation, number and list are one transaction, then the gate puts them in force. While the
 * vault is locked the list cannot be signed; it waits (`pending`), the revocation does not.
 * @param also runs in the same transaction
 */
export async function revokeCertificates(
  context: Context,
  certificates: readonly RevocableRow[],
  reason: RevocationReason,
  also: () => void = () => undefined,
): Promise<void> {
  const { store, vault } = context
  const issuers = issuersOf(context, certificates)
  await context.signing.run(async () => {
    const revokedAt = context.now()
    const rows = issuers.flatMap(({ rows: all, certificates: theirs }) =>
      all.flatMap(({ id }) =>
        theirs.map(({ serial }) => ({ authority_id: id, serial, revoked_at: revokedAt, reason })),
      ),
    )
    const lists: CrlRow[] = []
    for (const { signer } of issuers) {
      const added = rows.filter((row) => row.authority_id === signer.id)
      const list = await signIfUnlocked(context, selectAuthority(context, signer.id), vault.peek(), added)
      if (list) lists.push(list)
    }
    store.sql.transaction(() => {
      for (const row of rows) store.authorities.revoke(row)
      for (const { id, kind } of issuers.flatMap((one) => one.rows)) {
        if (kind === 'own') store.authorities.setPending(id, true)
      }
      for (const list of lists) storeCrl(context, list)
      also()
    })
  })
  await context.enforcer.sync()
  announceIssuers(context, issuers)
}

/** Certificates by who has issued them. */
interface Issuer {
  /** Every row of the authority, and the one that signs its lists. */
  readonly rows: readonly AuthorityRow[]
  readonly signer: AuthorityRow
  readonly certificates: readonly RevocableRow[]
}

function issuersOf(context: Context, certificates: readonly RevocableRow[]): Issuer[] {
  const found: (Issuer & { certificates: RevocableRow[] })[] = []
  for (const certificate of certificates) {
    const before = found.find(({ rows }) => rows.some(({ id }) => id === certificate.authority_id))
    if (before) {
      before.certificates.push(certificate)
      continue
    }
    const authority = selectAuthority(context, certificate.authority_id)
    const rows = rowsOf(context, authority)
    const signer = authority.kind === 'own' ? authority : (rows.find(({ kind }) => kind === 'own') ?? authority)
    found.push({ rows, signer, certificates: [certificate] })
  }
  return found
}

function announceIssuers(context: Context, issuers: readonly Issuer[]): void {
  for (const { id } of issuers.flatMap(({ rows }) => rows)) {
    context.emit('authority.changed', viewAuthority(context, selectAuthority(context, id)))
  }
}

/**
 * Lets certificates that were on hold in again. Unlike revoking this opens a door, so it needs the vault: the list
 * without them is signed in the same transaction.
 */
export async function releaseCertificates(
  context: Context,
  certificates: readonly RevocableRow[],
  open: OpenVault,
): Promise<void> {
  const { store } = context
  const issuers = issuersOf(context, certificates)
  await context.signing.run(async () => {
    const lists: CrlRow[] = []
    for (const { signer, certificates: theirs } of issuers) {
      const released = theirs.map((row) => row.serial)
      if (signer.kind === 'own') lists.push(await nextCrl(context, signer, open, { released }))
    }
    store.sql.transaction(() => {
      for (const { rows, certificates: theirs } of issuers) {
        for (const { id } of rows) for (const { serial } of theirs) store.authorities.release(id, serial)
      }
      for (const list of lists) storeCrl(context, list)
    })
  })
  await context.enforcer.sync()
  announceIssuers(context, issuers)
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
