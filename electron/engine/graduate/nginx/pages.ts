import type { PageOutcome } from '../../../../shared/pages/words.ts'
import type { ExportModel } from '../model.ts'
import { certificatePages, otherPages, pageFor, type PageCode } from '../pages.ts'
import { asks } from '../places.ts'
import { quoted } from './words.ts'

/** nginx reads words of at most 4096 bytes; characters of four bytes and escapes fit in this many. */
const MOST = 900

/** A `$` that stands for itself: nginx has no other way than a variable that holds one. */
function dollars(html: string): string {
  return html.replaceAll('$', () => '${dollar}')
}

/** A page in pieces of a length that nginx reads, as values of a map. */
function pieces(html: string): string[] {
  return (html.match(new RegExp(`[^]{1,${MOST}}`, 'gu')) ?? []).map((piece) => quoted(dollars(piece)))
}

/**
 * The pages as maps: nginx puts the verify code in, and its workers need not read any file. $page_html is made of as
 * many pieces as the longest page has.
 */
export function pages(model: ExportModel): string {
  const code: PageCode = { number: '\uE000', name: '\uE001' }
  const rows = (list: readonly PageOutcome[], named: PageCode | null): (readonly [string, string[]])[] =>
    list.map((outcome) => [outcome, pieces(pageFor(outcome, model, named).trimEnd())])
  const all = [
    ['default', pieces(pageFor('bad-certificate', model, null).trimEnd())] as const,
    ...rows(otherPages, null),
    ...(asks(model) ? rows(certificatePages, code) : []),
  ]
  const count = Math.max(...all.map(([, list]) => list.length))
  const numbers = Array.from({ length: count }, (_, index) => index)
  const maps = numbers.flatMap((index) => [
    `map $page $page_html_${index + 1} {`,
    ...all.map(([outcome, list]) => `    ${outcome} ${list[index] ?? "''"};`),
    '}',
  ])
  return `${[...maps, `map "" $page_html { default "${numbers.map((index) => `$page_html_${index + 1}`).join('')}"; }`]
    .join('\n')
    .replaceAll('\uE000', () => '$verify_number')
    .replaceAll('\uE001', () => '$verify_name')}\n`
}
