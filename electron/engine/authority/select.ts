import type { Authority } from '../../../shared/contract/authority.ts'
import { AppError } from '../../../shared/errors/index.ts'
import { instant, type Context } from '../app/context.ts'
import type { AuthorityRow } from '../store/authorities.ts'
import type { OpenVault } from '../store/vault.ts'
import type { Signer } from '../../pki/x509/issue.ts'
import { chainFrom, issuerKeyOf, parentOf } from './issuer.ts'
import { toPem } from '../../pki/x509/pem.ts'

/** The name of the setting that holds the id of the authority that its owner marked as the usual one. */
const USUAL_SETTING = 'usual-authority'

/**
 * The own authorities that issue, oldest first: of a root and its intermediate the intermediate, of two certificates of
 * one name and key the one that lives longer.
 */
function issuingAuthorities(all: readonly AuthorityRow[]): AuthorityRow[] {
  const parents = new Set(
    // An intermediate whose key is not in the vault issues nothing for its owner: the ACME server's, or one elsewhere.
    all
      .filter(({ kind }) => kind === 'own')
      .flatMap((row) => {
        const parent = parentOf(all, row)
        return parent ? [issuerKeyOf(parent)] : []
      }),
  )
  const own = all.filter((row) => row.kind === 'own' && !parents.has(issuerKeyOf(row)))
  const longest = own.filter((row) => {
    const key = issuerKeyOf(row)
    const twins = key === null ? [row] : own.filter((other) => issuerKeyOf(other) === key)
    return twins.toSorted((one, other) => other.not_after - one.not_after)[0] === row
  })
  return longest.toSorted((one, other) => one.created_at - other.created_at)
}

/** The usual authority among these; undefined where there is no own one. See `usualAuthority`. */
function findUsual(all: readonly AuthorityRow[], marked: string | null, now: number): AuthorityRow | undefined {
  const issuing = issuingAuthorities(all)
  const candidates = [...all.filter((row) => row.id === marked && row.kind === 'own'), ...issuing]
  return candidates.find((row) => row.not_before <= now && now < row.not_after) ?? candidates[0]
}

/**
 * The authority for new devices and sites where none is named: the one that the owner marked, else the oldest one.
 * One that has expired is passed over while another one is valid. Never ambiguous (decision 62).
 * @throws AppError "authority/none"
 */
export function usualAuthority({ store, now }: Context): AuthorityRow {
  const found = findUsual(store.authorities.list(), store.settings.text(USUAL_SETTING), now())
  if (!found) throw new AppError('authority/none')
  return found
}

/** Marks an own authority as the usual one. */
export function markUsual({ store }: Context, id: string): void {
  store.settings.setText(USUAL_SETTING, id)
}

/**
 * Finds an authority by id or name; without a selector the only one with a key, below which there is none.
 * @throws AppError "authority/not-found", "authority/none", "authority/ambiguous"
 */
export function selectAuthority(context: Context, selector: string | undefined): AuthorityRow {
  const all = context.store.authorities.list()
  if (selector === undefined) {
    const [only, ...others] = issuingAuthorities(all)
    if (!only) throw new AppError('authority/none')
    if (others.length > 0) {
      throw new AppError('authority/ambiguous', { names: [only, ...others].map((row) => row.name) })
    }
    return only
  }
  const name = selector.normalize('NFC').trim()
  const found = all.find((row) => row.id === selector) ?? all.find((row) => row.name === name)
  if (!found) throw new AppError('authority/not-found', { name: selector })
  return found
}

/** The same, and it must be able to sign. @throws AppError "authority/not-own" and as `selectAuthority` */
export function selectSigningAuthority(context: Context, selector: string | undefined): AuthorityRow {
  const row = selectAuthority(context, selector)
  if (row.kind !== 'own') throw new AppError('authority/not-own', { name: row.name })
  return row
}

/** The authority that issues where one may be named: the named one, else the usual one. @throws as above */
export function selectIssuingAuthority(context: Context, selector: string | undefined): AuthorityRow {
  return selector === undefined ? usualAuthority(context) : selectSigningAuthority(context, selector)
}

/** Certificate and key of an own authority, and what stands above it. */
export function signerOf({ store }: Context, row: AuthorityRow, open: OpenVault): Signer {
  const [, ...above] = chainFrom(store.authorities.list(), row)
  return { certificate: row.der, pkcs8: open.key('authority-key', row.id), crlUrl: row.crl_url, above }
}

/** As the contract shows it. */
export function viewAuthority(context: Context, row: AuthorityRow, pem = false): Authority {
  const { authorities, settings } = context.store
  const crl = authorities.newestCrl(row.id)
  const all = authorities.list()
  return {
    id: row.id,
    name: row.name,
    kind: row.kind,
    subject: row.subject,
    issuer: row.issuer,
    usual: findUsual(all, settings.text(USUAL_SETTING), context.now())?.id === row.id,
    parentId: parentOf(all, row)?.id ?? null,
    acme: context.acmeServer.intermediate(row.id),
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
