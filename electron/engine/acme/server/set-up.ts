import type { Parsed } from '../../../../shared/contract/index.ts'
import { AppError } from '../../../../shared/errors/index.ts'
import type { Context } from '../../app/context.ts'
import { signerOf, usualAuthority } from '../../authority/select.ts'
import { describeProblem } from '../../enforcement/listen-problem.ts'
import { placedManageSites } from '../../manage/place.ts'
import { listenKey, overlaps, parseListen } from '../../network/listen.ts'
import { listenFailure } from '../../network/port.ts'
import { issueIdentity } from '../../site/certificate/issue.ts'
import type { HouseAuthority } from './house-authority.ts'
import { HOUSE_NAMES, ownNetworks } from './names.ts'
import type { AcmeServerSettings, StoredAcmeServer } from './stored-settings.ts'

export interface SetUpOptions {
  readonly context: Context
  readonly stored: StoredAcmeServer
  readonly authority: HouseAuthority
}

/** A site that speaks at the same port. @throws AppError acme/port-of-site */
function assertNoSite({ store }: Context, listen: string): void {
  const wanted = parseListen(listen)
  const site = [...store.sites.list(), ...placedManageSites(store)].find((one) =>
    [one.listen, ...one.options.redirects].some((text) => overlaps(parseListen(text), wanted)),
  )
  if (site) throw new AppError('acme/port-of-site', { listen, name: site.name })
}

/**
 * Whether the port can be had at all. Another program may have it; what only the rights of this process forbid may be
 * allowed to the one that will open it.
 * @throws AppError site/port-taken, site/address-unavailable
 */
async function assertFree({ store }: Context, listen: string): Promise<void> {
  const place = parseListen(listen)
  const code = await listenFailure(place.address, place.port)
  if (code === null || code === 'EACCES' || code === 'EPERM') return
  throw await describeProblem({ ...place, code }, store.sites.list())
}

/** Where the port is open now. */
function isOpenAt({ enforcer }: Context, settings: AcmeServerSettings | null, listen: string): boolean {
  if (!settings?.enabled || enforcer.gate().state !== 'running') return false
  const key = listenKey(parseListen(listen))
  return listenKey(parseListen(settings.listen)) === key && enforcer.problemAt(listen) === null
}

/**
 * Sets the ACME server up, or changes it: all of it or nothing.
 * @throws AppError authority/none, authority/wrong-passphrase, authority/locked, acme/port-of-site, site/port-taken,
 *   site/port-forbidden, site/address-unavailable, and as `issueServer`
 */
export async function setUp(
  { context, stored, authority: house }: SetUpOptions,
  { listen, host, names, approve, signWhileUnlocked, passphrase }: Parsed<'acme.serve'>,
): Promise<void> {
  const { store, vault, enforcer } = context
  const { id } = usualAuthority(context)
  assertNoSite(context, listen)
  if (!isOpenAt(context, stored.settings(), listen)) await assertFree(context, listen)
  const open = await vault.open(passphrase)
  const parent = store.authorities.find(id)
  if (parent?.kind !== 'own') throw new AppError('authority/none')
  const identity = await issueIdentity(context, { authority: parent, open, hosts: [host] })
  const before = { settings: stored.settings(), key: stored.key(), intermediate: stored.intermediate() }
  store.sql.transaction(() => {
    // The certificate took its time.
    assertNoSite(context, listen)
    if (store.authorities.find(id)?.kind !== 'own') throw new AppError('authority/none')
    if (identity.issued) store.devices.insertCertificate(identity.issued)
    stored.saveKey(identity.keyPem)
    stored.save({
      enabled: true,
      listen,
      host,
      names: [...new Set(names ?? [...HOUSE_NAMES, ...ownNetworks()])],
      approve,
      signWhileUnlocked,
      authorityId: id,
      certificatePem: identity.certPem,
    })
  })
  const takeBack = (): void =>
    store.sql.transaction(() => {
      const made = stored.intermediate()
      stored.save(before.settings)
      stored.saveKey(before.key)
      stored.saveIntermediate(before.intermediate)
      if (made === null || made.authorityId === before.intermediate?.authorityId) return
      // An intermediate for what was never in force.
      if (store.authorities.counts(made.authorityId).issued > 0) return
      store.acme.saveSecret('acme-ca-key', made.authorityId, null)
      store.authorities.remove(made.authorityId)
    })
  try {
    await house.prepare(signerOf(context, parent, open))
    await enforcer.sync()
    const problem = enforcer.problemAt(listen)
    if (problem) throw AppError.fromProblem(problem)
  } catch (error) {
    takeBack()
    await enforcer.sync().catch(() => undefined)
    throw error
  }
}
