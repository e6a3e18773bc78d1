import fs from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parse, type Token } from '@messageformat/parser'

const CATALOGUE = new URL('../../shared/messages/catalogue/en/errors.json', import.meta.url)

/** Code → texts, as they stand in the English catalogue. */
export function readErrors(): Readonly<Record<string, { readonly message: string; readonly remedy: string }>> {
  return JSON.parse(fs.readFileSync(CATALOGUE, 'utf8')) as ReturnType<typeof readErrors>
}

/** A text as it is read, each of its gaps by its name: `{problem, message}` is `{problem}`, of plurals the common form. */
function readable(text: string): string {
  const write = (tokens: readonly Token[]): string =>
    tokens
      .map((token) => {
        if (token.type === 'content') return token.value
        if (token.type === 'octothorpe') return '#'
        if (token.type === 'argument' || token.type === 'function') return `{${token.arg}}`
        const other = token.cases.find(({ key }) => key === 'other')
        return write(other?.tokens ?? []).replaceAll('#', `{${token.arg}}`)
      })
      .join('')
  return write(parse(text))
}

/** The catalogue as a page. */
export function renderErrors(): string {
  const rows = Object.entries(readErrors()).map(
    ([code, { message, remedy }]) => `| \`${code}\` | ${readable(message)} | ${readable(remedy)} |`,
  )
  return [
    '# Errors',
    '',
    'Every expected failure has a stable code, a sentence that says what happened, and one that says what to do. The same words appear in the app, on the command line and here; this page is written by `npm run docs:errors` from `shared/messages/catalogue/en/errors.json`. Codes of servers and files are what a diagnosis finds.',
    '',
    '| code | what happened | what to do |',
    '|---|---|---|',
    ...rows,
    '',
  ].join('\n')
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  fs.writeFileSync(fileURLToPath(new URL('../../docs/errors.md', import.meta.url)), renderErrors())
}
