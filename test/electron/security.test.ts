import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startRunningElectron, type RunningElectron } from './use-electron.ts'

/** Electron's own list, https://www.electronjs.org/docs/latest/tutorial/security, against the program that runs. */
let running: RunningElectron
beforeAll(async () => {
  running = await startRunningElectron()
})
afterAll(() => running.close())

/** What the process says of itself (proc(5)). */
const statusOf = (pid: number, name: string): string =>
  new RegExp(`^${name}:\\s*(.*)$`, 'm').exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? ''

interface Metric {
  readonly pid: number
  readonly type: string
  readonly name?: string
}
const metrics = (): Promise<Metric[]> =>
  running.app.evaluate(({ app }) =>
    app.getAppMetrics().map(({ pid, type, name }) => ({ pid, type, ...(name === undefined ? {} : { name }) })),
  )

test('it is the program that was built, in the Electron that was asked for, and not as root', async () => {
  const said = await running.app.evaluate(({ app }) => [app.getName(), process.versions.electron, process.getuid?.()])
  expect(said).toEqual([expect.stringMatching(/vestibule/i), running.runtime.version, process.getuid?.()])
  expect(process.getuid?.()).not.toBe(0)
})

test('1. only secure content is loaded: http is refused, and the page comes by a scheme of its own', async () => {
  expect(running.page.url()).toMatch(/^vestibule:/)
  for (const url of ['http://127.0.0.1:9/', 'https://127.0.0.1:9/', 'file:///etc/passwd', 'data:text/html,x']) {
    const outcome = await running.page.evaluate(
      (address) =>
        fetch(address).then(
          () => 'fetched',
          (error: unknown) => String(error),
        ),
      url,
    )
    expect(outcome, url).not.toBe('fetched')
  }
})

test('2., 3. the page has no Node and no Electron, and the preload’s world is not its own', async () => {
  const seen = await running.page.evaluate(() => {
    const world = globalThis as unknown as Record<string, unknown>
    return ['require', 'process', 'module', 'Buffer', 'electron', 'ipcRenderer'].filter((name) => name in world)
  })
  expect(seen).toEqual([])
  // The bridge is the preload's: the page cannot put something else in its place.
  const frozen = await running.page.evaluate(() => {
    const world = globalThis as unknown as { vestibule: { call: unknown } }
    const before = world.vestibule.call
    try {
      world.vestibule.call = () => 'forged'
    } catch {
      // Frozen objects throw in modules.
    }
    return world.vestibule.call === before
  })
  expect(frozen).toBe(true)
})

test('4. renderer and gate run in Chromium’s sandbox: no new privileges, a filter on system calls', async () => {
  const renderers = (await metrics()).filter(({ type }) => type === 'Tab')
  expect(renderers.length).toBeGreaterThan(0)
  for (const { pid } of renderers) {
    expect(statusOf(pid, 'NoNewPrivs')).toBe('1')
    // 2: SECCOMP_MODE_FILTER.
    expect(statusOf(pid, 'Seccomp')).toBe('2')
  }
  const words = renderers.map(({ pid }) => fs.readFileSync(`/proc/${pid}/cmdline`, 'latin1'))
  for (const line of words) expect(line).not.toContain('--no-sandbox')
})

test('5. permissions are refused', async () => {
  const states = await running.page.evaluate(async () => {
    const names = ['geolocation', 'notifications', 'camera', 'microphone', 'midi', 'clipboard-read']
    const asked = names.map(async (name) => {
      const { state } = await navigator.permissions.query({ name } as unknown as PermissionDescriptor)
      return `${name} ${state}`
    })
    return (await Promise.allSettled(asked)).map((one) => (one.status === 'fulfilled' ? one.value : 'unknown'))
  })
  expect(states.filter((one) => one.endsWith('granted'))).toEqual([])
  const device = await running.page.evaluate(() =>
    navigator.mediaDevices.getUserMedia({ audio: true }).then(
      () => 'given',
      (error: Error) => error.name,
    ),
  )
  expect(device).not.toBe('given')
})

