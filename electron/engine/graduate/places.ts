import { asksForCertificate } from '../../../shared/access/decide.ts'
import type { RuleLan } from '../../../shared/contract/rule.ts'
import type { ExportModel, ExportName, ExportRule, ExportWho } from './model.ts'
import { decodedPath, line } from './text.ts'

/** The place of the whole site: what no rule is about. */
export const WHOLE_SITE = 'p0'

/** One path prefix, for some methods or all, and what it asks of visitors. The rules of a site as a list that every server can go through. */
export interface Place {
  /** A word for variables and comments: `p0` is the whole site. */
  readonly id: string
  /** Decoded, without a slash at the end; empty for the whole site. */
  readonly path: string
  /** None: every method. */
  readonly methods: readonly string[]
  readonly kind: 'blocked' | 'open' | 'judged'
  readonly lan: RuleLan
  /** Where visitors without a certificate go. */
  readonly without: 'upstream' | 'public' | 'no-certificate'
  /** Whose good certificate it must be; null: anybody's. */
  readonly who: ExportWho | null
  /** Who may have issued it; null: anybody whom the site trusts. */
  readonly issuers: readonly ExportName[] | null
}

function placeOf(
  { certificate, lan, who, issuers }: ExportRule,
  whole: Place['without'],
): Omit<Place, 'id' | 'path' | 'methods'> {
  const without = certificate === 'optional' ? 'upstream' : certificate === 'required' ? 'no-certificate' : whole
  const kind = certificate === 'blocked' ? 'blocked' : certificate === 'none' ? 'open' : 'judged'
  return { kind, lan, without, who, issuers }
}

/** The place in words, for a comment. */
export function titleOf({ id, path, methods }: Place): string {
  const where = path === '' ? (id === WHOLE_SITE ? 'Everywhere else' : '/') : line(path)
  return methods.length === 0 ? where : `${methods.join(', ')} ${where}`
}

/**
 * In the order in which later ones override earlier ones: the whole site first, then by the length of the prefix; those
 * that name methods come after the one that does not.
 */
export function placesOf(model: ExportModel): readonly Place[] {
  const without = model.mode === 'optional' && model.publicUpstream !== null ? 'public' : 'no-certificate'
  const kind = model.mode === 'off' ? 'open' : 'judged'
  const whole: Omit<Place, 'id'> = { path: '', methods: [], kind, lan: 'any', without, who: null, issuers: null }
  const places = new Map([[' ', whole]])
  for (const rule of model.rules) {
    const path = decodedPath(rule.path)
    places.set(`${rule.methods.join()} ${path}`, { path, methods: rule.methods, ...placeOf(rule, without) })
  }
  return [...places.values()]
    .toSorted((a, b) => a.path.length - b.path.length || a.methods.length - b.methods.length)
    .map((place, index) => ({ id: `p${index}`, ...place }))
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
