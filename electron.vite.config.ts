import { defineConfig } from 'electron-vite'
import { builtinHttp } from './electron/headless/launch/builtin-http.ts'
import { stampBuild } from './electron/headless/launch/stamp-plugin.ts'
import react from '@vitejs/plugin-react'
import { rendererBuild } from './renderer/bundling.ts'

/** Builds the desktop's parts into out/: main, gate and the thread that reads files (ESM), preload (one CommonJS file), renderer. */
export default defineConfig({
  main: {
    plugins: [builtinHttp(), stampBuild('program')],
    build: {
      outDir: 'out/main',
      // A hundred files of its own, which are slower to find than to run.
      externalizeDeps: { exclude: ['zod'] },
      rollupOptions: {
        input: {
          main: 'electron/desktop/main.ts',
          gate: 'electron/gate/process/main.ts',
          reader: 'electron/engine/untrusted/worker.ts',
        },
        output: { format: 'es', entryFileNames: '[name].js' },
      },
    },
  },
  preload: {
    build: {
      outDir: 'out/preload',
      // A sandboxed preload can require nothing but electron.
      externalizeDeps: false,
      rollupOptions: {
        input: { preload: 'electron/desktop/preload.ts' },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: 'renderer',
    base: './',
    plugins: [react(), stampBuild('interface')],
    build: {
      ...rendererBuild,
      outDir: 'out/renderer',
      // electron-vite leaves it off unless told.
      minify: true,
      rolldownOptions: { ...rendererBuild.rolldownOptions, input: 'renderer/index.html' },
    },
  },
})
