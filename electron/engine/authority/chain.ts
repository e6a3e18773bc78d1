import { X509Certificate } from 'node:crypto'
import type { AuthorityRow } from '../store/authorities.ts'

/** Chains longer than this are nobody's home. */
const MAX_DEPTH = 8

function signed(issuer: AuthorityRow, below: AuthorityRow): boolean {
  const certificate = new X509Certificate(below.der)
  const above = new X509Certificate(issuer.der)
  return certificate.checkIssued(above) && certificate.verify(above.publicKey)
}

/** The authority that signed this one, by name and signature; null for a root and where it is not known here. */
export function parentOf(all: readonly AuthorityRow[], row: AuthorityRow): AuthorityRow | null {
  if (row.subject === row.issuer) return null
  return all.find((one) => one.id !== row.id && one.subject === row.issuer && signed(one, row)) ?? null
}

function chainOf(all: readonly AuthorityRow[], row: AuthorityRow): AuthorityRow[] {
  const chain: AuthorityRow[] = []
  let current: AuthorityRow | null = row
  while (current && chain.length < MAX_DEPTH) {
    chain.push(current)
    current = parentOf(all, current)
  }
  return chain
}

/** DER of an authority and those above it, as a device sends them along: itself first, the root last. */
export function chainFrom(all: readonly AuthorityRow[], row: AuthorityRow): Uint8Array[] {
  return chainOf(all, row).map((one) => one.der)
}

/** What a server sends along with its certificate: the intermediates, without the root that visitors must have. */
export function intermediatesFrom(all: readonly AuthorityRow[], row: AuthorityRow): Uint8Array[] {
  return chainOf(all, row)
    .filter((one) => one.subject !== one.issuer)
    .map((one) => one.der)
}
