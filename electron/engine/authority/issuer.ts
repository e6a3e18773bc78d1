import { kept } from '../../pki/asn1/memoize.ts'
import { climb } from '../../pki/chain.ts'
import { tryParseCertificate, type Certificate } from '../../pki/path/certificate.ts'
import type { AuthorityRow } from '../store/authorities.ts'

type Row = Pick<AuthorityRow, 'id' | 'der' | 'fingerprint'>

/** By base64 of the DER: rows are read from the store anew each time. */
const parsed = kept((base64: string) => ({ certificate: tryParseCertificate(Buffer.from(base64, 'base64')) }), 1000)

/** The certificate of an authority, read once; null for one that is damaged. */
export function certificateOf({ der }: Pick<Row, 'der'>): Certificate | null {
  return parsed(Buffer.from(der).toString('base64')).certificate
}

/**
 * Who an authority is as an issuer: its name and its key, whichever of its certificates the row has. Null for a damaged
 * one, which can vouch for nobody.
 */
export function issuerKeyOf(row: Pick<Row, 'der'>): string | null {
  return certificateOf(row)?.issuerKey ?? null
}

/**
 * The rows of one issuer, this one among them: an authority that was renewed elsewhere, cross-signed or imported twice has
 * several. They have their revocations and lists in common.
 */
export function siblingsOf<T extends Row>(all: readonly T[], row: Row): T[] {
  const issuer = issuerKeyOf(row)
  return all.filter((one) => one.id === row.id || (issuer !== null && issuerKeyOf(one) === issuer))
}

function certificatesOf(rows: readonly Row[]): Certificate[] {
  return rows.flatMap((row) => certificateOf(row) ?? [])
}

/** Itself and what stands above it, as far as it is known here: the root last. */
function chainOf<T extends Row>(all: readonly T[], row: T): T[] {
  const certificate = certificateOf(row)
  if (!certificate) return [row]
  const [, ...above] = climb(certificate, certificatesOf(all))
  return [row, ...above.flatMap((one) => all.find(({ fingerprint }) => fingerprint === one.fingerprint) ?? [])]
}

/** The authority that signed this one, by name and signature; null for a root and where it is not known here. */
export function parentOf<T extends Row>(all: readonly T[], row: T): T | null {
  return chainOf(all, row)[1] ?? null
}

/** DER of an authority and those above it, as a device sends them along: itself first, the root last. */
export function chainFrom(all: readonly AuthorityRow[], row: AuthorityRow): Uint8Array[] {
  return chainOf(all, row).map((one) => one.der)
}

/** What a server sends along with its certificate: the intermediates, without the root that visitors must have. */
export function intermediatesFrom(all: readonly AuthorityRow[], row: AuthorityRow): Uint8Array[] {
  return chainOf(all, row)
    .filter((one) => certificateOf(one)?.selfIssued === false)
    .map((one) => one.der)
}
