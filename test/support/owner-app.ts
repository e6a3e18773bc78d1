import { fileURLToPath } from 'node:url'
import { _electron, type Page } from '@playwright/test'
import { ownerBrowser } from './browser.ts'
import { startServe, type RunningServe } from './cli.ts'
import { electronRuntime, type ElectronRuntime } from './electron-runtime.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** The app as its owner uses it. */
export interface OwnerApp {
  readonly shell: 'electron' | 'browser'
  readonly page: Page
  /** Does what saves a file, and has it saved as `file`. @returns its path */
  save(action: () => Promise<void>, file: string): Promise<string>
  stop(): Promise<void>
}

/** What the main process keeps for the test between two questions. */
interface Kept {
  saved?: Promise<string>
}

/** The real desktop app, built, on a data folder. */
async function startElectron(runtime: ElectronRuntime, data: string): Promise<OwnerApp> {
  const { PATH = '', HOME = '', DISPLAY = '', WAYLAND_DISPLAY = '', XDG_RUNTIME_DIR = '' } = process.env
  const app = await _electron.launch({
    executablePath: runtime.program,
    args: [root],
    cwd: root,
    env: { PATH, HOME, DISPLAY, WAYLAND_DISPLAY, XDG_RUNTIME_DIR, VESTIBULE_DATA: data },
  })
  return {
    shell: 'electron',
    page: await app.firstWindow(),
    async save(action, file) {
      await app.evaluate(({ session }, target) => {
        const kept = globalThis as Kept
        kept.saved = new Promise((resolve) => {
          session.defaultSession.once('will-download', (_event, item) => {
            // Set after the program's own listener: instead of the dialog, which nobody would answer.
            item.setSavePath(target)
            item.once('done', (_done, state) => resolve(state))
          })
        })
      }, file)
      await action()
      const state = await app.evaluate(() => (globalThis as Kept).saved)
      if (state !== 'completed') throw new Error(`saving ended as ${state ?? 'nothing'}`)
      return file
    },
    stop: () => app.close(),
  }
}

async function startBrowser(data: string, running?: RunningServe): Promise<OwnerApp> {
  const serve = running ?? (await startServe(['--data', data]))
  const browser = await ownerBrowser()
  const page = await (await browser.newContext({ acceptDownloads: true })).newPage()
  await page.goto(serve.url)
  return {
    shell: 'browser',
    page,
    async save(action, file) {
      const [download] = await Promise.all([page.waitForEvent('download'), action()])
      await download.saveAs(file)
      return file
    },
    async stop() {
      await browser.close()
      await serve.stop()
    },
  }
}

/**
 * The desktop app where Electron's runtime is, else the same interface in Chromium. `serve` is an instance that runs on
 * that folder already: Chromium is shown it, Electron takes its place.
 */
export async function startOwnerApp(data: string, serve?: RunningServe): Promise<OwnerApp> {
  const runtime = electronRuntime()
  if (!runtime) return startBrowser(data, serve)
  await serve?.stop()
  return startElectron(runtime, data)
}
