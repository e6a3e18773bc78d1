import type { AuthorityRow, AuthorityStore, RevocationRow } from './authorities.ts'
import type { OpenDatabase } from './database.ts'
import { issuerKeyOf } from './issuer-key.ts'
import { openLedger, type Ledger, type LedgerContent } from './ledger.ts'
import type { ChangeRecord } from './record.ts'
import { isStronger, rememberedSince, type LedgerEntry, type Remembered, type Revoked } from './ledger-entries.ts'

/** How a database came to be in an earlier state than it had been in, as far as can be told. */
export type SetBack =
  /** The database that belongs here, as it was some changes ago. */
  | { readonly how: 'older'; readonly stateAt: number; readonly missing: number }
  /** A database without what had been noted beside it, or beside another one. */
  | { readonly how: 'moved'; readonly stateAt: number }

/** How far back a certificate may be dated when it is made, so that devices whose clock is slow take it. Milliseconds. */
export const MAX_BACKDATING_MS = 2 * 86_400_000

/** What a database was found to be, by itself and by what was noted beside it. Pure. */
export function judgeState({ state, ledger }: Pick<OpenDatabase, 'state' | 'ledger'>): SetBack | null {
  // Made, or brought to this schema, just now: nothing was ever noted beside it.
  if (!state) return null
  const { changedAt: stateAt, generation, sequence } = state
  if (!ledger || ledger.stamp.generation !== generation) return { how: 'moved', stateAt }
  const missing = ledger.stamp.sequence - sequence
  return missing > 0 ? { how: 'older', stateAt, missing } : null
}

/** What the ledger says that this database does not know; nothing of it where the ledger is another one's. */
export function unknownTo({ state, ledger }: Pick<OpenDatabase, 'state' | 'ledger'>): Remembered {
  const entries: readonly LedgerEntry[] = ledger?.entries ?? []
  // Whatever house it is: what was revoked stays revoked. Serials of other issuers match nothing.
  const since = state && ledger?.stamp.generation === state.generation ? state.sequence : 0
  return rememberedSince(entries, since)
}

/** Revocations of the authorities that are here, out of what was noted beside the database. */
export function rowsOf(authorities: AuthorityStore, { revoked }: Remembered): RevocationRow[] {
  return authorities.list().flatMap(({ id, der }) => {
    const serials = revoked.get(issuerKeyOf(der) ?? '') ?? new Map<string, Revoked>()
    return [...serials].map(([serial, { at, reason, byOwner }]) => ({
      authority_id: id,
      serial,
      revoked_at: at,
      reason,
      by_owner: byOwner ? 1 : 0,
    }))
  })
}

/** Whether a database has to learn anything. */
export function isBehind(remembered: Remembered, setBack: SetBack | null): boolean {
  const { revoked, lists, refused } = remembered
  return setBack !== null || revoked.size + lists.size + refused.size > 0
}

/**
 * Puts into a database what must not be forgotten, and makes it careful where it was set back: certificates of its own
 * authorities that it does not know are held. Inside a transaction.
 */
export function catchUp(authorities: AuthorityStore, remembered: Remembered, setBack: SetBack | null): void {
  const known = new Map(authorities.revocations().map((row) => [`${row.authority_id} ${row.serial}`, row.reason]))
  const learned = new Set<string>()
  for (const row of rowsOf(authorities, remembered)) {
    const before = known.get(`${row.authority_id} ${row.serial}`)
    if (before !== undefined && !isStronger(row.reason, before)) {
      // It may be the owner's now: then no list takes it back.
      if (row.by_owner === 1) authorities.revoke(row)
      continue
    }
    authorities.strengthen(row)
    learned.add(row.authority_id)
  }
  for (const { id, der } of authorities.list()) {
    const number = remembered.lists.get(issuerKeyOf(der) ?? '') ?? 0
    authorities.update(id, (row) => {
      const floor = Math.max(row.crl_floor, number)
      if (row.kind !== 'own') return { ...row, crl_floor: floor }
      return {
        ...row,
        crl_floor: floor,
        crl_pending: setBack || learned.has(id) ? 1 : row.crl_pending,
        held_from: setBack ? heldFrom(row, setBack.stateAt) : row.held_from,
      }
    })
  }
  for (const [fingerprint, { at, reason }] of remembered.refused) {
    authorities.refuse({ fingerprint, revoked_at: at, reason })
  }
}

/** From when on a certificate that the state at that time does not know is held. Milliseconds since 1970. */
export function heldFrom({ held_from: before }: AuthorityRow, stateAt: number): number {
  return Math.min(before ?? Number.MAX_SAFE_INTEGER, stateAt - MAX_BACKDATING_MS)
}

/** Entries beyond this, and beyond twice what is revoked, are written anew at a start. */
const MAX_ENTRIES = 2000

/** All that is to be noted beside a database, from what is in it. @param found what was noted before */
export function ledgerContent(
  record: ChangeRecord,
  authorities: AuthorityStore,
  found: readonly LedgerEntry[],
): LedgerContent {
  const stamp = record.stamp()
  const { sequence } = stamp
  const keys = new Map(authorities.list().map(({ id, der }) => [id, issuerKeyOf(der)]))
  const known = new Set(keys.values())
  const entries: LedgerEntry[] = [
    // Of authorities that are not here (any more): they may come back.
    ...found.filter((entry) => 'issuer' in entry && !known.has(entry.issuer)),
    ...authorities.revocations().flatMap((row): LedgerEntry[] => {
      const fact = authorities.factOf(row)
      return keys.get(row.authority_id) ? [{ sequence, ...fact }] : []
    }),
    ...authorities.list().flatMap(({ id, crl_floor: floor }): LedgerEntry[] => {
      const issuer = keys.get(id)
      const number = Math.max(floor, authorities.newestCrl(id)?.number ?? 0)
      return issuer && number > 0 ? [{ sequence, kind: 'list', issuer, number }] : []
    }),
    ...authorities.refused().map(({ fingerprint, revoked_at: at, reason }): LedgerEntry => ({
      sequence,
      kind: 'refused',
      fingerprint,
      at,
      reason,
    })),
  ]
  return { stamp, entries }
}

/**
 * Opens the ledger of a database that knows everything that is in it; one that says less or too much is written anew.
 */
export function beginLedger(
  dataFolder: string,
  { record, ledger: found }: Pick<OpenDatabase, 'record' | 'ledger'>,
  authorities: AuthorityStore,
): Ledger {
  const stamp = record.stamp()
  const entries = found?.entries ?? []
  const fits =
    found?.stamp.generation === stamp.generation &&
    found.stamp.sequence === stamp.sequence &&
    entries.every((entry) => entry.sequence !== null) &&
    entries.length < MAX_ENTRIES + 2 * authorities.revocations().length
  const ledger = openLedger(dataFolder)
  if (!fits) ledger.rewrite(ledgerContent(record, authorities, entries))
  return ledger
}
