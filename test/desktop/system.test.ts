import fs from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createClient, type Client } from '../../shared/client.ts'
import { startDesktop, type Desktop, type DesktopStart, type MenuEntry } from '../support/desktop.ts'
import { PASSPHRASE, temporaryFolder } from '../support/engine.ts'
import { freePort } from '../support/gate.ts'
import { startForeignListener } from '../support/foreign-listener.ts'
import { withTrayWatcher } from '../support/tray-watcher.ts'

let folder = ''
let desktop: Desktop
let client: Client
beforeEach(() => (folder = temporaryFolder()))
afterEach(async () => {
  await desktop.quit()
  fs.rmSync(folder, { recursive: true, force: true })
})
async function start(options: DesktopStart = {}): Promise<void> {
  desktop = await startDesktop(path.join(folder, 'data'), options)
  client = createClient(desktop.transport)
}
const mac = { STAND_IN_PLATFORM: 'darwin' }
const create = (remember = false) =>
  client.call('authority.create', { name: 'Home', passphrase: PASSPHRASE, key: 'p256', remember })

describe('opening at login', () => {
  const entry = () => path.join(folder, 'config/autostart/vestibule.desktop')

  test('is an autostart entry on Linux, which starts without a window', async () => {
    const env = { XDG_CONFIG_HOME: path.join(folder, 'config'), ...withTrayWatcher(folder) }
    await start({ env })
    expect(await client.call('settings.show', {})).toMatchObject({ openAtLogin: false, notifications: true })
    expect((await client.call('app.status', {})).features).toEqual({
      openAtLogin: true,
      share: false,
      chooseFolder: true,
      manage: false,
    })
    expect(await client.call('settings.set', { openAtLogin: true })).toMatchObject({ openAtLogin: true })
    expect(fs.readFileSync(entry(), 'utf8')).toMatch(/^Exec="[^"]+" .*"--hidden"$/m)
    await desktop.quit()
    await start({ env, args: ['--hidden'], hidden: true })
    expect((await desktop.record()).windowCount).toBe(0)
    await desktop.order({ do: 'tray-click' })
    expect((await desktop.record()).windowCount).toBe(1)
  })

  test('shows the window where no tray would', async () => {
    await start({ args: ['--hidden'] })
    expect((await desktop.record()).windowCount).toBe(1)
  })

  test('in a folder that cannot be written is a clear error, and nothing else is changed', async () => {
    fs.writeFileSync(path.join(folder, 'config'), '')
    await start({ env: { XDG_CONFIG_HOME: path.join(folder, 'config') } })
    const set = client.call('settings.set', { openAtLogin: true, notifications: false })
    await expect(set).rejects.toMatchObject({
      code: 'app/login-item',
      message: expect.stringContaining(entry()) as string,
    })
    expect(await client.call('settings.show', {})).toMatchObject({ openAtLogin: false, notifications: true })
  })

  test('is a login item on macOS; one that the system holds back is told', async () => {
    await start({ env: mac })
    expect(await client.call('settings.set', { openAtLogin: true })).toMatchObject({ openAtLogin: true })
    expect((await desktop.record()).login).toEqual({ openAtLogin: true })
    await desktop.quit()
    await start({ env: { ...mac, STAND_IN_LOGIN: 'refused' } })
    const set = client.call('settings.set', { openAtLogin: true })
    await expect(set).rejects.toThrow('the system wants your approval first')
    await desktop.quit()
    await start({ env: { ...mac, STAND_IN_LOGIN: 'opened' }, hidden: true })
    expect((await desktop.record()).windowCount).toBe(0)
  })
})

