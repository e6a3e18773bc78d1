import { isDeepStrictEqual } from 'node:util'
import type { z } from 'zod'
import type { SetSite } from '../../../shared/contract/site.ts'
import { AppError } from '../../../shared/errors/index.ts'
import type { Context } from '../app/context.ts'
import { selectAuthority, usualAuthority } from '../authority/select.ts'
import type { AuthorityRow } from '../store/authorities.ts'
import { isUntouched, revert, type Change } from '../store/change.ts'
import type { SecretChanges } from '../store/site-secrets.ts'
import type { SiteRecord, SiteSecret, SiteStore } from '../store/sites.ts'
import { assertNoConflict, assertNotItself, assertOneRuleEach } from './conflicts.ts'
import { changeOptions } from './options.ts'

type SiteInput = z.output<typeof SetSite>

/** The secrets of a site as they lie in the database, to be put back without being opened. */
export type SealedSecrets = Readonly<Record<SiteSecret, Uint8Array | null>>

/** One change of a site's settings, with what is needed to take it back. */
export interface SiteChange extends Change<SiteRecord> {
  readonly sealed: Change<SealedSecrets>
}

/**
 * Whether a change would send a stored login to another place than it was given for, or to one that proves itself
 * otherwise. That gives a secret away, so it needs the authority unlocked, like reading it.
 */
export function movesLogin(before: SiteRecord, after: SiteRecord, input: SiteInput): boolean {
  const { login } = before.options
  if (!login || login.kind === 'user' || input.login !== undefined) return false
  const placeOf = ({ upstream, options }: SiteRecord): unknown => [new URL(upstream).origin, options.upstreamTls]
  return !isDeepStrictEqual(placeOf(before), placeOf(after))
}

/** The authorities that are named; without a name the usual one. */
export function selectAuthorities(context: Context, selectors: readonly string[]): AuthorityRow[] {
  const rows = selectors.length === 0 ? [usualAuthority(context)] : []
  for (const selector of selectors) rows.push(selectAuthority(context, selector))
  return [...new Map(rows.map((row) => [row.id, row])).values()]
}

/**
 * A site after a call that changes settings: only what the call names. Its server certificate is not part of it.
 * @throws AppError for settings that contradict each other, and as `selectAuthorities`
 */
export function applySettings(
  context: Context,
  current: SiteRecord,
  input: SiteInput,
): { readonly site: SiteRecord; readonly secrets: SecretChanges } {
  const upstream = input.upstream ?? current.upstream
  const { options, secrets } = changeOptions(current.options, input, { upstream, now: context.now() })
  const site: SiteRecord = {
    ...current,
    name: input.name ?? current.name,
    hosts: input.hosts ? [...new Set(input.hosts)] : current.hosts,
    listen: input.listen ?? current.listen,
    upstream,
    publicUpstream: input.publicUpstream === undefined ? current.publicUpstream : input.publicUpstream,
    mode: input.mode ?? current.mode,
    contact: input.contact ?? current.contact,
    ignoreCase: input.ignoreCase ?? current.ignoreCase,
    observe: input.observe ?? current.observe,
    authorityIds:
      input.authorities === undefined
        ? current.authorityIds
        : selectAuthorities(context, input.authorities).map((row) => row.id),
    options,
  }
  assertSound(context, site)
  return { site, secrets }
}

/** @throws AppError when it contradicts itself or another site */
export function assertSound(context: Context, site: SiteRecord): void {
  assertNoConflict(context, site)
  assertNotItself(site)
  assertOneRuleEach(site)
}

export function sealedSecrets(sites: SiteStore, id: string): SealedSecrets {
  return {
    'server-key': sites.sealed('server-key', id),
    'upstream-key': sites.sealed('upstream-key', id),
    'upstream-login': sites.sealed('upstream-login', id),
  }
}

/**
 * Takes back one change of settings: what it changed and nobody has changed since. Inside a transaction.
 * @throws AppError "site/not-found" when the site is gone; "app/undo-over" when its certificate was replaced since
 */
export function revertSettings(sites: SiteStore, { before, after, sealed }: SiteChange): SiteRecord {
  const sealedNow = sealedSecrets(sites, after.id)
  const site = sites.update(after.id, (current) => {
    // A certificate and its key are one thing: both are put back, or none.
    const certificates: Change<Certificate> = {
      before: certificateOf(before, sealed.before),
      after: certificateOf(after, sealed.after),
    }
    if (!isUntouched(certificateOf(current, sealedNow), certificates)) throw new AppError('app/undo-over')
    const options = revert(current.options, { before: before.options, after: after.options })
    return { ...revert(current, { before, after }), options }
  })
  const secrets = revert(sealedNow, sealed)
  for (const kind of Object.keys(secrets) as SiteSecret[]) sites.saveSealed(kind, after.id, secrets[kind])
  return site
}

interface Certificate extends Pick<SiteRecord, 'certificateSource' | 'certificatePem'> {
  readonly key: Uint8Array | null
}

function certificateOf({ certificateSource, certificatePem }: SiteRecord, sealed: SealedSecrets): Certificate {
  return { certificateSource, certificatePem, key: sealed['server-key'] }
}

/** @throws AppError "app/undo-authority-gone" */
export function assertAuthoritiesKnown(context: Context, site: SiteRecord): void {
  const known = new Set(context.store.authorities.list().map((row) => row.id))
  if (!site.authorityIds.every((one) => known.has(one))) {
    throw new AppError('app/undo-authority-gone', { name: site.name })
  }
}
