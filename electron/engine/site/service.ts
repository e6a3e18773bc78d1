import { isDeepStrictEqual } from 'node:util'
import type { z } from 'zod'
import type { AddSite, SetSite } from '../../../shared/contract/site.ts'
import { AppError } from '../../../shared/errors/index.ts'
import { newId, type Context } from '../app/context.ts'
import { intermediatesFrom } from '../authority/chain.ts'
import { selectAuthority, selectSigningAuthority, signerOf } from '../authority/select.ts'
import type { Engine } from '../engine.ts'
import type { AuthorityRow } from '../store/authorities.ts'
import { defaultSiteOptions } from '../store/site-options.ts'
import type { SiteRecord } from '../store/sites.ts'
import { checkIdentity, issueIdentity, type ServerIdentity } from './certificate/issue.ts'
import { assertNoConflict, assertNotItself, assertOneRuleEach } from './conflicts.ts'
import { announceSite, putInForce } from './in-force.ts'
import { proposeSite } from './propose.ts'
import { changeOptions } from './options.ts'
import { readPair } from './certificate/read-files.ts'
import { exportSite, saveExport } from '../graduate/service.ts'
import { saveSecrets, type SecretChanges } from '../store/site-secrets.ts'
import { loadServerKey } from '../store/server-key.ts'
import { viewSite } from './view.ts'
import { keepSettings, putBackSecrets, sealedSecrets } from './undo-snapshot.ts'

type Methods = Engine['methods']
type SiteMethods = Omit<
  Pick<Methods, Extract<keyof Methods, `site.${string}`>>,
  `site.rule.${string}` | 'site.wouldEnter'
