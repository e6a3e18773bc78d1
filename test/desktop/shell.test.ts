import fs from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { contractSpec } from '../contract/spec.ts'
import { cli, documentOf } from '../support/cli.ts'
import { startDesktop, type Desktop } from '../support/desktop.ts'
import { temporaryFolder } from '../support/engine.ts'

contractSpec('the desktop’s IPC (built main and preload, stand-in for electron)', async () => {
  const folder = temporaryFolder()
  const desktop = await startDesktop(folder)
  return {
    transport: desktop.transport,
    async close() {
      await desktop.quit()
      fs.rmSync(folder, { recursive: true, force: true })
    },
  }
})

describe('the desktop shell', () => {
  const folder = temporaryFolder()
  let desktop: Desktop
  beforeAll(async () => {
    desktop = await startDesktop(folder)
  })
  afterAll(async () => {
    fs.rmSync(folder, { recursive: true, force: true })
  })

  test('shows the interface from its own scheme, without inline scripts and frames', () => {
    expect(desktop.page.html).toContain('<div id="root">')
    expect(desktop.page.csp).toContain("script-src 'self';")
    expect(desktop.page.csp).toContain("frame-ancestors 'none'")
  })

  test('isolates the page: sandbox, no Node, no webview, one bridge', async () => {
    const record = await desktop.order<{ windows: Record<string, unknown>[]; sandboxed: boolean }>({ do: 'record' })
    expect(record.sandboxed).toBe(true)
    expect(record.windows).toMatchObject([
      {
        sandbox: true,
        contextIsolation: true,
        nodeIntegration: false,
        webSecurity: true,
        webviewTag: false,
        allowRunningInsecureContent: false,
      },
    ])
  })

  test.each([
    ['another page', { url: 'https://evil.example/', parent: null }],
    ['a page whose address begins alike', { url: 'vestibule://app.evil.example/', parent: null }],
    ['a frame inside our page', { url: 'vestibule://app/', parent: {} }],
    ['a file', { url: 'file:///index.html', parent: null }],
  ])('refuses a call from %s', async (_name, frame) => {
    const answer = await desktop.order({ do: 'forge', frame, method: 'app.status', input: {} })
    expect(answer).toMatchObject({ ok: false, error: { code: 'app/foreign-sender' } })
  })

  test('refuses a call from a frame that is gone', async () => {
    const answer = await desktop.order({ do: 'forge', frame: null, method: 'app.status', input: {} })
    expect(answer).toMatchObject({ ok: false, error: { code: 'app/foreign-sender' } })
  })

  test.each(['will-navigate', 'will-redirect', 'will-frame-navigate'])(
    '%s to anywhere else is refused',
    async (event) => {
      for (const url of [
        'https://evil.example/',
        'file:///etc/passwd',
        'vestibule://app.evil/',
        'javascript:alert(1)',
      ]) {
        expect(await desktop.order({ do: 'navigate', event, url })).toBe(true)
      }
      expect(await desktop.order({ do: 'navigate', event, url: 'vestibule://app/index.html' })).toBe(false)
    },
  )

  test('windows are never opened; only web addresses go to the user’s browser', async () => {
    for (const url of ['https://camera.home/', 'file:///etc/passwd', 'javascript:alert(1)', 'smb://evil/share']) {
      expect(await desktop.order({ do: 'open', url })).toEqual({ action: 'deny' })
    }
    const { openedOutside } = await desktop.order<{ openedOutside: string[] }>({ do: 'record' })
    expect(openedOutside).toEqual(['https://camera.home/'])
  })

  test.each(['media', 'geolocation', 'notifications', 'clipboard-read', 'openExternal', 'hid'])(
    'permission %s is refused',
    async (permission) => {
      expect(await desktop.order({ do: 'permission', permission })).toEqual({
        granted: false,
        checked: false,
        device: false,
      })
    },
  )

  test('no certificate of the user’s is sent, and no bad one accepted, without asking', async () => {
    expect(await desktop.order({ do: 'app-event', event: 'select-client-certificate' })).toEqual({
      prevented: true,
      answers: [[]],
    })
    expect(await desktop.order({ do: 'app-event', event: 'certificate-error' })).toEqual({
      prevented: true,
      answers: [[false]],
    })
  })

  test.each(['/../main/main.js', '/%2e%2e/main/main.js', '/..%2fmain%2fmain.js', '/missing.js', '/%'])(
    'the scheme does not serve %s',
    async (place) => {
      expect(await desktop.order({ do: 'fetch', url: `vestibule://app${place}` })).toEqual({ status: 404 })
    },
  )

  test('the scheme serves no other host', async () => {
    expect(await desktop.order({ do: 'fetch', url: 'vestibule://other/index.html' })).toEqual({ status: 404 })
  })

  test('remembers the passphrase in the keychain, never in clear, and unlocks with it at the next start', async () => {
    const created = await desktop.transport.call('authority.create', {
      name: 'Home',
      passphrase: 'tidal otter lantern basin',
      key: 'p256',
      remember: true,
    })
    expect(created.ok).toBe(true)
    expect(fs.readFileSync(path.join(folder, 'remembered'), 'utf8')).not.toContain('otter')
    expect(fs.statSync(path.join(folder, 'remembered')).mode & 0o777).toBe(0o600)
  })

  test('the command line goes through the running app', async () => {
    const listed = documentOf(await cli(['authority', 'list', '--json', '--data', folder]))
    expect(listed).toMatchObject({ ok: true, value: [{ name: 'Home' }] })
  })

  test('a second instance shows the open window and ends', async () => {
    await expect(startDesktop(folder, { STAND_IN_SECOND: '1' })).rejects.toThrow('ended with 0')
    await desktop.order({ do: 'app-event', event: 'second-instance' })
    const { windowCount } = await desktop.order<{ windowCount: number }>({ do: 'record' })
    expect(windowCount).toBe(1)
  })

  test('quits cleanly, and is unlocked at the next start', async () => {
    expect(await desktop.quit()).toBe(0)
    const again = await startDesktop(folder)
    expect(await again.transport.call('app.status', {})).toMatchObject({
      ok: true,
      value: { locked: false, shell: 'desktop' },
    })
    expect(await again.quit()).toBe(0)
  })

  test('a data folder that cannot be used is said in a box, by name', async () => {
    const file = path.join(folder, 'a-file')
    fs.writeFileSync(file, '')
    await expect(startDesktop(path.join(file, 'data'))).rejects.toThrow(/folder/i)
  })
})
