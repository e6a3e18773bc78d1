import fs from 'node:fs'
import path from 'node:path'

/** A library whose code is in a release. */
export interface Library {
  readonly name: string
  readonly version: string
  /** SPDX expression, as its package.json has it. */
  readonly licence: string
  /** Texts of its licence and notices. */
  readonly texts: readonly string[]
}

const TEXT = /^(?:licen[cs]e|copying|notice|third_party_licenses)(?:[.-].*)?$/i

/** Reads them from the folders of the packages. @throws for one that says no licence */
export function readLibraries(folders: readonly string[]): Library[] {
  const libraries = new Map<string, Library>()
  for (const folder of folders) {
    const about = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8')) as Record<string, unknown>
    const [name, version, licence] = [about['name'], about['version'], about['license']]
    if (typeof name !== 'string' || typeof version !== 'string' || typeof licence !== 'string') {
      throw new Error(`${folder}: name, version and licence are not all said`)
    }
    const texts = fs
      .readdirSync(folder)
      .filter((file) => TEXT.test(file))
      .toSorted()
      .map((file) => fs.readFileSync(path.join(folder, file), 'utf8').replaceAll('\r\n', '\n').trim())
    libraries.set(`${name}@${version}`, { name, version, licence, texts })
  }
  return [...libraries].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, library]) => library)
}

const RULE = '-'.repeat(80)

/** Licences of everything that is inside, each text once. */
export function noticeOf(libraries: readonly Library[]): string {
  const named = libraries.map(({ name, version, licence }) => `${name} ${version} (${licence})`)
  const owners = new Map<string, string[]>()
  for (const { name, version, licence, texts } of libraries) {
    const all = texts.length > 0 ? texts : [`Its package has no text; it says: ${licence}`]
    for (const text of all) owners.set(text, [...(owners.get(text) ?? []), `${name} ${version}`])
  }
  const sections = [...owners].map(([text, names]) => `${RULE}\n${names.join('\n')}\n${RULE}\n\n${text}\n`)
  return [
    'Vestibule is under the licence in LICENSE. Code of these projects is in it:\n',
    ...named.map((line) => `  ${line}`),
    '',
    ...sections,
  ].join('\n')
}
