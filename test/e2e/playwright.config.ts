import { defineConfig } from '@playwright/test'
import { shellInWords } from '../support/electron-runtime.ts'
import { pseudoFolder, translateLocators } from '../support/pseudo.ts'

process.stdout.write(`End to end in: ${shellInWords()}.\n`)

if (pseudoFolder !== undefined) translateLocators()

export default defineConfig({
  testDir: '.',
  outputDir: '../../.cache/e2e',
  // Each spec starts an app and browsers of its own; two cores.
  workers: 1,
  retries: 0,
  // A limit against hanging, not a measurement.
  timeout: 120_000,
  expect: { timeout: 20_000 },
  use: { actionTimeout: 20_000 },
  reporter: [['list'], ['json']],
})
