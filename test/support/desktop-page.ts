import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Browser, Page } from '@playwright/test'
import type { MethodName } from '../../shared/contract/index.ts'
import type { Desktop } from './desktop.ts'

const interfaceFolder = fileURLToPath(new URL('../../out/renderer', import.meta.url))
const ORIGIN = 'https://app.test'
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
}

/**
 * A page of Chromium in the place of the desktop's window: the built interface, with the bridge that the preload of
 * `desktop` gives. `address` is the screen: `#/settings`.
 */
export async function openDesktopPage(browser: Browser, desktop: Desktop, address: string): Promise<Page> {
  const page = await (await browser.newContext()).newPage()
  await page.route(`${ORIGIN}/**`, async (route) => {
    const { pathname } = new URL(route.request().url())
    const file = path.join(interfaceFolder, pathname === '/' ? 'index.html' : pathname)
    if (!fs.existsSync(file)) return route.fulfill({ status: 404 })
    return route.fulfill({ body: fs.readFileSync(file), contentType: TYPES[path.extname(file)] ?? 'image/png' })
  })
  await page.exposeFunction('desktopCall', (method: MethodName, input: unknown) =>
    desktop.transport.call(method, input),
  )
  await page.addInitScript(() => {
    const page = globalThis as unknown as { desktopCall(method: string, input: unknown): Promise<unknown> }
    const listeners = new Set<(event: unknown) => void>()
    Object.assign(globalThis, {
      vestibule: {
        call: (method: string, input: unknown) => page.desktopCall(method, input),
        subscribe(listener: (event: unknown) => void) {
          listeners.add(listener)
          return () => listeners.delete(listener)
        },
      },
      desktopEvent: (event: unknown) => {
        for (const listener of listeners) listener(event)
      },
    })
  })
  desktop.transport.subscribe((event) => {
    const tell = (one: unknown): void =>
      (globalThis as unknown as { desktopEvent(one: unknown): void }).desktopEvent(one)
    // A page that is just closing hears nothing more.
    void page.evaluate(tell, event).catch(() => undefined)
  })
  await page.goto(`${ORIGIN}/${address}`)
  return page
}
