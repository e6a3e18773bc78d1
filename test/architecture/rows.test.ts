import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'

const engine = fileURLToPath(new URL('../../electron/engine', import.meta.url))

interface Source {
  readonly name: string
  readonly text: string
}

function sources(folder: string): Source[] {
  return fs
    .readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => ({ name, text: fs.readFileSync(path.join(folder, name), 'utf8') }))
}

/** SQL that reads or writes rows, as it is written in this house: in capitals. */
const SQL =
  /['"`]\s*(?:INSERT|UPDATE|DELETE|SELECT|REPLACE|WITH)\s+[A-Z(]|\b(?:db|database)\.prepare\(|\bsql\.(?:run|get|all|tuples|exec)\b/

/** Where rows are read or written beside the repositories: whole databases, which no service has open. */
const WHOLE_DATABASES = new Set(['backup/examine-database.ts'])

/** Files of services that speak SQL. */
function speakingSql(files: readonly Source[]): string[] {
  return files
    .filter(({ name }) => !name.startsWith('store/') && !WHOLE_DATABASES.has(name))
    .filter(({ text }) => SQL.test(text))
    .map(({ name }) => name)
}

/** Methods of repositories that would write a whole row from what a caller has read before. */
const WHOLE_ROW = /^ {2}((?:save|replace|set|put|write|describe|makeCurrent)\w*)\(/gm

/** `SecretStore.put` and `SettingsStore.set…` write one value under its own name: nothing of it was read before. */
const BY_NAME = new Set(['SecretStore', 'SettingsStore'])

/** Repositories, as `Name.method`, that take a whole row. */
function takingWholeRows(files: readonly Source[]): string[] {
  return files.flatMap(({ text }) =>
    [...text.matchAll(/export interface (\w+Store) \{\n([\s\S]*?)\n\}/g)].flatMap(([, name = '', body = '']) =>
      BY_NAME.has(name) ? [] : [...body.matchAll(WHOLE_ROW)].map(([, method]) => `${name}.${method}`),
    ),
  )
}

/** `update` and `transaction` whose work waits: it would write what was read before it waited. */
const WAITING = /\.(?:update|transaction|urgent)\((?:[^()]*,\s*)?async\b/

describe('rows are written by update(id, current => next) inside the transaction, and no other way', () => {
  test('no service speaks SQL', () => {
    expect(speakingSql(sources(engine))).toEqual([])
  })

  test('no repository takes a whole row that was read before', () => {
    // A sealed secret is one value under its own name.
    const sealed = ['AcmeStore.saveSecret', 'SiteStore.saveSealed']
    expect(takingWholeRows(sources(path.join(engine, 'store')))).toEqual(sealed)
  })

  test('no transaction waits', () => {
    expect(
      sources(engine)
        .filter(({ text }) => WAITING.test(text))
        .map(({ name }) => name),
    ).toEqual([])
  })

  test.each([
    [
      'a service that writes a row itself',
      () => speakingSql([{ name: 'device/x.ts', text: "sql.run('UPDATE devices')" }]),
    ],
    [
      'a service with a statement of its own',
      () => speakingSql([{ name: 'site/x.ts', text: 'db.prepare(`SELECT 1`)' }]),
    ],
    [
      'a repository that saves a whole row',
      () => takingWholeRows([{ name: 'x.ts', text: 'export interface XStore {\n  save(row: Row): void\n}' }]),
    ],
    ['a transaction that waits', () => ['store.sql.transaction(async () => {'].filter((text) => WAITING.test(text))],
    ['an update that waits', () => ['sites.update(id, async (row) => ({'].filter((text) => WAITING.test(text))],
  ])('%s would be found', (_what, find) => {
    expect(find()).not.toEqual([])
  })
})
