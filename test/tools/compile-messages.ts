import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { compileAll } from './messages/compile.ts'
import { compare, readSource, type Source } from './messages/source.ts'

/**
 * `npm run messages`: catalogues → modules. With `--check` nothing is written: it ends with 1 when a language is not
 * complete, or the modules are not those that the catalogues make.
 */
const home = fileURLToPath(new URL('../../shared/messages/', import.meta.url))
const catalogue = path.join(home, 'catalogue')
const target = path.join(home, 'compiled')

/** English first, the others by their tags. */
export function readCatalogues(): Record<string, Source> {
  const others = fs.readdirSync(catalogue).filter((name) => name !== 'en').toSorted() // prettier-ignore
  return Object.fromEntries(['en', ...others].map((one) => [one, readSource(path.join(catalogue, one))]))
}

function filesIn(folder: string): string[] {
  return fs.existsSync(folder)
    ? fs.readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'))
    : []
}

function run(check: boolean): string[] {
  const sources = readCatalogues()
  const english = sources['en'] ?? {}
  const problems = Object.entries(sources).flatMap(([language, source]) =>
    language === 'en' ? [] : compare(english, source, language),
  )
  if (problems.length > 0) return problems
  const modules = compileAll(sources)
  const stale = filesIn(target).filter((name) => !(name in modules))
  const changed = Object.entries(modules).filter(([name, content]) => {
    const file = path.join(target, name)
    return !fs.existsSync(file) || fs.readFileSync(file, 'utf8') !== content
  })
  if (check) {
    const names = [...stale, ...changed.map(([name]) => name)]
    return names.map((name) => `shared/messages/compiled/${name} is not what the catalogues make: npm run messages`)
  }
  for (const name of stale) fs.rmSync(path.join(target, name))
  for (const [name, content] of changed) {
    fs.mkdirSync(path.dirname(path.join(target, name)), { recursive: true })
    fs.writeFileSync(path.join(target, name), content)
  }
  return []
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const problems = run(process.argv.includes('--check'))
  for (const problem of problems) console.error(problem)
  process.exitCode = problems.length === 0 ? 0 : 1
}
