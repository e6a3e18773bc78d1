import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { needsOfSpec, specNames } from '../e2e/needs.ts'
import type { NeedName } from '../support/programs.ts'

const folder = fileURLToPath(new URL('../e2e', import.meta.url))
const specs = fs.readdirSync(folder).filter((name) => name.endsWith('.spec.ts'))

/** What runs a foreign program, as it stands in a spec. */
const USES: readonly (readonly [RegExp, NeedName])[] = [
  [/\bvisitorBrowser\(/, 'nss'],
  [/\.saveFolder\(/, 'unzip'],
  [/\bfurnish\(|'curl'/, 'curl'],
  [/'openssl'|\/openssl-(?:crl|pki)\.ts/, 'openssl'],
  [/\bstartPebble\(/, 'pebble'],
]

test('every spec, and no other, says what it needs', () => {
  expect([...specNames].toSorted()).toEqual(specs.map((name) => name.replace('.spec.ts', '')).toSorted())
})

test.each(specs)('%s says every foreign program that it runs', (spec) => {
  const text = fs.readFileSync(path.join(folder, spec), 'utf8')
  const used = USES.filter(([pattern]) => pattern.test(text)).map(([, name]) => name)
  expect(needsOfSpec(spec)).toEqual(expect.arrayContaining(used))
})
