import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/bun/**', 'test/e2e/**', 'node_modules/**'],
    // Real key generation, scrypt and foreign programs: a limit against hanging, not a measurement.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // Two cores; each file has processes of its own besides.
    maxWorkers: 2,
    pool: 'forks',
  },
})
