import type { Parsed } from '../../../shared/contract/index.ts'
import type { AccessRule } from '../../../shared/contract/rule.ts'
import { AppError } from '../../../shared/errors/index.ts'
import { newId, type Context } from '../app/context.ts'
import { selectAuthority } from '../authority/select.ts'
import { selectDevice } from '../device/select.ts'
import type { Engine } from '../engine.ts'
import { isUntouched, type Change } from '../store/change.ts'
import { assertOneRuleEach } from './conflicts.ts'
import { announceSite, putInForce } from './in-force.ts'
import { selectSite } from './service.ts'
import { wouldEnter } from './would-enter.ts'

type Methods = Engine['methods']
type RuleMethods = Pick<Methods, Extract<keyof Methods, `site.rule.${string}`> | 'site.wouldEnter'>

/** The rule for exactly these methods; where none are said, the one for all of them, or the only one for the path. */
function ruleToRemove(
  rules: readonly AccessRule[],
  path: string,
  methods: readonly string[] | undefined,
): AccessRule | undefined {
  const there = rules.filter((one) => one.path === path)
  if (methods === undefined && there.length === 1) return there[0]
  const wanted = [...new Set(methods)].toSorted().join()
  return there.find((one) => one.methods.join() === wanted)
}

/** Rules of sites: which paths ask for more or less than their site. */
export function createRuleService(context: Context): RuleMethods {
  const { store } = context

  const ruleOf = (id: string, input: Parsed<'site.rule.add'>): AccessRule => {
    const { site: _site, ...said } = input
    const unique = (list: readonly string[]): string[] => [...new Set(list)]
    return {
      ...said,
      id,
      methods: unique(said.methods).toSorted(),
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

  const ruleIn = (siteId: string, id: string): AccessRule | undefined =>
    store.sites.find(siteId)?.rules.find((one) => one.id === id)

  /** Puts a change of a rule back, unless the rule was changed or removed since. Inside a transaction. */
  const revertRule = (siteId: string, change: Change<AccessRule>): void => {
    const current = ruleIn(siteId, change.after.id)
    if (current && isUntouched(current, change)) store.sites.rules.update(current.id, () => change.before)
  }

  const assertFits = (siteId: string, rule: AccessRule): void => {
    const site = selectSite(context, siteId)
    assertOneRuleEach({ ...site, rules: [...site.rules.filter((one) => one.id !== rule.id), rule] })
  }

  /** The rule as it was, among what the site's other rules are then. */
  const keepChange = (siteId: string, change: Change<AccessRule>): void => {
    const { before, after } = change
    const back = async (): Promise<void> => {
      store.sql.transaction(() => {
        const current = ruleIn(siteId, after.id)
        if (!current || !isUntouched(current, change)) throw new AppError('app/undo-over')
        assertFits(siteId, before)
        store.sites.rules.update(after.id, () => before)
      })
      await putInForce(context, siteId, () => revertRule(siteId, { before: after, after: before }))
      announceSite(context, siteId)
    }
    context.undo.keep({ kind: 'rule-changed', name: before.path, about: `site/${siteId}/rule/${before.id}`, back })
  }

  const keepRemoval = (siteId: string, rule: AccessRule): void => {
    const back = async (): Promise<void> => {
      store.sql.transaction(() => {
        assertFits(siteId, rule)
        store.sites.rules.insert(siteId, rule)
      })
      await putInForce(context, siteId, () => store.sites.rules.remove(rule.id))
      announceSite(context, siteId)
    }
    context.undo.keep({ kind: 'rule-removed', name: rule.path, about: `site/${siteId}/rule/${rule.id}`, back })
  }

  return {
    'site.rule.list': async ({ site }) => [...selectSite(context, site).rules],

    'site.rule.add': async (input) => {
      const { id: siteId } = selectSite(context, input.site)
      const rule = ruleOf(newId(), input)
      store.sql.transaction(() => {
        assertFits(siteId, rule)
        store.sites.rules.insert(siteId, rule)
      })
      await putInForce(context, siteId, () => store.sites.rules.remove(rule.id))
      announceSite(context, siteId)
      return rule
    },

    'site.rule.set': async ({ rule: id, ...input }) => {
      const site = selectSite(context, input.site)
      const change = store.sql.transaction((): Change<AccessRule> => {
        const before = ruleIn(site.id, id)
        if (!before) throw new AppError('site/rule-not-found', { name: site.name, path: input.path })
        const after = ruleOf(id, input)
        assertFits(site.id, after)
        return { before, after: store.sites.rules.update(id, () => after) }
      })
      await putInForce(context, site.id, () => revertRule(site.id, change))
      announceSite(context, site.id)
      keepChange(site.id, change)
      return change.after
    },

    'site.rule.remove': async ({ site: selector, path, methods }) => {
      const site = selectSite(context, selector)
      const rule = ruleToRemove(site.rules, path, methods)
      if (!rule) throw new AppError('site/rule-not-found', { name: site.name, path })
      store.sites.rules.remove(rule.id)
      await putInForce(context, site.id, () => store.sites.rules.insert(site.id, rule))
      announceSite(context, site.id)
      keepRemoval(site.id, rule)
      return { id: rule.id, path, methods: rule.methods }
    },

    'site.wouldEnter': async (input) => wouldEnter(context, selectSite(context, input.site), input),
  }
}