test('6. – 10. the window’s own preferences are those of the list', async () => {
  const preferences = await running.app.evaluate(({ BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows()
    const contents = window?.webContents as unknown as { getLastWebPreferences(): Record<string, unknown> }
    return contents.getLastWebPreferences()
  })
  expect(preferences).toMatchObject({
    contextIsolation: true,
    sandbox: true,
    nodeIntegration: false,
    webSecurity: true,
  })
  for (const name of ['allowRunningInsecureContent', 'experimentalFeatures', 'nodeIntegrationInWorker', 'webviewTag']) {
    expect(preferences[name] ?? false, name).toBe(false)
  }
  expect(preferences['enableBlinkFeatures'] ?? '').toBe('')
})

test('7. a content security policy that allows scripts of its own only', async () => {
  const outcome = await running.page.evaluate(async () => {
    const violated: string[] = []
    const bothTold = new Promise<void>((resolve) => {
      document.addEventListener('securitypolicyviolation', (event) => {
        violated.push(event.effectiveDirective)
        if (violated.length === 2) resolve()
      })
    })
    const script = document.createElement('script')
    script.textContent = 'globalThis.injected = true'
    document.body.append(script)
    const image = document.createElement('img')
    image.src = 'https://evil.example/x.png'
    document.body.append(image)
    await bothTold
    return { violated, injected: 'injected' in globalThis }
  })
  expect(outcome.injected).toBe(false)
  expect(outcome.violated.join(' ')).toMatch(/script-src/)
  expect(outcome.violated.join(' ')).toMatch(/img-src/)
})

test('11. – 15. no WebView, no navigation, no window; only web addresses go to the owner’s own browser', async () => {
  await running.app.evaluate(({ shell }) => {
    const opened: string[] = []
    Object.assign(globalThis, { opened })
    // Instead of xdg-open, which there is none of.
    shell.openExternal = (url) => Promise.resolve(void opened.push(url))
  })
  const before = running.page.url()
  await running.page.evaluate(() => {
    location.href = 'https://evil.example/'
  })
  for (const url of ['https://elsewhere.example/', 'file:///etc/passwd', 'vestibule://app/', 'smb://evil.example/x']) {
    expect(await running.page.evaluate((address) => window.open(address) === null, url), url).toBe(true)
  }
  await running.page.evaluate(() => document.body.append(document.createElement('webview')))
  const [windows, contents, opened] = await running.app.evaluate(({ BrowserWindow, webContents }) => [
    BrowserWindow.getAllWindows().length,
    webContents.getAllWebContents().length,
    (globalThis as unknown as { opened: string[] }).opened,
  ])
  expect([windows, contents, opened]).toEqual([1, 1, ['https://elsewhere.example/']])
  expect(running.page.url()).toBe(before)
})

test('17. a call is answered to the program’s own page only', async () => {
  const answer = await running.app.evaluate(async ({ BrowserWindow }) => {
    const window = new BrowserWindow({ show: false, webPreferences: { sandbox: true } })
    await window.loadURL('about:blank').catch(() => undefined)
    const got: unknown = await window.webContents
      .executeJavaScript('typeof vestibule')
      .catch((error: unknown) => String(error))
    window.destroy()
    return got
  })
  expect(answer).toBe('undefined')
})

test('18. the page cannot read files, by path or by its own scheme', async () => {
  const got = await running.page.evaluate(async () => {
    const paths = ['../../package.json', '..%2f..%2fpackage.json', '/etc/passwd', '%2e%2e/%2e%2e/package.json']
    return Promise.all(
      paths.map((one) =>
        fetch(one).then(
          async (answer) => (answer.ok ? answer.text() : 'refused'),
          () => 'refused',
        ),
      ),
    )
  })
  for (const text of got) expect(text).not.toMatch(/"devDependencies"|root:x:/)
})

test('20. the bridge has the two verbs and nothing else', async () => {
  const names = await running.page.evaluate(() =>
    Object.keys((globalThis as unknown as { vestibule: object }).vestibule).toSorted(),
  )
  expect(names.filter((name) => !['call', 'subscribe'].includes(name))).toEqual([])
})

test('every recommendation is asked of the running program here, or its test says of what is built', () => {
  const text = fs.readFileSync(fileURLToPath(import.meta.url), 'utf8')
  const asked = new Set<number>()
  for (const [, from = '', to] of text.matchAll(/^test\('(\d+)\.(?:(?: –|,) (\d+)\.)?/gm)) {
    for (let at = Number(from); at <= Number(to ?? from); at += 1) asked.add(at)
  }
  const list = fs.readFileSync(path.join(import.meta.dirname, '../desktop/security/checklist.test.ts'), 'utf8')
  const all = [...list.matchAll(/\['(\d+)\. /g)].map(([, number]) => Number(number))
  // 16: which Electron is pinned; 19: fuses are those of the package.
  expect(all.filter((number) => !asked.has(number))).toEqual([16, 19])
})
