import fs from 'node:fs'
import { fileURLToPath } from 'node:url'
import { errors } from '../../shared/errors/index.ts'

/** The catalogue as a page. */
export function renderErrors(): string {
  const rows = Object.entries(errors).map(([code, { message, remedy }]) => `| \`${code}\` | ${message} | ${remedy} |`)
  return [
    '# Errors',
    '',
    'Every expected failure has a stable code, a sentence that says what happened, and one that says what to do. The same words appear in the app, on the command line and here; this page is written by `npm run docs:errors` from `shared/errors/`.',
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
