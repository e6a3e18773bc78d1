import { askLogin } from './ask-login.ts'
import { isDeepStrictEqual } from 'node:util'
import type { Parsed } from '../../../shared/contract/index.ts'
import type { Site } from '../../../shared/contract/site.ts'
import { AppError } from '../../../shared/errors/index.ts'
import { newId, type Context } from '../app/context.ts'
import { selectAuthority, selectSigningAuthority } from '../authority/select.ts'
import type { Engine } from '../engine.ts'
import { newSiteOptions } from '../store/site-options.ts'
import type { SiteRecord } from '../store/sites.ts'
import { checkIdentity, issueIdentity, type ServerIdentity } from './certificate/issue.ts'
import {
  applySettings,
  movesLogin,
  assertAuthoritiesKnown,
  revertSettings,
  sealedSecrets,
  selectAuthorities,
  type SiteChange,
} from './change.ts'
import { assertNoConflict, assertNotItself } from './conflicts.ts'
import { announceSite, putInForce } from './in-force.ts'
import { proposeSite } from './propose.ts'
import { changeOptions } from './options.ts'
import { serverSigner } from './certificate/signer.ts'
import { readPair } from './certificate/read-files.ts'
import { exportSite, saveExport } from '../graduate/service.ts'
import { saveSecrets } from '../store/site-secrets.ts'
import { loadServerKey } from '../store/server-key.ts'
import { viewSite } from './view.ts'
import { readGivenFiles } from './read-given.ts'
import { forgetHealth, isChange, keepSettings } from './undo-snapshot.ts'

type Methods = Engine['methods']
type SiteMethods = Omit<
  Pick<Methods, Extract<keyof Methods, `site.${string}`>>,
  `site.rule.${string}` | `site.acme.${string}` | 'site.wouldEnter'
>

/** How often a certificate is made for a site whose hosts are changed meanwhile. */
const MAX_ATTEMPTS = 4

/** Whether a call says where the certificate comes from. */
function choosesCertificate({ certificate, certificateFiles, signer }: Parsed<'site.set'>): boolean {
  return certificate !== undefined || Boolean(certificateFiles) || signer !== undefined
}

/** Whether the own authority issues a certificate with a change: it was asked to, or the hosts are others. */
function wantsIssued(before: SiteRecord, after: SiteRecord, input: Parsed<'site.set'>): boolean {
  if (input.certificate !== undefined || input.certificateFiles) return input.certificate === null
  if (input.signer !== undefined) return true
  return before.certificateSource === 'authority' && after.hosts.some((host) => !before.hosts.includes(host))
}

/** @throws AppError "site/not-found", "site/ambiguous" */
export function selectSite(context: Context, selector: string): SiteRecord {
  const name = selector.normalize('NFC').trim()
  const found = context.store.sites.find(selector) ?? context.store.sites.list().find((site) => site.name === name)
  if (!found) throw new AppError('site/not-found', { name: selector })
  return found
}

