import type { Authority } from '../../../shared/contract/authority.ts'
import { AppError } from '../../../shared/errors/index.ts'
import { instant, type Context } from '../app/context.ts'
import type { AuthorityRow } from '../store/authorities.ts'
import type { OpenVault } from '../store/vault.ts'
import type { Signer } from '../../pki/x509/issue.ts'
import { chainFrom, issuerKeyOf, parentOf } from './issuer.ts'
import { toPem } from '../../pki/x509/pem.ts'

/**
 * Finds an authority by id or name; without a selector the only one with a key, below which there is none.
 * @throws AppError "authority/not-found", "authority/none", "authority/ambiguous"
 */
export function selectAuthority(context: Context, selector: string | undefined): AuthorityRow {
  const all = context.store.authorities.list()
  if (selector === undefined) {
    // Of a root and its intermediate, the intermediate is the one that issues.
    const parents = new Set(
      all.flatMap((row) => {
        const parent = parentOf(all, row)
        return parent ? [issuerKeyOf(parent)] : []
      }),
    )
    const own = all.filter((row) => row.kind === 'own' && !parents.has(issuerKeyOf(row)))
    // Two certificates of one authority are one authority: the one that lives longer issues.
    const [longest, ...others] = own.toSorted((a, b) => b.not_after - a.not_after)
    if (!longest) throw new AppError('authority/none')
    const issuer = issuerKeyOf(longest)
    if (others.some((row) => issuer === null || issuerKeyOf(row) !== issuer)) throw new AppError('authority/ambiguous')
    return longest
  }
  const name = selector.normalize('NFC').trim()
  const found = all.find((row) => row.id === selector) ?? all.find((row) => row.name === name)
  if (!found) throw new AppError('authority/not-found', { name: selector })
  return found
}

/** The same, and it must be able to sign. @throws AppError "authority/not-own" */
export function selectSigningAuthority(context: Context, selector: string | undefined): AuthorityRow {
  const row = selectAuthority(context, selector)
  if (row.kind !== 'own') throw new AppError('authority/not-own', { name: row.name })
  return row
}

/** Certificate and key of an own authority, and what stands above it. */
export function signerOf({ store }: Context, row: AuthorityRow, open: OpenVault): Signer {
  const [, ...above] = chainFrom(store.authorities.list(), row)
  return { certificate: row.der, pkcs8: open.key('authority-key', row.id), crlUrl: row.crl_url, above }
}

/** As the contract shows it. */
export function viewAuthority(context: Context, row: AuthorityRow, pem = false): Authority {
  const { authorities } = context.store
  const crl = authorities.newestCrl(row.id)
  return {
    id: row.id,
    name: row.name,
    kind: row.kind,
    subject: row.subject,
    issuer: row.issuer,
    parentId: parentOf(authorities.list(), row)?.id ?? null,
    keyType: row.key_type,
    serial: row.serial,
    fingerprint: row.fingerprint,
    notBefore: instant(row.not_before),
    notAfter: instant(row.not_after),
    createdAt: instant(row.created_at),
    counts: authorities.counts(row.id),
    crlUrl: row.crl_url,
    staleList: row.stale_list,
    holdsUnknown: row.held_from !== null,
    crl: crl
      ? {
          number: crl.number,
          thisUpdate: instant(crl.this_update),
          nextUpdate: instant(crl.next_update),
          entries: crl.entries,
          pending: row.crl_pending === 1,
        }
      : null,
    ...(pem ? { pem: toPem('CERTIFICATE', row.der) } : {}),
  }
}
