import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { errorCodes } from '../../shared/errors/index.ts'
import { cli } from '../support/cli.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const pages = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', ...markdownBelow('docs')]

function markdownBelow(folder: string): string[] {
  return fs
    .readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => path.join(folder, name))
}

function read(page: string): string {
  return fs.readFileSync(path.join(root, page), 'utf8')
}

const codes: readonly string[] = errorCodes
/** What the program or the build makes is not in the tree, nor are the places of a system. */
const madeHere = /^(?:|container|dist|out|release|snapshots|vestibule-(?:profile|shared))\//
/** Where a path that a page names may start: code is named from the top, from electron/, or from test/. */
const bases = [
  '',
  'electron',
  'electron/engine',
  'electron/engine/authority',
  'electron/engine/store',
  'electron/pki',
  'test',
  'test/behaviour/engine',
  'electron/headless',
]

test.each(pages)('%s: links lead somewhere', (page) => {
  const links = [...read(page).matchAll(/\]\(([^)#\s]+)[^)]*\)/g)].map(([, link]) => link ?? '')
  const missing = links.filter(
    (link) => !/^https?:/.test(link) && !fs.existsSync(path.join(root, path.dirname(page), link)),
  )
  expect(missing).toEqual([])
})

test.each(pages)('%s: files and error codes that are named exist', (page) => {
  const named = [...read(page).matchAll(/`([\w./-]+\/[\w./-]*|[\w-]+\.(?:ts|js|yml))`/g)].map(([, name]) =>
    (name ?? '').replace('LANGUAGE', 'en').replace('AREA', 'errors'),
  )
  const missing = named.filter(
    (name) =>
      !madeHere.test(name) &&
      !codes.includes(name) &&
      !bases.some((base) => fs.existsSync(path.join(root, base, name))),
  )
  expect(missing).toEqual([])
})

test.each(pages)('%s: npm scripts that are named exist', (page) => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> }
  const named = [...read(page).matchAll(/\bnpm (?:run (?:-s )?([\w:]+)|(start|test)\b)/g)]
  expect(named.map(([, run, short]) => run ?? short ?? '').filter((name) => !(name in scripts))).toEqual([])
})

/** `vestibule WORDS --options`, as a page has it in a block or between backticks. */
function commandsOn(page: string): string[] {
  const lines = [...read(page).matchAll(/`([^`\n]+)`|^ *(?:sudo )?(npm run -s vestibule -- .*|vestibule .*)$/gm)]
  return lines
    .map(([, span, line]) => (span ?? line ?? '').replace(/\s#.*$/, '').trim())
    .flatMap((text) => /^(?:npm run -s vestibule --|vestibule) +([a-z-].*)$/.exec(text)?.[1] ?? [])
}

test('commands and options of the command line that the pages name exist', async () => {
  const { stdout } = await cli(['--help'])
  const usages = stdout.split('\n').flatMap((line) => /^ {2}vestibule (.*)$/.exec(line)?.[1] ?? [])
  const common = ['--data', '--json', '--help', '--version', '--passphrase-file']
  const wrong: string[] = []
  let seen = 0
  for (const page of pages) {
    for (const command of commandsOn(page)) {
      seen += 1
      const words = command.split(' ')
      const named = words.slice(0, words.findIndex((word) => !/^[a-z][a-z0-9]*$/.test(word)) >>> 0)
      const options = words.filter((word) => word.startsWith('--')).map((word) => word.replace(/[^a-z0-9-].*$/, ''))
      // “vestibule device” names a group; a value may follow the words of a command.
      const fitting = usages.filter((usage) => {
        const own = usage
          .split(' ')
          .filter((word, at, all) => all.slice(0, at + 1).every((one) => /^[a-z]+$/.test(one)))
        return (
          own.every((word, at) => named[at] === undefined || named[at] === word) &&
          (named.length === 0 || own[0] === named[0])
        )
      })
      const known = [...common, ...fitting.flatMap((usage) => usage.match(/--[a-z0-9-]+/g) ?? [])]
      const unknown = options.filter((option) => !known.includes(option))
      if ((named.length > 0 && fitting.length === 0) || unknown.length > 0) wrong.push(`${page}: ${command}`)
    }
  }
  expect(seen).toBeGreaterThan(5)
  expect(wrong).toEqual([])
})

/** What is above a block of commands: which test follows it, or that none does. */
const MARK = /<!-- (?:run by (test\/\S+)|not run here.*) -->\n\n```sh$/

test.each(pages.filter((page) => page.startsWith('docs/install/')))(
  '%s: each block of commands says which test runs it, or that none does here',
  (page) => {
    const parts = read(page).split(/^ *```sh$/m)
    const marks = parts.slice(0, -1).map((text) => MARK.exec(`${text.trimEnd()}\n\n\`\`\`sh`))
    expect(marks.map((mark) => mark !== null)).toEqual(marks.map(() => true))
    const named = marks.flatMap((mark) => mark?.[1] ?? [])
    expect(named.filter((file) => !fs.existsSync(path.join(root, file)))).toEqual([])
  },
)