describe('the keychain', () => {
  test('keeps the passphrase, never in clear, until it is told to forget it', async () => {
    await start()
    await create(true)
    const file = path.join(folder, 'data/remembered')
    expect(fs.readFileSync(file, 'utf8')).not.toContain('otter')
    expect(fs.statSync(file).mode & 0o777).toBe(0o600)
    expect((await client.call('app.status', {})).keychain).toEqual({ available: true, remembered: true, weak: false })
    await client.call('authority.forget', {})
    expect(fs.existsSync(file)).toBe(false)
    expect((await client.call('app.status', {})).keychain.remembered).toBe(false)
  })

  test('that only obfuscates is said to be weak', async () => {
    await start({ env: { STAND_IN_KEYCHAIN: 'weak' } })
    expect((await client.call('app.status', {})).keychain).toEqual({ available: true, remembered: false, weak: true })
  })

  test.each(['none', 'broken'])('that is %s fails nothing, and is told when it was wanted', async (kind) => {
    await start({ env: { STAND_IN_KEYCHAIN: kind } })
    await desktop.order({ do: 'window', action: 'blur' })
    expect((await client.call('app.status', {})).keychain).toEqual({ available: false, remembered: false, weak: false })
    await create(true)
    expect(await client.call('app.status', {})).toMatchObject({ empty: false, locked: false })
    expect((await desktop.record()).notifications).toMatchObject([{ title: 'The passphrase could not be remembered' }])
    await desktop.quit()
    await start({ env: { STAND_IN_KEYCHAIN: kind } })
    expect((await client.call('app.status', {})).locked).toBe(true)
  })

  test('whose key was changed by the system is followed', async () => {
    await start()
    await create(true)
    await desktop.quit()
    const file = path.join(folder, 'data/remembered')
    const before = fs.statSync(file).ino
    await start({ env: { STAND_IN_KEYCHAIN: 'rotated' } })
    // Nobody waits for a keychain.
    await expect.poll(async () => (await client.call('app.status', {})).locked, { timeout: 60_000 }).toBe(false)
    expect(fs.statSync(file).ino).not.toBe(before)
  })

  test('that lost its key asks for the passphrase again', async () => {
    await start()
    await create(true)
    await desktop.quit()
    await start({ env: { STAND_IN_KEYCHAIN: 'broken' } })
    expect((await client.call('app.status', {})).locked).toBe(true)
    expect(await client.call('authority.unlock', { passphrase: PASSPHRASE })).toEqual({ locked: false })
  })
})

describe('sleep', () => {
  test('locks the authority; afterwards a site whose port was taken listens again', async () => {
    await start()
    await create()
    const port = await freePort()
    const other = await startForeignListener(port)
    const site = await client.call('site.add', {
      name: 'Camera',
      hosts: ['localhost'],
      listen: `127.0.0.1:${port}`,
      upstream: 'http://127.0.0.1:1',
    })
    expect(site.state).toBe('failed')
    await desktop.order({ do: 'power', event: 'suspend' })
    await expect.poll(async () => (await client.call('app.status', {})).locked).toBe(true)
    await other.close()
    await desktop.order({ do: 'power', event: 'resume' })
    await expect.poll(async () => (await client.call('site.show', { site: 'Camera' })).state).toBe('running')
  })

  test('and a shutdown of the system end the app cleanly', async () => {
    await start()
    const ended = new Promise((resolve) => desktop.process.once('exit', resolve))
    void desktop.order({ do: 'power', event: 'shutdown' })
    expect(await ended).toBe(0)
    await start()
  })
})

describe('notifications', () => {
  test('lead to the screen that they are about, and are left to a window that is looked at', async () => {
    await start()
    await create()
    const port = await freePort()
    const other = await startForeignListener(port)
    const add = (name: string, host: string) =>
      client.call('site.add', { name, hosts: [host], listen: `127.0.0.1:${port}`, upstream: 'http://127.0.0.1:1' })
    await add('Camera', 'camera.local')
    expect((await desktop.record()).notifications).toEqual([])
    await desktop.order({ do: 'window', action: 'blur' })
    const { id } = await add('Printer', 'printer.local')
    await expect
      .poll(async () => (await desktop.record()).notifications)
      .toMatchObject([{ title: 'Printer is not running', body: expect.stringContaining(`${port}`) as string }])
    await desktop.order({ do: 'notification-click', at: -1 })
    expect((await desktop.record()).window).toMatchObject({ url: `vestibule://app/#/sites/${id}`, focused: true })
    await other.close()
  })
})

