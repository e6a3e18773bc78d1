import type { Seen } from '../../../shared/contract/diagnosis.ts'
import type { Words } from '../../words/index.ts'

/** What a page is called, by its kind; the kind itself where it is none of ours. */
export function pageTitle(kind: string, outcomes: Words['outcomes']): string {
  return Object.hasOwn(outcomes, kind) ? outcomes[kind as keyof Words['outcomes']] : kind
}

/** What was seen, in a few words: “page “Expired”, 403”. */
export function seenWords(seen: Seen, { diagnostics, outcomes }: Words): string {
  const { seenWords: words } = diagnostics
  if (seen.status !== null) {
    if (seen.page === 'upstream') return words.upstream({ status: seen.status })
    return seen.page === null
      ? words.status({ status: seen.status })
      : words.page({ page: pageTitle(seen.page, outcomes), status: seen.status })
  }
  if (seen.alert) return words.refused({ alert: `${seen.alert.number} ${seen.alert.name}` })
  if (seen.handshake === 'not-tried') return words.notTried
  if (seen.handshake === 'refused') return words.dropped
  return seen.handshake === 'failed' ? words.failed : words.completed
}
