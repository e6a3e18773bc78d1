import path from 'node:path'
import { defineConfig } from 'vitest/config'
import { everythingIsWanted, missingNeeds, needInWords, needNames, pathOfServers } from './test/support/programs.ts'

process.env['PATH'] = pathOfServers()
// Programs of the tests that are started as source are loaded in half of the time.
process.env['NODE_COMPILE_CACHE'] ??= path.join(import.meta.dirname, '.cache/compiled')
const missing = everythingIsWanted() ? [] : missingNeeds()

const output = process.env['VESTIBULE_TEST_OUTPUT']

export default defineConfig({
  ...(output === undefined ? {} : { cacheDir: `${output}/vite` }),
  test: {
    include: ['test/**/*.test.ts'],
    exclude: [
      'test/bun/**',
      'test/e2e/**',
      'node_modules/**',
      // Run by npm run test:install, which makes a release first.
      ...(process.env['VESTIBULE_RELEASE'] === undefined ? ['test/install/**'] : []),
      // Run by npm run test:electron, in a real Electron.
      // Run by npm run test:windows, with another program.
      ...(process.env['WINE_ENTRY'] === undefined ? ['test/windows/**'] : []),
      ...(process.env['VESTIBULE_ELECTRON'] === undefined ? ['test/electron/**'] : []),
    ],
    // Real key generation, scrypt and foreign programs: a limit against hanging, not a measurement.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 20_000 } },
    // Two cores; each file has processes of its own besides.
    maxWorkers: 2,
    pool: 'forks',
    // What a test needs of the computer; an unknown name is an error.
    tags: needNames.map((name) => ({ name, description: `needs ${needInWords(name)}` })),
    strictTags: true,
    tagsFilter: missing.map((name) => `!${name}`),
  },
})
