import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { isCurrentBuild, sourceDigest, STAMP_FILE } from '../../../electron/headless/launch/build-stamp.js'
import { temporaryFolder } from '../../support/engine.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const folder = temporaryFolder()
const at = (name: string): string => path.join(folder, name)
const write = (name: string, text: string): void => {
  fs.mkdirSync(path.dirname(at(name)), { recursive: true })
  fs.writeFileSync(at(name), text)
}
/** What a build writes: the digest of the sources that it was made from. */
const build = (): void => {
  const digest = sourceDigest(folder, 'program')
  for (const output of ['out/headless', 'out/main']) write(`${output}/${STAMP_FILE}`, `${digest}\n`)
}
const current = (): boolean => isCurrentBuild(folder, 'program')

beforeEach(() => {
  fs.rmSync(folder, { recursive: true, force: true })
  write('package.json', '{}')
  write('electron/engine/a.ts', 'export const a = 1\n')
  write('shared/b.ts', 'export const b = 1\n')
  build()
})
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }))

describe('a build', () => {
  test('is current for the sources that it was made from, whatever the times of files say', () => {
    expect(current()).toBe(true)
    const old = new Date('2001-01-01')
    const later = new Date('2040-01-01')
    fs.utimesSync(at('electron/engine/a.ts'), later, later)
    fs.utimesSync(at(`out/headless/${STAMP_FILE}`), old, old)
    expect(current()).toBe(true)
  })

  test.each<[string, () => void]>([
    ['a source says something else', () => write('shared/b.ts', 'export const b = 2\n')],
    ['a source was added', () => write('shared/c.ts', '')],
    ['a source is gone', () => fs.rmSync(at('shared/b.ts'))],
    ['a source has another name', () => fs.renameSync(at('shared/b.ts'), at('shared/c.ts'))],
    [
      'what two sources say is divided otherwise',
      () => {
        write('shared/b.ts', 'export const b')
        write('shared/c.ts', ' = 1\n')
      },
    ],
    ['libraries are others', () => write('package-lock.json', '{}')],
    ['its other half is of another build', () => write(`out/main/${STAMP_FILE}`, 'another\n')],
    ['its other half is missing', () => fs.rmSync(at('out/main'), { recursive: true })],
    ['it has no stamp', () => fs.rmSync(at(`out/headless/${STAMP_FILE}`))],
  ])('is not when %s', (_what, change) => {
    // Newer than every source, as an unpacked archive leaves it.
    change()
    for (const name of fs.readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
      if (!name.startsWith('out')) fs.utimesSync(at(name), new Date('2001-01-01'), new Date('2001-01-01'))
    }
    expect(current()).toBe(false)
  })

  test('without sources, as in a package, is what there is', () => {
    fs.rmSync(at('electron/engine'), { recursive: true })
    expect(current()).toBe(true)
  })
})

test('a build in out/ that belongs to other sources does not run', () => {
  for (const name of ['electron', 'shared', 'package.json', 'package-lock.json']) {
    fs.rmSync(at(name), { recursive: true, force: true })
    fs.cpSync(path.join(root, name), at(name), { recursive: true })
  }
  fs.symlinkSync(path.join(root, 'node_modules'), at('node_modules'))
  const version = (): string =>
    execFileSync(process.execPath, [at('electron/headless/vestibule.js'), '--version'], { encoding: 'utf8' }).trim()
  const planted = "export const main = async () => { console.log('planted'); return 0 }"
  write('out/headless/vestibule.js', planted)
  expect(version()).toMatch(/^\d+\.\d+\.\d+$/)
  // The positive twin: with the stamp of these sources the same file is what runs.
  build()
  expect(version()).toBe('planted')
})
