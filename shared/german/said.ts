import { allAlertMeanings } from '../verify/alert-meaning.ts'
import type { Meaning } from '../verify/meanings/entry.ts'
import { allMeanings } from '../verify/meaning.ts'
import { codes } from './diagnosis/codes.ts'
import { germanFragment } from './fragments.ts'
import { reader, type Pair } from './reader.ts'
import { germanAlerts } from './verify/alerts.ts'
import { germanMeanings } from './verify/index.ts'

function pairsOf<N extends string>(
  english: Readonly<Record<N, Meaning>>,
  german: Readonly<Record<N, Meaning>>,
): Pair[] {
  return (Object.keys(english) as N[]).flatMap((name): Pair[] => [
    [english[name].explanation, german[name].explanation],
    ...english[name].causes.map((cause, at): Pair => [cause, german[name].causes[at] ?? cause]),
    [english[name].fix, german[name].fix],
  ])
}

/** Every sentence that the diagnosis is made of, for the test that compares their placeholders. */
export const allSaid: readonly Pair[] = [
  ...pairsOf(allMeanings, germanMeanings),
  ...pairsOf(allAlertMeanings, germanAlerts),
  ...codes,
]

const read = reader(allSaid, germanFragment)

/**
 * What the diagnosis says in one or more sentences, in German. It puts its sentences together from known ones; one that
 * is not known stays as it came.
 */
export function germanSaid(text: string): string {
  const said: string[] = []
  for (let rest = text; rest !== '';) {
    const found = read(rest, 'beginning')
    const length = found?.length ?? /^.+?[.!?:](?=\s)/s.exec(rest)?.[0].length ?? rest.length
    said.push(found?.german ?? rest.slice(0, length))
    const after = rest.slice(length)
    rest = after.trimStart()
    said.push(after.slice(0, after.length - rest.length))
  }
  return said.join('')
}
