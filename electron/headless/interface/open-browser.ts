import { spawn } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { toolEnvironment } from '../../engine/child-environment.ts'

/** Name of the file. One that a killed program has left is replaced by the next. */
const FILE_NAME = 'vestibule-open.html'

/**
 * The program that opens a file in the owner's browser. A file, not the address: arguments of a program are shown to every
 * account of the computer, and whoever uses a one-time address first is let in.
 */
export function openerCommand(platform: NodeJS.Platform, file: string): readonly [program: string, ...args: string[]] {
  if (platform === 'darwin') return ['open', file]
  if (platform === 'win32')
    return ['rundll32', 'url.dll,FileProtocolHandler', pathToFileURL(file, { windows: true }).href]
  return ['xdg-open', file]
}

/** Leads on to an address. */
export function redirectPage(url: string): string {
  const address = url.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;')
  return [
    '<!doctype html>',
    '<meta charset="utf-8">',
    '<meta name="referrer" content="no-referrer">',
    `<meta http-equiv="refresh" content="0; url=${address}">`,
    '<title>Vestibule</title>',
    `<p><a href="${address}">Vestibule</a></p>`,
    '',
  ].join('\n')
}

export interface BrowserOpenerOptions {
  readonly dataFolder: string
  readonly platform: NodeJS.Platform
  readonly env: NodeJS.ProcessEnv
  readonly home: string
  /** A browser could not be opened; the address was printed. */
  readonly onFailure: (problem: string) => void
}

export interface BrowserOpener {
  /** @returns false where there is no display to open one on */
  open(url: string): boolean
  /** Removes the file, once its address is good for nothing. */
  clean(): void
}

/**
 * Browsers that come as a snap may read no hidden folder of the owner's home, which is where data folders usually lie:
 * for them the file lies in the home itself.
 */
function fileFor({ dataFolder, platform, home }: BrowserOpenerOptions): string {
  const below = path.relative(home, dataFolder).split(path.sep)
  const hidden = below[0] !== '..' && below.some((name) => name.startsWith('.'))
  return platform === 'linux' && hidden && fs.existsSync('/snap/bin')
    ? path.join(home, FILE_NAME)
    : path.join(dataFolder, FILE_NAME)
}

export function createBrowserOpener(options: BrowserOpenerOptions): BrowserOpener {
  const { platform, env, onFailure } = options
  const file = fileFor(options)
  const clean = (): void => {
    // Its address is used, replaced or of a program that has ended.
    try {
      fs.rmSync(file, { force: true })
    } catch {
      // A folder that can no longer be written to.
    }
  }
  return {
    open(url) {
      if (platform === 'linux' && !env['DISPLAY'] && !env['WAYLAND_DISPLAY']) return false
      clean()
      try {
        fs.writeFileSync(file, redirectPage(url), { mode: 0o600, flag: 'wx' })
        const [program, ...args] = openerCommand(platform, file)
        const child = spawn(program, args, { stdio: 'ignore', detached: true, env: toolEnvironment(env) })
        child.on('error', (error) => onFailure(error.message))
        child.on('exit', (status) => (status === 0 || status === null ? undefined : onFailure(`status ${status}`)))
        child.unref()
      } catch (error) {
        onFailure(error instanceof Error ? error.message : 'unknown reason')
      }
      return true
    },
    clean,
  }
}
