/** The program as it is installed: a few files of JavaScript that need no build, no development tools and no registry. */
import fs from 'node:fs'
import path from 'node:path'
import { build, type InlineConfig, type Rolldown } from 'vite'
import { builtinHttp } from '../electron/headless/launch/builtin-http.ts'
import { stampBuild } from '../electron/headless/launch/stamp-plugin.ts'
import { TESTED_NODE_MAJORS } from '../electron/headless/launch/node-versions.js'

/** The one library that stays a folder of its own: it is loaded by names that are put together, when it is needed. */
const LOADED_BY_NAME = 'node-forge'

/** What starts the build: plain JavaScript that every Node can read. */
const LAUNCHER = ['vestibule.js', 'launch/load.js', 'launch/build-stamp.js', 'launch/node-versions.js']
const STARTS_WITH = [...LAUNCHER, 'launch/prepare-process.js'].map((file) => `electron/headless/${file}`)

export interface Manifest {
  readonly name: string
  readonly version: string
  readonly description: string
  readonly license: string
  readonly author: string
  readonly dependencies: Readonly<Record<string, string>>
}

export interface Bundle {
  readonly manifest: Manifest
  /** Folders of the packages whose code is inside, absolute and in order. */
  readonly libraries: readonly string[]
}

/** The folder of the package that a module belongs to; null for one of the project’s own. */
function packageFolder(moduleId: string): string | null {
  const file = moduleId.replace(/^\0/, '').replace(/\?.*$/, '')
  return /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(file)?.[0] ?? null
}

async function bundle(config: InlineConfig): Promise<string[]> {
  const built = (await build({ logLevel: 'error', ...config })) as Rolldown.RolldownOutput | Rolldown.RolldownOutput[]
  const chunks = [built].flat().flatMap(({ output }) => output.filter((file) => file.type === 'chunk'))
  return chunks.flatMap(({ moduleIds }) => moduleIds)
}

/** For the gate and the thread that reads files of strangers: nothing of the desktop’s is beside them. */
function isolatedParts(outDir: string): InlineConfig {
  return {
    configFile: false,
    plugins: [builtinHttp(), stampBuild('program')],
    ssr: { noExternal: true },
    build: {
      ssr: true,
      outDir,
      emptyOutDir: true,
      target: 'node24',
      minify: false,
      rolldownOptions: {
        input: { gate: 'electron/gate/process/main.ts', reader: 'electron/engine/untrusted/worker.ts' },
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  }
}

/** What `npm install` reads. `engines` is what the tests run on, and newer: see node-versions.js. */
function packageJson(manifest: Manifest): string {
  const [oldest, newer] = TESTED_NODE_MAJORS
  const { name, version, description, license, author } = manifest
  const about = {
    name,
    version,
    description,
    license,
    author,
    type: 'module',
    bin: { vestibule: 'electron/headless/vestibule.js' },
    engines: { node: `^${oldest}.0.0 || >=${newer}.0.0` },
    dependencies: { [LOADED_BY_NAME]: manifest.dependencies[LOADED_BY_NAME] },
    bundleDependencies: [LOADED_BY_NAME],
  }
  return `${JSON.stringify(about, null, 2)}\n`
}

/** Of the library only what is loaded: it has builds for browsers and tests beside it. */
function copyLoadedByName(root: string, target: string): string {
  const from = path.join(root, 'node_modules', LOADED_BY_NAME)
  const to = path.join(target, 'node_modules', LOADED_BY_NAME)
  for (const part of ['lib', 'package.json', 'LICENSE']) {
    fs.cpSync(path.join(from, part), path.join(to, part), { recursive: true })
  }
  return from
}

/**
 * Writes the program into an empty folder. Run from the top of the repository. Its bytes depend on the sources and the
 * lock file alone.
 */
export async function bundleProgram(root: string, target: string): Promise<Bundle> {
  const manifest = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8')) as Manifest
  const at = (...parts: string[]): string => path.join(target, ...parts)
  const moduleIds = [
    ...(await bundle({
      configFile: path.join(root, 'electron/headless/vite.config.ts'),
      ssr: { noExternal: true },
      build: { outDir: at('out/headless') },
    })),
    ...(await bundle(isolatedParts(at('out/main')))),
    ...(await bundle({
      configFile: path.join(root, 'interface.vite.config.ts'),
      build: { outDir: at('out/renderer') },
    })),
  ]
  for (const file of STARTS_WITH) {
    fs.mkdirSync(path.dirname(at(file)), { recursive: true })
    fs.copyFileSync(path.join(root, file), at(file))
  }
  const loaded = copyLoadedByName(root, target)
  fs.writeFileSync(at('package.json'), packageJson(manifest))
  fs.copyFileSync(path.join(root, 'LICENSE'), at('LICENSE'))
  const bundled = moduleIds.map(packageFolder).filter((folder) => folder !== null)
  return { manifest, libraries: [...new Set([...bundled, loaded])].toSorted() }
}
