import { defineConfig } from '@playwright/test'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { electronRuntime, shellInWords } from '../support/electron-runtime.ts'
import { pseudoFolder, translateLocators } from '../support/pseudo.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

process.stdout.write(`End to end in: ${shellInWords()}.\n`)

if (pseudoFolder !== undefined) translateLocators()

export default defineConfig({
  testDir: '.',
  outputDir: path.resolve(root, process.env['VESTIBULE_TEST_OUTPUT'] ?? '.cache', 'e2e'),
  // Each spec starts an app and browsers of its own. Two cores; but of several windows of one screen only one has the focus.
  workers: electronRuntime() ? 1 : 2,
  retries: 0,
  // A limit against hanging, not a measurement.
  timeout: 120_000,
  expect: { timeout: 20_000 },
  use: { actionTimeout: 20_000 },
  reporter: [['list'], ['json']],
})
