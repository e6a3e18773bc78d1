import type { BuildOptions } from 'vite'

/** Without the names of all screens that share it. */
const short = (name: string): string => name.replace(/~.*$/, '').replace(/\.\w+$/, '')

/** How the interface is built, for both shells. */
export const rendererBuild = {
  target: 'es2023',
  // The polyfill would be an inline script, which the content security policy refuses.
  modulePreload: { polyfill: false },
  rolldownOptions: {
    output: {
      chunkFileNames: ({ name }) => `assets/${short(name)}-[hash].js`,
      assetFileNames: ({ names: [name = ''] }) => `assets/${short(name)}-[hash][extname]`,
      codeSplitting: {
        groups: [
          // One file for what every start needs, and few for what several screens share: on a slow computer asking for
          // forty small ones takes longer than running them.
          { name: 'start', tags: ['$initial'] },
          { name: 'parts', minShareCount: 2 },
        ],
      },
    },
  },
} satisfies BuildOptions