/** Sites: what is protected, and whether it is open. */
export function createSiteService(context: Context): SiteMethods {
  const { store, vault, enforcer } = context

  /** Issues a certificate for these hosts. */
  const issueFor = async (
    { hosts, ...site }: Pick<SiteRecord, 'hosts' | 'authorityIds'> & { readonly certificatePem: string | null },
    { passphrase, signer }: Pick<Parsed<'site.add'>, 'passphrase' | 'signer'>,
  ): Promise<ServerIdentity> => {
    const open = await vault.open(passphrase)
    const authority = serverSigner(context, { ...site, chosen: signer })
    return issueIdentity(context, { authority, open, hosts })
  }

  /** Stores a certificate of a site, in the transaction that stores the site. */
  const saveIdentity = (siteId: string, { issued, keyPem }: ServerIdentity): void => {
    if (issued) {
      // It took its time: the authority may have been removed meanwhile.
      selectSigningAuthority(context, issued.authority_id)
      store.devices.insertCertificate(issued)
    }
    saveSecrets(store, siteId, { 'server-key': keyPem })
  }

  const add: SiteMethods['site.add'] = async (given) => {
    const input = await readGivenFiles(context.untrusted, given)
    const authorities = selectAuthorities(context, input.authorities)
    const hosts = [...new Set(input.hosts)]
    const { options, secrets } = changeOptions(newSiteOptions, input, {
      upstream: input.upstream,
      now: context.now(),
    })
    const draft = {
      id: newId(),
      name: input.name,
      hosts,
      listen: input.listen,
      upstream: input.upstream,
      publicUpstream: input.publicUpstream ?? null,
      mode: input.mode,
      contact: input.contact,
      ignoreCase: input.ignoreCase,
      observe: input.observe,
      rules: [],
      enabled: true,
      createdAt: context.now(),
      authorityIds: authorities.map((row) => row.id),
      options,
      damaged: null,
    }
    assertNoConflict(context, draft)
    assertNotItself(draft)
    const own = input.certificateFiles ? await readPair(context.untrusted, input.certificateFiles) : input.certificate
    const identity = own
      ? checkIdentity({ ...own, hosts, now: context.now() })
      : await issueFor({ ...draft, certificatePem: null }, input)
    store.sql.transaction(() => {
      // Another call may have taken the name or the port, or an authority away, while the certificate was made.
      assertNoConflict(context, draft)
      for (const id of draft.authorityIds) selectAuthority(context, id)
      store.sites.insert({ ...draft, certificateSource: identity.source, certificatePem: identity.certPem })
      saveSecrets(store, draft.id, secrets)
      saveIdentity(draft.id, identity)
    })
    await putInForce(context, draft.id, () => store.sites.remove(draft.id))
    return announceSite(context, draft.id)
  }

  const set: SiteMethods['site.set'] = async (given) => {
    const { id } = selectSite(context, given.site)
    const input = await readGivenFiles(context.untrusted, given)
    const pair = input.certificateFiles ? await readPair(context.untrusted, input.certificateFiles) : null
    for (let attempt = 1; ; attempt += 1) {
      const before = selectSite(context, id)
      const wanted = applySettings(context, before, input).site
      const moved = movesLogin(before, wanted, input)
      if (moved) await vault.open(input.passphrase)
      const issued = wantsIssued(before, wanted, input) ? await issueFor(wanted, input) : null
      const change = store.sql.transaction(() =>
        changeSettings(id, input, { pair, issued, hosts: wanted.hosts, moved }),
      )
      if (change) return putChangeInForce(change)
      // Its hosts were changed while a certificate for them was made: one for those that it has now is made.
      if (attempt === MAX_ATTEMPTS) throw new AppError('app/changed-meanwhile', { name: before.name })
    }
  }

  /** What is to be stored besides the settings, made before the transaction. */
  interface Prepared {
    /** From the files that were named. */
    readonly pair: { readonly certPem: string; readonly keyPem: string } | null
    readonly issued: ServerIdentity | null
    /** Those that `issued` is for. */
    readonly hosts: readonly string[]
    /** The vault was opened because a stored login goes elsewhere. */
    readonly moved: boolean
  }

  /** Merges a call into the site as it is now, inside a transaction. @returns null when `prepared` does not fit it */
  const changeSettings = (id: string, input: Parsed<'site.set'>, prepared: Prepared): SiteChange | null => {
    const before = selectSite(context, id)
    const sealed = sealedSecrets(store.sites, id)
    const { site, secrets } = applySettings(context, before, input)
    if (movesLogin(before, site, input) && !prepared.moved) return null
    const identity = identityOf(before, site, input, prepared)
    if (identity === 'outdated') return null
    const { source, certPem } = identity ?? { source: site.certificateSource, certPem: site.certificatePem }
    const after = store.sites.update(id, () => ({ ...site, certificateSource: source, certificatePem: certPem }))
    saveSecrets(store, id, secrets)
    if (identity) saveIdentity(id, identity)
    const change = { before, after, sealed: { before: sealed, after: sealedSecrets(store.sites, id) } }
    return choosesCertificate(input) ? { ...change, orderAgain: endOrders(id) } : change
  }

  /** The certificate comes from elsewhere from now on. @returns takes that back, where nobody has ordered one since */
  const endOrders = (id: string): (() => void) => {
    const putBack = store.keep.acmeCertificate(id)
    store.acme.removeCertificate(id)
    return () => {
      if (!store.acme.certificate(id)) putBack()
    }
  }

  /** The server certificate that goes with a change; null for the one that it has. @throws as `checkIdentity` */
  const identityOf = (
    before: SiteRecord,
    site: SiteRecord,
    input: Parsed<'site.set'>,
    { pair, issued, hosts }: Prepared,
  ): ServerIdentity | 'outdated' | null => {
    const given = pair ?? input.certificate
    if (given) return checkIdentity({ ...given, hosts: site.hosts, now: context.now() })
    if (wantsIssued(before, site, input)) {
      return issued && isDeepStrictEqual(hosts, site.hosts) ? issued : 'outdated'
    }
    if (!site.hosts.some((host) => !before.hosts.includes(host))) return null
    // Another one is ordered for its names as they are now; until then the one in force is shown.
    if (context.publicCertificates.isOrdered(site.id)) return null
    const keyPem = loadServerKey(store, site.id)
    const own = { certPem: before.certificatePem, keyPem: keyPem ?? '' }
    return keyPem === null ? null : checkIdentity({ ...own, hosts: site.hosts, now: context.now() })
  }

  const putChangeInForce = async (change: SiteChange): Promise<Site> => {
    const { id } = change.after
    await putInForce(context, id, () => void revertSettings(store.sites, change))
    forgetHealth(context, change)
    if (isChange(change)) keepSettings(context, change)
    context.publicCertificates.check()
    return announceSite(context, id)
  }

  const start: SiteMethods['site.start'] = async ({ site }) => {
    const { id } = selectSite(context, site)
    let was = true
    store.sites.update(id, (current) => {
      was = current.enabled
      return { ...current, enabled: true }
    })
    await enforcer.sync()
    const { problem } = enforcer.stateOf(selectSite(context, id))
    if (problem) {
      store.sites.update(id, (current) => ({ ...current, enabled: current.enabled && was }))
      if (!was) await enforcer.sync()
      announceSite(context, id)
      throw AppError.fromProblem(problem)
    }
    context.publicCertificates.check()
    return announceSite(context, id)
  }

  const stop: SiteMethods['site.stop'] = async ({ site }) => {
    const { id } = selectSite(context, site)
    store.sites.update(id, (current) => ({ ...current, enabled: false }))
    await enforcer.sync()
    return announceSite(context, id)
  }

  const remove: SiteMethods['site.remove'] = async ({ site }) => {
    const before = selectSite(context, site)
    const { id, name } = before
    const putBack = store.sql.transaction(() => {
      const kept = store.keep.site(id)
      store.sites.remove(id)
      return kept
    })
    await enforcer.sync()
    const back = async (): Promise<void> => {
      assertNoConflict(context, before)
      assertAuthoritiesKnown(context, before)
      store.sql.transaction(putBack)
      await enforcer.sync()
      announceSite(context, id)
    }
    context.undo.keep({ kind: 'site-removed', name, about: `site/${id}`, back })
    context.emit('site.removed', { id })
    return { id }
  }

  return {
    'site.propose': ({ upstream }) => proposeSite(context, upstream),
    'site.add': add,
    'site.set': set,
    'site.list': async () => store.sites.list().map((site) => viewSite(context, site)),
    'site.login.ask': async ({ site }) => askLogin(selectSite(context, site)),

    'site.show': async ({ site }) => viewSite(context, selectSite(context, site)),
    'site.start': start,
    'site.stop': stop,
    'site.remove': remove,
    'site.export': ({ site, ...wanted }) => exportSite(context, selectSite(context, site), wanted),
    'site.saveExport': ({ site, ...wanted }) => saveExport(context, selectSite(context, site), wanted),
  }
}
