/** Bundles tests of the gate and of the diagnosis for a utilityProcess of Electron: its Node reads no TypeScript. */
import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const ENTRY = '\0entry:'

/** Those that start no process of Node's own program, open no database, and move no clock of /proc. */
export const UTILITY_TESTS = [
  ...'forward health intermediates login own-page renewal requests revocation rules sent-intermediates stale-list upstream upstream-tls visitors'
    .split(' ')
    .map((name) => `behaviour/gate/${name}`),
  ...'identity policy requests'.split(' ').map((name) => `behaviour/threats/${name}`),
  ...'server table produced-codes odd-servers'.split(' ').map((name) => `behaviour/diagnosis/${name}`),
  'behaviour/diagnosis/troubles/03-another-authority',
]

/** @returns names of the bundles in the folder */
export async function buildUtilityTests(folder: string, report: string): Promise<string[]> {
  const files = UTILITY_TESTS.filter((name) => fs.existsSync(path.join(root, `test/${name}.test.ts`)))
  const shim = path.join(import.meta.dirname, 'vitest.ts')
  await build({
    configFile: false,
    root,
    logLevel: 'warn',
    plugins: [
      {
        name: 'tests-of-a-utility-process',
        enforce: 'pre',
        resolveId(id) {
          if (id === 'vitest') return shim
          return id.startsWith(ENTRY) ? id : null
        },
        load(id) {
          if (!id.startsWith(ENTRY)) return null
          const file = path.join(root, `test/${id.slice(ENTRY.length)}.test.ts`)
          return `import { runAll } from ${JSON.stringify(shim)}\nimport ${JSON.stringify(file)}\nvoid runAll()\n`
        },
      },
    ],
    build: {
      ssr: true,
      outDir: folder,
      emptyOutDir: true,
      target: 'node20',
      minify: false,
      rollupOptions: {
        input: Object.fromEntries(files.map((name) => [name.replaceAll('/', '_'), `${ENTRY}${name}`])),
        output: { format: 'es', entryFileNames: '[name].js' },
      },
    },
  })
  fs.copyFileSync(path.join(import.meta.dirname, 'utility-main.js'), path.join(folder, 'main.js'))
  fs.writeFileSync(
    path.join(folder, 'package.json'),
    JSON.stringify({ name: 'vestibule-tests', version: '0.0.0', type: 'module', main: 'main.js' }),
  )
  const names = files.map((name) => name.replaceAll('/', '_'))
  fs.writeFileSync(path.join(folder, 'files.json'), JSON.stringify({ files: names, report }))
  return names
}
