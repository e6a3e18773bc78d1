import { whoLists } from '../../../../shared/access/who.ts'
import type { AccessRule } from '../../../../shared/contract/rule.ts'

/** A rule while it is written; without an id it is a new one. */
export type RuleDraft = Omit<AccessRule, 'id'> & { readonly id: string | null }

export const emptyDraft: RuleDraft = {
  id: null,
  path: '/',
  methods: [],
  certificate: 'required',
  lan: 'any',
  devices: [],
  groups: [],
  commonNames: [],
  organizations: [],
  units: [],
  authorities: [],
  fingerprints: [],
  satisfy: 'any',
  depth: null,
}

/** Whether it says whose certificate is meant. */
export function namesSomebody(rule: Omit<AccessRule, 'id'>): boolean {
  return rule.depth !== null || whoLists.some((list) => rule[list].length > 0)
}

/** The draft with another choice for the certificate, without what that choice rules out. */
export function withCertificate(draft: RuleDraft, certificate: AccessRule['certificate']): RuleDraft {
  if (certificate === 'required') return { ...draft, certificate }
  const { id, path, methods } = draft
  const lan = draft.lan === 'only' && certificate !== 'blocked' ? 'only' : 'any'
  return { ...emptyDraft, id, path, methods, certificate, lan }
}
