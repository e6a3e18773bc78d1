import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/** Run from the top of the repository (`npm run build:ui`); both shells serve what comes out. */
export default defineConfig({
  root: 'renderer',
  // Relative, so that the same files work under http://127.0.0.1 and under the desktop's own protocol.
  base: './',
  plugins: [react()],
  build: {
    outDir: '../out/renderer',
    emptyOutDir: true,
    target: 'es2023',
    // The polyfill would be an inline script, which the content security policy refuses.
    modulePreload: { polyfill: false },
  },
})
