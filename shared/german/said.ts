import { errors, type ErrorCode } from '../errors/index.ts'
import { allAlertMeanings } from '../verify/alert-meaning.ts'
import type { Meaning } from '../verify/meanings/entry.ts'
import { allMeanings } from '../verify/meaning.ts'
import { apps } from './apps.ts'
import { chain } from './diagnosis/chain.ts'
import { codes } from './diagnosis/codes.ts'
import { files } from './diagnosis/files.ts'
import { platforms } from './diagnosis/platforms.ts'
import { ports } from './diagnosis/ports.ts'
import { server } from './diagnosis/server.ts'
import { site } from './diagnosis/site.ts'
import { watch } from './diagnosis/watch.ts'
import { way } from './diagnosis/way.ts'
import { germanErrors } from './errors/index.ts'
import { germanFragment } from './fragments.ts'
import { passphrase } from './passphrase.ts'
import { reader, type Pair } from './reader.ts'
import { germanAlerts } from './verify/alerts.ts'
import { germanMeanings } from './verify/index.ts'
import { messages } from './verify/messages.ts'

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

/** Every sentence, for the test that compares their placeholders. */
export const allSaid: readonly Pair[] = [
  ...pairsOf(allMeanings, germanMeanings),
  ...pairsOf(allAlertMeanings, germanAlerts),
  ...codes,
  ...messages,
  ...site,
  ...watch,
  ...way,
  ...server,
  ...ports,
  ...chain,
  ...files,
  ...platforms,
  ...passphrase,
  ...apps,
]

/** A summary says what the first problem is. What begins with a placeholder would swallow the file's name before it. */
const problems = (Object.keys(errors) as ErrorCode[])
  .filter((code) => !errors[code].message.startsWith('{'))
  .map((code): Pair => [errors[code].message, germanErrors[code].message])

const read = reader([...allSaid, ...problems], germanFragment)

/**
 * What the engine says in one or more sentences, in German: it puts them together from known ones. One that is not
 * known stays as it came.
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
