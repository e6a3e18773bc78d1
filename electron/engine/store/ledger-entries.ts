import { createHash } from 'node:crypto'
import { z } from 'zod'
import { RevocationReason } from '../../../shared/contract/common.ts'

/** An authority as its issuer key, a certificate by its serial: both as the store writes them. */
const About = { issuer: z.string().max(64), serial: z.string().max(128) }
/** Milliseconds since 1970. */
const At = z.number()

/**
 * One thing that must not be forgotten, whatever becomes of the database. `sequence` is the change of the database that it
 * was part of; null: the database could not be written, and does not have it.
 */
export const LedgerEntry = z.intersection(
  z.object({ sequence: z.nullable(z.int()) }),
  z.discriminatedUnion('kind', [
    z.object({
      kind: z.literal('revoked'),
      ...About,
      at: At,
      reason: RevocationReason,
      /** By the owner, here; else it was in a list from elsewhere. */
      byOwner: z.optional(z.boolean()),
    }),
    z.object({ kind: z.literal('released'), ...About }),
    /** A newer list of a trusted authority took the place of the one before. */
    z.object({ kind: z.literal('superseded'), issuer: About.issuer }),
    /** A revocation list with this number was signed or given. */
    z.object({ kind: z.literal('list'), issuer: About.issuer, number: z.number() }),
    z.object({ kind: z.literal('refused'), fingerprint: z.string().length(64), at: At, reason: RevocationReason }),
    /** The database has caught up with everything before this. */
    z.object({ kind: z.literal('settled') }),
  ]),
)
export type LedgerEntry = z.infer<typeof LedgerEntry>
type Without<T> = T extends unknown ? Omit<T, 'sequence'> : never
/** An entry before it is known which change it belongs to. */
export type LedgerFact = Without<LedgerEntry>

const MARK = 16

function mark(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, MARK)
}

/** One line, with a check value: what a power cut or a bad block left of one is not read. */
export function writeLine(value: unknown): string {
  const text = JSON.stringify(value)
  return `${mark(text)} ${text}\n`
}

/** The JSON of a line; undefined when it is not whole. */
export function readLine(line: string): unknown {
  const text = line.slice(MARK + 1)
  if (line[MARK] !== ' ' || mark(text) !== line.slice(0, MARK)) return undefined
  return JSON.parse(text)
}

export interface Revoked {
  /** Milliseconds since 1970. */
  readonly at: number
  readonly reason: RevocationReason
  readonly byOwner: boolean
}

/** What the entries come to. */
export interface Remembered {
  /** Issuer key → serial → since when and why. */
  readonly revoked: ReadonlyMap<string, ReadonlyMap<string, Revoked>>
  /** Issuer key → the highest number of a list. */
  readonly lists: ReadonlyMap<string, number>
  /** By fingerprint. */
  readonly refused: ReadonlyMap<string, Revoked>
}

const WEIGHT: Readonly<Record<RevocationReason, number>> = {
  hold: 0,
  unspecified: 1,
  superseded: 1,
  cessation: 1,
  'key-compromise': 2,
}

/** Whether one reason says more than another: a hold may come back, a compromised key never (RFC 5280 §5.3.1). */
export function isStronger(one: RevocationReason, other: RevocationReason): boolean {
  return WEIGHT[one] > WEIGHT[other]
}

/**
 * What the entries say that a database does not know which has seen `sequence` changes. Of what is older the database is
 * right: what it has not was taken back since.
 */
export function rememberedSince(entries: readonly LedgerEntry[], sequence: number): Remembered {
  const revoked = new Map<string, Map<string, Revoked>>()
  const lists = new Map<string, number>()
  const refused = new Map<string, Revoked>()
  const settled = entries.findLastIndex((entry) => entry.kind === 'settled')
  for (const [index, entry] of entries.entries()) {
    const isNew = entry.sequence === null ? index > settled : entry.sequence > sequence
    if (!isNew) continue
    switch (entry.kind) {
      case 'revoked': {
        const serials = revoked.get(entry.issuer) ?? new Map<string, Revoked>()
        const before = serials.get(entry.serial)
        const reason = before && !isStronger(entry.reason, before.reason) ? before.reason : entry.reason
        const byOwner = entry.byOwner === true || before?.byOwner === true
        serials.set(entry.serial, { at: before?.at ?? entry.at, reason, byOwner })
        revoked.set(entry.issuer, serials)
        break
      }
      case 'released':
        if (revoked.get(entry.issuer)?.get(entry.serial)?.reason === 'hold') {
          revoked.get(entry.issuer)?.delete(entry.serial)
        }
        break
      case 'superseded':
        for (const [serial, { byOwner }] of revoked.get(entry.issuer) ?? []) {
          if (!byOwner) revoked.get(entry.issuer)?.delete(serial)
        }
        break
      case 'list':
        lists.set(entry.issuer, Math.max(entry.number, lists.get(entry.issuer) ?? 0))
        break
      case 'refused':
        refused.set(entry.fingerprint, { at: entry.at, reason: entry.reason, byOwner: true })
        break
      case 'settled':
        break
    }
  }
  return { revoked, lists, refused }
}
