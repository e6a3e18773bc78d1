import type { Outcome } from '../contract/activity.ts'
import type { Language } from '../language.ts'
import type { pages } from '../messages/compiled/en/pages.ts'
import { pagesIn } from '../messages/compiled/pages.ts'
import { message, verbatim, type Message } from '../messages/message.ts'

/** Outcomes that are answered with a page. */
export type PageOutcome =
  Exclude<Outcome, 'allowed' | 'handshake-failed'> | 'upstream-timeout' | 'upstream-untrusted' | 'renewal-asked'

/** The HTTP status that each page is answered with. Its words are `messages/catalogue/LANGUAGE/pages.json`. */
export const pageStatus: Readonly<Record<PageOutcome, number>> = {
  'no-certificate': 403,
  expired: 403,
  'renewal-asked': 202,
  'not-yet-valid': 403,
  revoked: 403,
  'unknown-issuer': 403,
  'self-signed': 403,
  'wrong-purpose': 403,
  'bad-certificate': 403,
  'not-allowed': 403,
  'blocked-path': 403,
  misdirected: 421,
  'bad-request': 400,
  'upstream-error': 502,
  'upstream-untrusted': 502,
  'upstream-timeout': 504,
}

/** Every page. */
export const pageOutcomes = Object.keys(pageStatus) as PageOutcome[]

function isPage(kind: string): kind is PageOutcome {
  return Object.hasOwn(pageStatus, kind)
}

/** What a stranger reads. Never the upstream's name, nor anything about other devices. */
export interface PageWords {
  readonly title: string
  readonly what: string
  readonly next: string
  /** What stands around it. */
  readonly frame: (typeof pages)['frame']
}

/** The words of a page in a language. */
export function pageIn(language: Language, outcome: PageOutcome): PageWords {
  const { frame, page } = pagesIn[language]
  return { ...page[outcome], frame }
}

/** What the owner calls a page, by its kind, as its header names it; the kind itself where it is none of ours. */
export function pageName(kind: string): Message {
  return isPage(kind) ? message(`outcomes.${kind}`) : verbatim(kind)
}
