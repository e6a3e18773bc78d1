import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { stampBuild } from './electron/headless/launch/stamp-plugin.ts'
import { rendererBuild } from './renderer/bundling.ts'

/** Run from the top of the repository (`npm run build:ui`); both shells serve what comes out. */
export default defineConfig({
  root: 'renderer',
  // Relative, so that the same files work under http://127.0.0.1 and under the desktop's own protocol.
  base: './',
  plugins: [react(), stampBuild('interface')],
  build: { ...rendererBuild, outDir: '../out/renderer', emptyOutDir: true },
})
