import fs from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { startDesktop, type Desktop, type DesktopStart } from '../support/desktop.ts'
import { temporaryFolder } from '../support/engine.ts'
import { withTrayWatcher } from '../support/tray-watcher.ts'

let folder = ''
let data = ''
let desktop: Desktop
beforeEach(() => {
  folder = temporaryFolder()
  data = path.join(folder, 'data')
})
afterEach(async () => {
  await desktop.quit()
  fs.rmSync(folder, { recursive: true })
})
const start = async (options: DesktopStart = {}): Promise<void> => void (desktop = await startDesktop(data, options))
const close = () => desktop.order({ do: 'window', action: 'close' })
const tray = () => withTrayWatcher(folder)

describe('closing the window', () => {
  test('leaves the sites open, and says so once', async () => {
    await start({ env: tray() })
    await close()
    const said = { title: 'Vestibule is still running', body: expect.stringContaining('tray') as string }
    expect(await desktop.record()).toMatchObject({ windowCount: 0, notifications: [said] })
    expect(desktop.process.exitCode).toBeNull()
    await desktop.order({ do: 'tray-click' })
    await close()
    expect((await desktop.record()).notifications).toHaveLength(1)
    await desktop.quit()
    await start({ env: tray() })
    await close()
    expect((await desktop.record()).notifications).toEqual([])
  })

  test('says it in a box where there are no notifications', async () => {
    await start({ env: { ...tray(), STAND_IN_NOTIFICATIONS: 'none' } })
    await close()
    expect((await desktop.record()).boxes).toEqual([expect.stringMatching(/^Vestibule is still running /)])
  })

  test.each([
    ['shows no tray', {}],
    ['has no tray at all', { STAND_IN_TRAY: 'none' }],
  ])('only makes it small on a desktop that %s, and Quit still quits', async (_name, env) => {
    await start({ env })
    await close()
    expect(await desktop.record()).toMatchObject({
      window: { state: 'minimised' },
      notifications: [{ body: expect.stringContaining('quit from its File menu') as string }],
    })
    await desktop.order({ do: 'app-event', event: 'second-instance', args: [['vestibule'], '/', {}] })
    expect(await desktop.record()).toMatchObject({ window: { state: 'shown', focused: true } })
    const ended = new Promise((resolve) => desktop.process.once('exit', resolve))
    void desktop.order({ do: 'menu', where: 'application', path: ['File', 'Quit and close all sites'] })
    expect(await ended).toBe(0)
    await start()
  })

  test('on macOS leads back from the Dock', async () => {
    await start({ env: { STAND_IN_PLATFORM: 'darwin' } })
    await close()
    expect((await desktop.record()).notifications).toMatchObject([{ body: expect.stringContaining('Dock') as string }])
    await desktop.order({ do: 'app-event', event: 'activate' })
    expect((await desktop.record()).windowCount).toBe(1)
  })
})

describe('the window', () => {
  test('opens where and how large it was', async () => {
    await start({ env: tray() })
    const bounds = { x: 200, y: 100, width: 700, height: 600 }
    await desktop.order({ do: 'window', action: 'move', bounds })
    await desktop.quit()
    await start({ env: tray() })
    expect((await desktop.record()).window?.bounds).toEqual(bounds)
  })

  test('opens in the middle when its display is gone', async () => {
    await start({ env: { STAND_IN_DISPLAYS: displays(2) } })
    await desktop.order({ do: 'window', action: 'move', bounds: { x: 2500, y: 100, width: 700, height: 600 } })
    await desktop.quit()
    await start({ env: { STAND_IN_DISPLAYS: displays(1) } })
    expect((await desktop.record()).window?.bounds).toEqual({ x: 610, y: 220, width: 700, height: 600 })
  })

  test('comes back when the display that it is on goes away', async () => {
    await start({ env: { STAND_IN_DISPLAYS: displays(2) } })
    await desktop.order({ do: 'window', action: 'move', bounds: { x: 2500, y: 100, width: 700, height: 600 } })
    await desktop.order({ do: 'unplug', display: 1 })
    expect((await desktop.record()).window?.bounds).toEqual({ x: 610, y: 220, width: 700, height: 600 })
  })

  test('whose page died is loaded again, once a minute', async () => {
    await start()
    for (let n = 0; n < 3; n += 1)
      await desktop.order({ do: 'contents-event', event: 'render-process-gone', args: [{ reason: 'crashed' }] })
    expect((await desktop.record()).window?.reloads).toBe(1)
  })
})

function displays(count: 1 | 2): string {
  return JSON.stringify(
    [
      { x: 0, y: 0, width: 1920, height: 1040 },
      { x: 1920, y: 0, width: 1920, height: 1040 },
    ].slice(0, count),
  )
}
