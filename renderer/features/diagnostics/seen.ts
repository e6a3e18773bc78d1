import type { Seen } from '../../../shared/contract/diagnosis.ts'
import { pageName } from '../../../shared/pages/names.ts'
import type { Words } from '../../words/index.ts'

/** What was seen, in a few words: “page “Expired”, 403”. */
export function seenWords(seen: Seen, { common, diagnostics }: Words): string {
  const { seenWords: words } = diagnostics
  if (seen.status !== null) {
    if (seen.page === 'upstream') return words.upstream(seen.status)
    return seen.page === null ? words.status(seen.status) : words.page(pageName(seen.page, common.outcome), seen.status)
  }
  if (seen.alert) return words.refused(`${seen.alert.number} ${seen.alert.name}`)
  if (seen.handshake === 'not-tried') return words.notTried
  if (seen.handshake === 'refused') return words.dropped
  return seen.handshake === 'failed' ? words.failed : words.completed
}
