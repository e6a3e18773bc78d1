import { defineConfig } from 'electron-vite'
import react from '@vitejs/plugin-react'

/** Builds the desktop's parts into out/: main, gate and the thread that reads files (ESM), preload (one CommonJS file), renderer. */
export default defineConfig({
  main: {
    build: {
      outDir: 'out/main',
      externalizeDeps: true,
      rollupOptions: {
        input: {
          main: 'electron/desktop/main.ts',
          gate: 'electron/gate/main.ts',
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
    plugins: [react()],
    build: {
      outDir: 'out/renderer',
      target: 'es2023',
      // electron-vite leaves it off unless told.
      minify: true,
      modulePreload: { polyfill: false },
      rollupOptions: { input: 'renderer/index.html' },
    },
  },
})
