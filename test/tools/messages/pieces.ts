import type { Texts } from './source.ts'

/** Lines of entries in one module. With its head and foot none is longer than a file may be (architecture/walls.test.ts). */
export const MAX_ENTRY_LINES = 380

/** Lines that a text, or texts below a key, are written in. */
function linesOf(texts: Texts[string]): number {
  if (typeof texts === 'string') return 1
  return Object.values(texts).reduce<number>((sum, one) => sum + linesOf(one), 2)
}

/** What stays together where it can: `site/…` of the errors; else each key for itself. */
const groupOf = (key: string): string => /^[^/]+(?=\/)/.exec(key)?.[0] ?? key

/**
 * Cuts a list into pieces of at most so many lines, in its order. What belongs together goes into one piece as long as
 * that is not longer than a piece by itself.
 */
export function cut<T>(entries: readonly T[], of: (entry: T) => { group: string; lines: number }): T[][] {
  const groups = new Map<string, { entries: T[]; lines: number }>()
  for (const entry of entries) {
    const { group, lines } = of(entry)
    const found = groups.get(group) ?? { entries: [], lines: 0 }
    groups.set(group, { entries: [...found.entries, entry], lines: found.lines + lines })
  }
  const pieces: T[][] = []
  let room = 0
  for (const { entries: together, lines } of groups.values()) {
    const isWhole = lines <= MAX_ENTRY_LINES
    if (isWhole && lines > room) room = 0
    for (const entry of together) {
      const { lines: own } = of(entry)
      if (room < own || pieces.length === 0) {
        pieces.push([])
        room = MAX_ENTRY_LINES
      }
      pieces.at(-1)?.push(entry)
      room -= own
    }
  }
  return pieces
}

/** The keys of an area, in pieces. The English texts decide, so that all languages are cut alike. */
export function piecesOf(english: Texts): string[][] {
  return cut(Object.keys(english), (key) => ({ group: groupOf(key), lines: linesOf(english[key] ?? '') }))
}
