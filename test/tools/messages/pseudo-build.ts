import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, type Plugin } from 'vite'
import { readCatalogues } from '../compile-messages.ts'
import { compileLanguage } from './compile.ts'
import { pseudoSource } from './pseudo.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))

/** Puts the pseudo-locale in the place of English, whose modules are read from nowhere else then. */
function pseudoEnglish(): Plugin {
  const english = readCatalogues()['en'] ?? {}
  const modules = compileLanguage('en', pseudoSource(english), english)
  const folder = path.join(root, 'shared/messages/compiled').replaceAll('\\', '/')
  return {
    name: 'pseudo-english',
    enforce: 'pre',
    load(id) {
      const name = id.startsWith(`${folder}/`) ? id.slice(folder.length + 1) : ''
      return modules[name] ?? null
    },
  }
}

/** Builds the interface with the pseudo-locale as its English. @returns the folder */
export async function buildPseudo(): Promise<string> {
  const outDir = path.join(root, '.cache/pseudo/renderer')
  await build({
    configFile: path.join(root, 'interface.vite.config.ts'),
    root: path.join(root, 'renderer'),
    logLevel: 'warn',
    plugins: [pseudoEnglish()],
    build: { outDir, emptyOutDir: true },
  })
  return outDir
}
