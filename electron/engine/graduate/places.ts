import { asksForCertificate } from '../../../shared/access/decide.ts'
import type { RuleLan } from '../../../shared/contract/rule.ts'
import type { ExportModel, ExportName, ExportRule, ExportWho } from './model.ts'
import { decodedPath } from './text.ts'

/** One path prefix and what it asks of visitors. The rules of a site as a list that every server can go through. */
export interface Place {
  /** A word for variables and comments: `p0` is the whole site. */
  readonly id: string
  /** Decoded, without a slash at the end; empty for the whole site. */
  readonly path: string
  readonly kind: 'blocked' | 'open' | 'judged'
  readonly lan: RuleLan
  /** Where visitors without a certificate go. */
  readonly without: 'upstream' | 'public' | 'no-certificate'
  /** Whose good certificate it must be; null: anybody's. */
  readonly who: ExportWho | null
  /** Who may have issued it; null: anybody whom the site trusts. */
  readonly issuers: readonly ExportName[] | null
}

function placeOf({ certificate, lan, who, issuers }: ExportRule, whole: Place['without']): Omit<Place, 'id' | 'path'> {
  const without = certificate === 'optional' ? 'upstream' : certificate === 'required' ? 'no-certificate' : whole
  const kind = certificate === 'blocked' ? 'blocked' : certificate === 'none' ? 'open' : 'judged'
  return { kind, lan, without, who, issuers }
}

/** In the order in which later ones override earlier ones: the whole site first, then by the length of the prefix. */
export function placesOf(model: ExportModel): readonly Place[] {
  const without = model.mode === 'optional' && model.publicUpstream !== null ? 'public' : 'no-certificate'
  const kind = model.mode === 'off' ? 'open' : 'judged'
  const places = new Map<string, Omit<Place, 'id' | 'path'>>()
  places.set('', { kind, lan: 'any', without, who: null, issuers: null })
  for (const rule of model.rules) places.set(decodedPath(rule.path), placeOf(rule, without))
  return [...places]
    .toSorted(([a], [b]) => a.length - b.length)
    .map(([path, place], index) => ({ id: `p${index}`, path, ...place }))
}

/** Whether anything depends on the path: then paths that can be read in two ways are refused. */
export function hasRules(places: readonly Place[]): boolean {
  return places.length > 1 || places.some((place) => place.kind === 'blocked')
}

/** Whether an upstream is a folder of a server, and not the whole of it. */
export function hasBase({ upstream, publicUpstream }: ExportModel): boolean {
  return upstream.path !== '' || (publicUpstream !== null && publicUpstream.path !== '')
}

/** Whether the handshake asks for a certificate. */
export function asks({ mode, rules }: ExportModel): boolean {
  // The judge looks at what a rule asks of certificates only.
  return asksForCertificate({ mode, rules: rules.map((rule) => ({ certificate: rule.certificate })) })
}