>

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

  const selectAuthorities = (selectors: readonly string[]): AuthorityRow[] => {
    const rows = selectors.length === 0 ? [selectAuthority(context, undefined)] : []
    for (const selector of selectors) rows.push(selectAuthority(context, selector))
    return [...new Map(rows.map((row) => [row.id, row])).values()]
  }

  const identityFor = async (
    hosts: readonly string[],
    authorities: readonly AuthorityRow[],
    input: Pick<z.output<typeof AddSite>, 'passphrase'> &
      Pick<z.output<typeof SetSite>, 'certificate' | 'certificateFiles'>,
  ): Promise<ServerIdentity> => {
    const own = input.certificateFiles ? await readPair(input.certificateFiles) : input.certificate
    if (own) return checkIdentity({ ...own, hosts, now: context.now() })
    const signing = authorities.find((row) => row.kind === 'own') ?? selectSigningAuthority(context, undefined)
    const open = await vault.open(input.passphrase)
    return issueIdentity({
      signer: signerOf(signing, open),
      authorityId: signing.id,
      intermediates: intermediatesFrom(store.authorities.list(), signing),
      hosts,
      now: context.now(),
    })
  }

  const save = (site: SiteRecord, identity: ServerIdentity | null, secrets: SecretChanges): void => {
    store.sql.transaction(() => {
      // Checked again here: another call may have come in between while the certificate was made.
      assertNoConflict(context, site)
      store.sites.save(site)
      saveSecrets(store, site.id, secrets)
      if (!identity) return
      if (identity.issued) store.devices.insertCertificate(identity.issued)
      saveSecrets(store, site.id, { 'server-key': identity.keyPem })
    })
  }

  const add: SiteMethods['site.add'] = async (input) => {
    const authorities = selectAuthorities(input.authorities)
    const hosts = [...new Set(input.hosts)]
    const { options, secrets } = changeOptions(defaultSiteOptions, input, {
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
    }
    assertNoConflict(context, draft)
    assertNotItself(draft)
    const identity = await identityFor(hosts, authorities, input)
    save({ ...draft, certificateSource: identity.source, certificatePem: identity.certPem }, identity, secrets)
    await putInForce(context, draft.id, () => store.sites.remove(draft.id))
    return announceSite(context, draft.id)
  }

  const set: SiteMethods['site.set'] = async (input) => {
    const before = selectSite(context, input.site)
    const oldKey = loadServerKey(store, before.id)
    const upstream = input.upstream ?? before.upstream
    const { options, secrets } = changeOptions(before.options, input, { upstream, now: context.now() })
    const authorities =
      input.authorities === undefined
        ? before.authorityIds.map((id) => selectAuthority(context, id))
        : selectAuthorities(input.authorities)
    const draft: SiteRecord = {
      ...before,
      name: input.name ?? before.name,
      hosts: input.hosts ? [...new Set(input.hosts)] : before.hosts,
      listen: input.listen ?? before.listen,
      upstream,
      publicUpstream: input.publicUpstream === undefined ? before.publicUpstream : input.publicUpstream,
      mode: input.mode ?? before.mode,
      contact: input.contact ?? before.contact,
      ignoreCase: input.ignoreCase ?? before.ignoreCase,
      observe: input.observe ?? before.observe,
      authorityIds: authorities.map((row) => row.id),
      options,
    }
    assertNoConflict(context, draft)
    assertNotItself(draft)
    assertOneRuleEach(draft)
    let identity: ServerIdentity | null = null
    const otherHosts = draft.hosts.some((host) => !before.hosts.includes(host))
    const another = input.certificate !== undefined || Boolean(input.certificateFiles)
    if (another || (otherHosts && before.certificateSource === 'authority')) {
      identity = await identityFor(draft.hosts, authorities, input)
    } else if (otherHosts && oldKey !== null) {
      const own = { certPem: before.certificatePem, keyPem: oldKey }
      identity = checkIdentity({ ...own, hosts: draft.hosts, now: context.now() })
    }
    // Whether it is open may have changed while the certificate was made.
    const { enabled } = selectSite(context, before.id)
    const sealed = sealedSecrets(store, before.id)
    save(
      identity
        ? { ...draft, enabled, certificateSource: identity.source, certificatePem: identity.certPem }
        : { ...draft, enabled },
      identity,
      secrets,
    )
    await putInForce(context, before.id, () => {
      store.sites.save({ ...before, enabled })
      putBackSecrets(store, before.id, sealed)
    })
    const changed = identity !== null || Object.keys(secrets).length > 0 || !isDeepStrictEqual(draft, before)
    if (changed) keepSettings(context, draft.name, { site: before, sealed, otherCertificate: identity !== null })
    return announceSite(context, before.id)
  }

  const start: SiteMethods['site.start'] = async ({ site }) => {
    const before = selectSite(context, site)
    store.sites.setEnabled(before.id, true)
    await enforcer.sync()
    const { problem } = enforcer.stateOf({ ...before, enabled: true })
    if (problem) {
      store.sites.setEnabled(before.id, before.enabled)
      if (!before.enabled) await enforcer.sync()
      announceSite(context, before.id)
      throw AppError.fromProblem(problem)
    }
    return announceSite(context, before.id)
  }

  const stop: SiteMethods['site.stop'] = async ({ site }) => {
    const { id } = selectSite(context, site)
    store.sites.setEnabled(id, false)
    await enforcer.sync()
    return announceSite(context, id)
  }

  const remove: SiteMethods['site.remove'] = async ({ site }) => {
    const before = selectSite(context, site)
    const { id, name } = before
    const putBack = store.keep.site(id)
    store.sql.transaction(() => store.sites.remove(id))
    await enforcer.sync()
    const back = async (): Promise<void> => {
      assertNoConflict(context, before)
      const known = new Set(store.authorities.list().map((row) => row.id))
      if (!before.authorityIds.every((one) => known.has(one))) throw new AppError('app/undo-authority-gone', { name })
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
    'site.show': async ({ site }) => viewSite(context, selectSite(context, site)),
    'site.start': start,
    'site.stop': stop,
    'site.remove': remove,
    'site.export': ({ site, ...wanted }) => exportSite(context, selectSite(context, site), wanted),
    'site.saveExport': ({ site, ...wanted }) => saveExport(context, selectSite(context, site), wanted),
  }
}
