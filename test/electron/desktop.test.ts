import { spawn } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { temporaryFolder } from '../support/engine.ts'
import { sessionOf } from '../support/owner-app.ts'
import { neededRuntime, startRunningElectron, type RunningElectron } from './use-electron.ts'

const place = temporaryFolder()
afterAll(() => fs.rmSync(place, { recursive: true, force: true }))

/** The window's place and state, by the program's own word. */
const windowOf = ({ app }: RunningElectron) =>
  app.evaluate(({ BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows()
    if (!window) throw new Error('there is no window')
    return { bounds: window.getNormalBounds(), maximized: window.isMaximized(), visible: window.isVisible() }
  })

describe('the window, under a window manager', () => {
  const folder = path.join(place, 'window')
  const bounds = { x: 120, y: 90, width: 900, height: 640 }

  test('comes back where it was, and maximised when it was', async () => {
    const first = await startRunningElectron(folder)
    await first.app.evaluate(({ BrowserWindow }, wanted) => {
      BrowserWindow.getAllWindows()[0]?.setBounds(wanted)
    }, bounds)
    await expect.poll(async () => (await windowOf(first)).bounds).toMatchObject({ width: 900, height: 640 })
    const { bounds: was } = await windowOf(first)
    await first.app.close()

    const second = await startRunningElectron(folder)
    // A window manager may add its frame once.
    const { bounds: is } = await windowOf(second)
    for (const side of ['x', 'y', 'width', 'height'] as const) expect(Math.abs(is[side] - was[side])).toBeLessThan(40)
    await second.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.maximize())
    await expect.poll(async () => (await windowOf(second)).maximized).toBe(true)
    await second.app.close()

    const third = await startRunningElectron(folder)
    await expect.poll(async () => (await windowOf(third)).maximized).toBe(true)
    await third.close()
  })
})

describe('a second start', () => {
  /** Starts the program once more on the folder. @returns its exit status */
  const again = (folder: string, ...args: string[]): Promise<number | null> => {
    const { program, app } = neededRuntime()
    const child = spawn(program, [app, ...args], {
      stdio: 'ignore',
      env: { ...sessionOf(process.env), VESTIBULE_DATA: folder },
    })
    return new Promise((resolve) => child.once('exit', resolve))
  }

  test('ends at once, with a link the first one goes to its screen, with a file to the inspector', async () => {
    const folder = path.join(place, 'second')
    const running = await startRunningElectron(folder)
    expect(await again(folder, 'vestibule://open/sites')).toBe(0)
    await expect.poll(() => running.page.url()).toBe('vestibule://app/#/sites')
    const file = path.join(place, 'a phone.pfx')
    fs.writeFileSync(file, 'the file')
    expect(await again(folder, file)).toBe(0)
    await expect.poll(() => running.page.url()).toMatch(/#\/diagnostics\/file/)
    const windows = await running.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)
    expect(windows).toBe(1)
    await running.close()
  })
})

describe('quitting', () => {
  test('closes the database, and what was answered is there at the next start', async () => {
    const folder = path.join(place, 'quit')
    const first = await startRunningElectron(folder)
    const created = await first.transport.call('authority.create', {
      name: 'Home',
      passphrase: 'tidal otter lantern basin',
      key: 'p256',
    })
    expect(created.ok).toBe(true)
    await first.app.close()
    // Closed in order it leaves no log behind (sqlite.org/wal.html).
    expect(fs.existsSync(path.join(folder, 'vestibule.instance'))).toBe(false)
    const second = await startRunningElectron(folder)
    expect(await second.transport.call('authority.list', {})).toMatchObject({ ok: true, value: [{ name: 'Home' }] })
    await second.close()
  })
})
