import type { Parsed } from '../../../shared/contract/index.ts'
import type { AccessRule } from '../../../shared/contract/rule.ts'
import { AppError } from '../../../shared/errors/index.ts'
import { newId, type Context } from '../app/context.ts'
import { selectAuthority } from '../authority/select.ts'
import { selectDevice } from '../device/select.ts'
import type { Engine } from '../engine.ts'
import type { SiteRecord } from '../store/sites.ts'
import { assertOneRuleEach } from './conflicts.ts'
import { announceSite, putInForce } from './in-force.ts'
import { selectSite } from './service.ts'
import { wouldEnter } from './would-enter.ts'

type Methods = Engine['methods']
type RuleMethods = Pick<Methods, Extract<keyof Methods, `site.rule.${string}`> | 'site.wouldEnter'>

/** Rules of sites: which paths ask for more or less than their site. */
export function createRuleService(context: Context): RuleMethods {
  const { store } = context

  const ruleOf = (id: string, input: Parsed<'site.rule.add'>): AccessRule => {
    const { site: _site, ...said } = input
    const unique = (list: readonly string[]): string[] => [...new Set(list)]
    return {
      ...said,
      id,
      devices: unique(said.devices.map((one) => knownDevice(one))),
      authorities: unique(said.authorities.map((one) => selectAuthority(context, one).id)),
      groups: unique(said.groups),
      commonNames: unique(said.commonNames),
      organizations: unique(said.organizations),
      units: unique(said.units),
      fingerprints: unique(said.fingerprints),
    }
  }
  /** A device that was removed may stay in a rule that is changed in another respect: it goes on matching nobody. */
  const knownDevice = (selector: string): string => {
    const named = store.sites.list().some((site) => site.rules.some((rule) => rule.devices.includes(selector)))
    return named ? selector : selectDevice(context, selector).id
  }

  /** Saves and puts in force, or leaves everything as it was. */
  const save = async (site: SiteRecord, rule: AccessRule, before: AccessRule | null): Promise<AccessRule> => {
    assertOneRuleEach({ ...site, rules: [...site.rules.filter((one) => one.id !== rule.id), rule] })
    store.sql.transaction(() => store.sites.rules.save(site.id, rule))
    await putInForce(context, site.id, () =>
      before ? store.sites.rules.save(site.id, before) : store.sites.rules.remove(rule.id),
    )
    announceSite(context, site.id)
    if (before) keepWayBack(site, before, 'rule-changed')
    return rule
  }
  /** The rule as it was, among what the site's other rules are then. */
  const keepWayBack = ({ id: siteId }: SiteRecord, rule: AccessRule, kind: 'rule-changed' | 'rule-removed'): void => {
    const back = async (): Promise<void> => {
      const site = selectSite(context, siteId)
      const now = site.rules.find((one) => one.id === rule.id)
      assertOneRuleEach({ ...site, rules: [...site.rules.filter((one) => one.id !== rule.id), rule] })
      store.sql.transaction(() => store.sites.rules.save(siteId, rule))
      await putInForce(context, siteId, () =>
        now ? store.sites.rules.save(siteId, now) : store.sites.rules.remove(rule.id),
      )
      announceSite(context, siteId)
    }
    context.undo.keep({ kind, name: rule.path, about: `site/${siteId}/rule/${rule.id}`, back })
  }

  return {
    'site.rule.list': async ({ site }) => [...selectSite(context, site).rules],
    'site.rule.add': async (input) => save(selectSite(context, input.site), ruleOf(newId(), input), null),
    'site.rule.set': async ({ rule, ...input }) => {
      const site = selectSite(context, input.site)
      const before = site.rules.find((one) => one.id === rule)
      if (!before) throw new AppError('site/rule-not-found', { name: site.name, path: input.path })
      return save(site, ruleOf(rule, input), before)
    },
    'site.rule.remove': async ({ site: selector, path }) => {
      const site = selectSite(context, selector)
      const rule = site.rules.find((one) => one.path === path)
      if (!rule) throw new AppError('site/rule-not-found', { name: site.name, path })
      store.sql.transaction(() => store.sites.rules.remove(rule.id))
      await putInForce(context, site.id, () => store.sites.rules.save(site.id, rule))
      announceSite(context, site.id)
      keepWayBack(site, rule, 'rule-removed')
      return { id: rule.id, path }
    },
    'site.wouldEnter': async (input) => wouldEnter(context, selectSite(context, input.site), input),
  }
}
