import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { errors } from '../../shared/errors/index.ts'

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

const codes = Object.keys(errors)
/** What the program or the build makes is not in the tree. */
const madeHere = /^(?:out|snapshots|vestibule-(?:profile|shared))\//
/** Where a path that a page names may start: code is named from the top, from electron/, or from test/. */
const bases = [
  '',
  'electron',
  'electron/engine',
  'electron/engine/authority',
  'electron/engine/store',
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
  const named = [...read(page).matchAll(/`([\w./-]+\/[\w./-]*|[\w-]+\.(?:ts|js|yml))`/g)].map(([, name]) => name ?? '')
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
