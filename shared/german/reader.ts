/** A text of the engine and what it is in German; `{x}` stands for what differs. */
export type Pair = readonly [english: string, german: string]

/** Pairs with `<x>` in them, once for each of what can stand there. */
export function each(pairs: readonly Pair[], variants: Readonly<Record<string, readonly Pair[]>>): Pair[] {
  return Object.entries(variants).reduce<Pair[]>(
    (all, [name, values]) =>
      all.flatMap((pair): Pair[] =>
        pair[0].includes(`<${name}>`)
          ? values.map(([english, german]) => [
              pair[0].replaceAll(`<${name}>`, english),
              pair[1].replaceAll(`<${name}>`, german),
            ])
          : [pair],
      ),
    [...pairs],
  )
}

/** What a text begins with, in German, and how many of its characters that is. */
interface Found {
  readonly german: string
  readonly length: number
}

interface Entry {
  readonly german: string
  /** What stands before the first placeholder. */
  readonly start: string
  readonly names: readonly string[]
  /** Of what follows; null when there are no placeholders. */
  readonly pattern: { readonly prefix: RegExp; readonly whole: RegExp } | null
  /** How much of it is fixed: the more, the more exact. */
  readonly weight: number
}

const PLACEHOLDER = /\{\w+\}/
const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

function entry([english, german]: Pair): Entry {
  const parts = english.split(PLACEHOLDER)
  const names = [...english.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name)
  const source = parts.map(escaped).join('(.+?)')
  return {
    german,
    start: parts[0] ?? '',
    names,
    pattern:
      names.length === 0
        ? null
        : { prefix: new RegExp(`^${source}(?=\\s|$)`, 's'), whole: new RegExp(`^${source}$`, 's') },
    weight: english.length - names.length * 3,
  }
}

const ends = (text: string, at: number): boolean => at === text.length || /\s/.test(text.charAt(at))

/**
 * Finds known texts in what the engine says; where several fit, the most exact.
 * @param value what stands for a placeholder, in German
 */
export function reader(
  pairs: readonly Pair[],
  value: (text: string) => string,
): (text: string, extent: 'whole' | 'beginning') => Found | null {
  let entries: Entry[] | undefined
  return (text, extent) => {
    // Not before they are wanted: a window starts without.
    entries ??= pairs.map(entry).toSorted((one, other) => other.weight - one.weight)
    for (const { german, start, names, pattern } of entries) {
      if (!text.startsWith(start)) continue
      if (!pattern) {
        if (extent === 'whole' ? text === start : ends(text, start.length)) return { german, length: start.length }
        continue
      }
      const found = pattern[extent === 'whole' ? 'whole' : 'prefix'].exec(text)
      if (!found) continue
      const filled = german.replace(/\{(\w+)\}/g, (_whole, name: string) => value(found[names.indexOf(name) + 1] ?? ''))
      return { german: filled, length: found[0].length }
    }
    return null
  }
}
