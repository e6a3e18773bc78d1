import type { Seen } from '../../../shared/contract/diagnosis.ts'
import type { Words } from '../../words/index.ts'

/** What was seen, in a few words: “page “expired”, 403”. */
export function seenWords(seen: Seen, words: Words['diagnostics']['seenWords']): string {
  if (seen.status !== null) {
    if (seen.page === 'upstream') return words.upstream(seen.status)
    return seen.page === null ? words.status(seen.status) : words.page(seen.page, seen.status)
  }
  if (seen.alert) return words.refused(`${seen.alert.number} ${seen.alert.name}`)
  if (seen.handshake === 'refused') return words.dropped
  return seen.handshake === 'failed' ? words.failed : words.completed
}
