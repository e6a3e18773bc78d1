import { defineConfig } from 'vite'
import { builtinHttp } from './launch/builtin-http.ts'
import { stampBuild } from './launch/stamp-plugin.ts'

/** Run from the top of the repository: the command line and the headless shell as a few large files (decision 19). */
export default defineConfig({
  logLevel: 'warn',
  plugins: [builtinHttp(), stampBuild('program')],
  ssr: { noExternal: ['zod', 'ws'] },
  build: {
    ssr: true,
    outDir: 'out/headless',
    emptyOutDir: true,
    target: 'node24',
    minify: false,
    rollupOptions: {
      input: { vestibule: 'electron/headless/cli/main.ts' },
      // All of them in one folder, as far from the top as the sources are: see package.ts.
      output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
    },
  },
})
