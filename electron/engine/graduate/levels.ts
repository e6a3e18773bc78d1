import { isIssuedBy } from '../../pki/chain.ts'
import { certificateOf, issuerKeyOf } from '../authority/issuer.ts'
import type { AuthorityRow } from '../store/authorities.ts'

/** Authorities that can vouch at a site: `level` counts the certificates above one that each of them has signed. */
export type Levels = readonly { readonly row: AuthorityRow; readonly level: number }[]

function vouches(above: AuthorityRow, below: AuthorityRow): boolean {
  const [issuer, subject] = [certificateOf(above), certificateOf(below)]
  return issuer !== null && subject !== null && above.id !== below.id && isIssuedBy(subject, issuer)
}

/** The trusted authorities (level 1), with all of their certificates, and all that are known below them. */
export function chainLevels(all: readonly AuthorityRow[], trusted: readonly string[]): Levels {
  const issuers = new Set(all.filter((row) => trusted.includes(row.id)).map(issuerKeyOf))
  const found = all
    .filter((row) => trusted.includes(row.id) || (issuerKeyOf(row) !== null && issuers.has(issuerKeyOf(row))))
    .map((row) => ({ row, level: 1 }))
  for (let level = 1; found.some((one) => one.level === level); level += 1) {
    const above = found.filter((one) => one.level === level)
    const next = all.filter(
      (row) => !found.some((one) => one.row.id === row.id) && above.some((one) => vouches(one.row, row)),
    )
    found.push(...next.map((row) => ({ row, level: level + 1 })))
  }
  return found
}

/** Those of them that are one of the named authorities, or below one. */
export function under(levels: Levels, ids: readonly string[]): AuthorityRow[] {
  const issuers = new Set(levels.filter(({ row }) => ids.includes(row.id)).map(({ row }) => issuerKeyOf(row)))
  const found = levels.map((one) => one.row).filter((row) => issuers.has(issuerKeyOf(row)))
  for (let size = -1; size !== found.length;) {
    size = found.length
    for (const { row } of levels) {
      if (!found.includes(row) && found.some((above) => vouches(above, row))) found.push(row)
    }
  }
  return found
}
