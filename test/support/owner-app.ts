import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { _electron, type ElectronApplication, type Page } from '@playwright/test'
import { ownerBrowser } from './browser.ts'
import { startServe, type RunningServe } from './cli.ts'
import { electronRuntime, type ElectronRuntime } from './electron-runtime.ts'

/** The app as its owner uses it. */
export interface OwnerApp {
  readonly shell: 'electron' | 'browser'
  readonly page: Page
  /** Does what saves a file, and has it saved as `file`. @returns its path */
  save(action: () => Promise<void>, file: string): Promise<string>
  /**
   * Does what saves a folder. `place` is empty and gets that folder: chosen in the desktop's dialog, or unpacked from
   * what the browser downloaded. @returns its path
   */
  saveFolder(action: () => Promise<void>, place: string): Promise<string>
  stop(): Promise<void>
}

/** What the main process keeps for the test between two questions. */
interface Kept {
  saved?: Promise<string>
}

/** What a program needs of the session that it is started in, and nothing of the test. */
export function sessionOf(env: NodeJS.ProcessEnv): Record<string, string> {
  const unix = 'PATH HOME LANG LANGUAGE DISPLAY XAUTHORITY WAYLAND_DISPLAY XDG_RUNTIME_DIR DBUS_SESSION_BUS_ADDRESS'
  // Windows' sockets do not start without SystemRoot.
  const names = `${unix} SystemRoot TEMP APPDATA LOCALAPPDATA`.split(' ')
  return Object.fromEntries(names.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])))
}

/** Starts the real desktop app, built, on a data folder; `args` and `env` besides what it needs. */
export function launchElectron(
  runtime: ElectronRuntime,
  data: string,
  args: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): Promise<ElectronApplication> {
  return _electron.launch({
    executablePath: runtime.program,
    args: [runtime.app, ...args],
    cwd: runtime.app,
    // Else Playwright adds --no-sandbox.
    chromiumSandbox: true,
    env: { ...sessionOf(process.env), VESTIBULE_DATA: data, ...env },
  })
}

/** The real desktop app as its owner uses it. */
async function startElectron(runtime: ElectronRuntime, data: string, args: readonly string[]): Promise<OwnerApp> {
  const app = await launchElectron(runtime, data, args)
  let said = ''
  for (const stream of [app.process().stdout, app.process().stderr]) {
    stream?.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-10_000)))
  }
  const page = await app.firstWindow().catch(async (error: unknown) => {
    await app.close().catch(() => undefined)
    throw new Error(`the desktop app showed no window; it said: ${said}`, { cause: error })
  })
  return {
    shell: 'electron',
    page,
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
    async saveFolder(action, place) {
      await app.evaluate(({ dialog }, chosen) => {
        // Instead of the dialog, which nobody would answer.
        dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [chosen] })
      }, place)
      await action()
      return onlyOneIn(place)
    },
    stop: () => app.close(),
  }
}

/** The folder that was put there, as soon as it is whole: it appears by being renamed. */
async function onlyOneIn(place: string): Promise<string> {
  for (;;) {
    const found = fs.readdirSync(place).find((name) => !name.startsWith('.'))
    if (found !== undefined) return path.join(place, found)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

async function startBrowser(data: string, running?: RunningServe, locale?: string): Promise<OwnerApp> {
  const serve = running ?? (await startServe(['--data', data]))
  const browser = await ownerBrowser()
  const context = await browser.newContext({ acceptDownloads: true, ...(locale === undefined ? {} : { locale }) })
  const page = await context.newPage()
  await page.goto(serve.url)
  return {
    shell: 'browser',
    page,
    async save(action, file) {
      const [download] = await Promise.all([page.waitForEvent('download'), action()])
      await download.saveAs(file)
      return file
    },
    async saveFolder(action, place) {
      const [download] = await Promise.all([page.waitForEvent('download'), action()])
      const file = path.join(place, download.suggestedFilename())
      await download.saveAs(file)
      // Another's eyes on the archive: whatever the owner has to unpack it with.
      execFileSync('unzip', ['-q', file, '-d', place])
      fs.rmSync(file)
      return onlyOneIn(place)
    },
    async stop() {
      await browser.close()
      await serve.stop()
    },
  }
}

/**
 * The desktop app where Electron's runtime is, else the same interface in Chromium. `serve` is an instance that runs on
 * that folder already: Chromium is shown it, Electron takes its place. `locale`: the owner's language.
 */
export async function startOwnerApp(data: string, serve?: RunningServe, locale?: string): Promise<OwnerApp> {
  const runtime = electronRuntime()
  if (!runtime) return startBrowser(data, serve, locale)
  await serve?.stop()
  return startElectron(runtime, data, locale === undefined ? [] : [`--lang=${locale}`])
}
