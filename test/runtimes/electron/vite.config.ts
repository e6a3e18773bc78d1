import { defineConfig, mergeConfig } from 'electron-vite'

// Named so that it stays out of the tests' own TypeScript project.
const config = new URL('../../../electron.vite.config.ts', import.meta.url).href
const { default: own } = (await import(config)) as { default: Parameters<typeof mergeConfig>[0] }
const app = process.env['VESTIBULE_ELECTRON_BUILD'] ?? ''

/** The project's own build, into another folder, for an Electron whose Node is older than node:sqlite. */
export default defineConfig(
  mergeConfig(own, {
    main: {
      plugins: [
        {
          name: 'sqlite-of-a-package',
          renderChunk: (code: string) => ({
            code: code.replaceAll('"node:sqlite"', '"sqlite-of-a-package"'),
            map: null,
          }),
        },
      ],
      build: { outDir: `${app}/out/main` },
    },
    preload: { build: { outDir: `${app}/out/preload` } },
    renderer: { build: { outDir: `${app}/out/renderer` } },
  }),
)
