import { pageHeaders } from '../../../../shared/pages/html.ts'
import { PAGES } from './words.ts'

/** The pages, to be read by everybody: not kept, not framed, loading nothing. */
export function pageLines(): string[] {
  return [
    '    # The pages themselves are for everybody.',
    `    Alias ${PAGES} pages`,
    `    <Location ${PAGES}>`,
    '        Require all granted',
    '        ForceType "text/html; charset=utf-8"',
    ...Object.entries(pageHeaders).map(([name, value]) => `        Header always set ${name} "${value}"`),
    '    </Location>',
  ]
}