describe('files', () => {
  test('are saved by the system’s dialog, for their owner only', async () => {
    await start()
    const saveTo = path.join(folder, 'saved.pfx')
    const order = { do: 'download', url: 'blob:vestibule://app/1', fileName: '../../alice.pfx', saveTo }
    const { prevented, options } = await desktop.order<{ prevented: boolean; options: { defaultPath: string } }>(order)
    expect(prevented).toBe(false)
    expect(path.basename(options.defaultPath)).toBe('alice.pfx')
    expect(path.basename(path.dirname(options.defaultPath))).toBe('downloads')
    await expect.poll(() => fs.statSync(saveTo).mode & 0o777).toBe(0o600)
  })

  test('that could not be saved are told', async () => {
    await start()
    await desktop.order({ do: 'download', url: 'blob:vestibule://app/1', fileName: 'a', saveTo: null })
    expect((await desktop.record()).boxes).toEqual([expect.stringContaining('could not be saved')])
  })

  test('go to the share sheet on macOS, from a folder that is gone afterwards', async () => {
    await start({ env: mac })
    expect((await client.call('app.status', {})).features.share).toBe(true)
    const base64 = Buffer.from('the file').toString('base64')
    await client.call('app.share', { file: { fileName: '../Alice.pfx', mediaType: 'application/x-pkcs12', base64 } })
    const { shared } = await desktop.record()
    expect(shared).toMatchObject([{ content: 'the file' }])
    const [file = ''] = shared[0]?.files ?? []
    expect(path.basename(file)).toBe('Alice.pfx')
    expect(fs.statSync(file).mode & 0o777).toBe(0o600)
    expect(path.relative(path.join(folder, 'data'), file)).toMatch(/^vestibule-shared\//)
    await desktop.quit()
    expect(fs.existsSync(file)).toBe(false)
    await start()
  })

  test('of a site for another server go into a folder that is chosen; who chooses none gets none', async () => {
    const listen = `127.0.0.1:${await freePort()}`
    const site = { name: 'Camera', hosts: ['camera.home'], listen, upstream: 'http://127.0.0.1:1' }
    const wanted = { site: 'Camera', target: 'nginx', secrets: 'included' } as const
    const place = path.join(folder, 'chosen')
    fs.mkdirSync(place)
    await start({ env: { STAND_IN_FOLDER: place } })
    await create()
    await client.call('site.add', site)
    const target = path.join(place, 'Camera-nginx')
    expect(await client.call('site.saveExport', wanted)).toEqual({ folder: target })
    expect((await desktop.record()).openDialogs).toMatchObject([{ properties: ['openDirectory', 'createDirectory'] }])
    expect(fs.statSync(path.join(target, 'server.key')).mode & 0o777).toBe(0o600)
    fs.rmSync(target, { recursive: true })
    fs.writeFileSync(target, 'a file in its place')
    await expect(client.call('site.saveExport', wanted)).rejects.toMatchObject({ code: 'app/file-unwritable' })
    await client.call('authority.lock', {})
    await expect(client.call('site.saveExport', wanted)).rejects.toMatchObject({ code: 'authority/locked' })
    await desktop.quit()
    await start()
    const open = { ...wanted, passphrase: PASSPHRASE }
    expect(await client.call('site.saveExport', open)).toEqual({ folder: null })
    expect(fs.readdirSync(place)).toEqual(['Camera-nginx'])
  })
})

describe('menus', () => {
  const labels = (entries: readonly MenuEntry[]): string[] => entries.map((one) => one.label ?? one.role ?? '')
  const under = (menu: readonly MenuEntry[], label: string): MenuEntry[] =>
    menu.find((one) => one.label === label)?.submenu ?? []

  test('lead to every screen, by the keys of the platform', async () => {
    await start()
    const { menu } = await desktop.record()
    expect(labels(menu)).toEqual(['File', 'Edit', 'Go', 'View', 'Window', 'Help'])
    expect(under(menu, 'Go').map((one) => one.accelerator)).toEqual(
      [1, 2, 3, 4, 5, 6].map((n) => `CommandOrControl+${n}`),
    )
    for (const [label, screen] of [
      ['Devices', 'devices'],
      ['Authority', 'authority'],
    ] as const) {
      await desktop.order({ do: 'menu', where: 'application', path: ['Go', label] })
      expect((await desktop.record()).window?.url).toBe(`vestibule://app/#/${screen}`)
    }
    await desktop.order({ do: 'menu', where: 'application', path: ['Help', 'Explain an error or a code'] })
    expect((await desktop.record()).window).toMatchObject({ url: 'vestibule://app/#/diagnostics/code', loads: 1 })
  })

  test('on macOS have settings and quitting in the app’s own menu', async () => {
    await start({ env: mac })
    const { menu } = await desktop.record()
    expect(labels(menu)[0]).toBe('Vestibule')
    expect(under(menu, 'Vestibule')).toContainEqual({ label: 'Settings…', accelerator: 'CommandOrControl+,' })
    expect(labels(under(menu, 'File'))).not.toContain('Settings…')
    await desktop.order({ do: 'menu', where: 'application', path: ['Vestibule', 'Settings…'] })
    expect((await desktop.record()).window?.url).toBe('vestibule://app/#/settings')
  })
})

test('Chromium’s own files lie in the data folder, so that two data folders are two apps', async () => {
  await start()
  const { paths } = await desktop.record()
  expect(paths['userData']).toBe(path.join(folder, 'data/vestibule-profile'))
  expect(fs.statSync(path.join(folder, 'data')).mode & 0o777).toBe(0o700)
})
