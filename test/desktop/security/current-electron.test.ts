import fs from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const read = (file: string): Record<string, unknown> =>
  JSON.parse(fs.readFileSync(fileURLToPath(new URL(`../../../${file}`, import.meta.url)), 'utf8')) as never

/** Electron supports its latest three major versions: https://www.electronjs.org/docs/latest/tutorial/electron-timelines */
const OLDEST_SUPPORTED = 43

test('Electron is pinned to one version, which is still supported and is what is installed', () => {
  const { electron } = read('package.json')['devDependencies'] as Record<string, string>
  expect(electron).toMatch(/^\d+\.\d+\.\d+$/)
  expect(Number(electron?.split('.')[0])).toBeGreaterThanOrEqual(OLDEST_SUPPORTED)
  expect(read('node_modules/electron/package.json')['version']).toBe(electron)
})
