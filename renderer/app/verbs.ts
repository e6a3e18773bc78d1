import { useEngine } from '../data/context.ts'
import { useAction, useQuery } from '../data/hooks.ts'
import { to } from '../data/route.ts'
import { useWords } from '../words/index.ts'

/** Something to do: somewhere else in the window, or at once. */
export interface Verb {
  readonly id: string
  readonly title: string
  readonly target: string | (() => void)
}

/** Ids of verbs, last used first. Only what the person did here: another browser has its own. */
const USED = 'vestibule.used'
const MOST_USED = 5

function usedVerbs(): readonly string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(USED) ?? '[]')
    return Array.isArray(kept) ? kept.filter((one) => typeof one === 'string').slice(0, MOST_USED) : []
  } catch {
    // A browser without storage, or with something of another's in it.
    return []
  }
}

export function noteUsed(id: string): void {
  try {
    localStorage.setItem(USED, JSON.stringify([id, ...usedVerbs().filter((one) => one !== id)].slice(0, MOST_USED)))
  } catch {
    // Nothing is lost but the order.
  }
}

/** What can be done without choosing a device or site first; what was done last comes first. */
export function useVerbs(): readonly Verb[] {
  const { verbs } = useWords().frame
  const { unlock } = useEngine()
  const lock = useAction('authority.lock')
  const status = useQuery('app.status', {}).value
  if (!status) return []
  const here = status.asDevice === null
  const settings = (at: string): string => to('settings', undefined, { at })
  const all: readonly (Verb | false)[] = [
    { id: 'add-device', title: verbs.addDevice, target: to('devices', 'new') },
    { id: 'add-site', title: verbs.addSite, target: to('sites', 'new') },
    { id: 'add-server', title: verbs.addServer, target: to('servers', 'new') },
    here && !status.empty && { id: 'backup', title: verbs.backup, target: settings('backup') },
    here && { id: 'restore', title: verbs.restore, target: settings('restore') },
    here && !status.empty && { id: 'passphrase', title: verbs.passphrase, target: settings('passphrase') },
    here && { id: 'language', title: verbs.language, target: settings('language') },
    !status.empty && { id: 'calendar', title: verbs.calendar, target: settings('calendar') },
    here &&
      !status.empty &&
      (status.locked
        ? { id: 'lock', title: verbs.unlock, target: () => void unlock() }
        : { id: 'lock', title: verbs.lock, target: () => void lock.run({}) }),
  ]
  const used = usedVerbs()
  const rank = ({ id }: Verb): number => (used.includes(id) ? used.indexOf(id) : used.length)
  return all.filter((one) => one !== false).toSorted((one, other) => rank(one) - rank(other))
}

/** The words of a text, small. */
export const wordsOf = (text: string): string[] =>
  text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')

/** What is left of a text without the words that a verb has: the name of what it is about. */
export function withoutVerb(text: string, verb: string): string {
  const own = wordsOf(verb)
  return wordsOf(text)
    .filter((word) => !own.some((one) => one.startsWith(word)))
    .join(' ')
}
