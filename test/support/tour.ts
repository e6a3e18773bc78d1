import { AxeBuilder } from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'
import { POLLING, stillness } from './layout.ts'

/** Every screen, by what is visible on it. */
export const screens = [
  { name: 'home', title: 'Home' },
  { name: 'devices', title: 'Devices' },
  { name: 'sites', title: 'Sites' },
  { name: 'activity', title: 'Activity' },
  { name: 'diagnostics', title: 'Diagnostics' },
  { name: 'authority', title: 'Authority' },
  { name: 'servers', title: 'Servers' },
  { name: 'settings', title: 'Settings' },
  { name: 'welcome', title: 'Welcome to Vestibule' },
] as const

/** Opens a screen (`NAME` or `NAME/ID`) and waits until it, not the one before, has something to show. */
export async function openScreen(page: Page, address: string): Promise<void> {
  const [name] = address.split('/', 1)
  const title = screens.find((screen) => screen.name === name)?.title
  if (title === undefined) throw new Error(`there is no screen ${address}`)
  // Without an address the app goes to a screen of its own choice first.
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  await page.evaluate((hash) => {
    location.hash = hash
  }, `#/${address}`)
  await expect(page.getByRole('heading', { level: 1, name: title, exact: true })).toBeVisible()
  await expect(page.getByRole('status').filter({ hasText: /^(Asking|Opening) .*…$/ })).toHaveCount(0)
}

/** How the owner's screen and system are set. */
export interface Look {
  readonly colorScheme: 'light' | 'dark'
  readonly width?: number
  readonly height?: number
}

/** Changes them under the open window, and waits until it has followed: colours change a moment later. */
export async function setLook(page: Page, { colorScheme, width = 1280, height = 800 }: Look): Promise<void> {
  await page.setViewportSize({ width, height })
  await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
  await followed(page, colorScheme)
  await stillness(page)
}

/**
 * Waits until the page has the colours of the system. It hears of them when it next draws, and a Chromium that has no
 * screen was seen not to draw for as long as anybody waited; a picture of it makes it draw.
 */
async function followed(page: Page, colorScheme: Look['colorScheme']): Promise<void> {
  const wait = (timeout: number): Promise<unknown> =>
    page.waitForFunction((scheme) => document.documentElement.dataset['mantineColorScheme'] === scheme, colorScheme, {
      timeout,
      polling: POLLING,
    })
  try {
    await wait(PATIENCE / 4)
  } catch {
    const seen = await page.evaluate(async () => {
      const drawn = new Promise<boolean>((resolve) => requestAnimationFrame(() => resolve(true)))
      const not = new Promise<boolean>((resolve) => setTimeout(() => resolve(false), 1000))
      const drawing = (await Promise.race([drawn, not])) ? 'draws' : 'does not draw'
      const dark = matchMedia('(prefers-color-scheme: dark)').matches
      return `${document.visibilityState}, ${drawing}, ${dark ? 'dark' : 'light'} by the system`
    })
    process.stdout.write(`The page has not followed to ${colorScheme}: ${seen}. A picture makes it draw.\n`)
    await page.screenshot()
    await wait(PATIENCE)
  }
}

/** Milliseconds: a limit against hanging. */
const PATIENCE = 20_000
/** WCAG 2.2, levels A and AA. */
const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

/** What is on the page now breaks no rule that axe knows. */
export async function expectAccessible(page: Page): Promise<void> {
  await stillness(page)
  // Electron opens no second page, in which axe would finish its work.
  const legacy = page.url().startsWith('vestibule:')
  // A frame that runs no script does not run axe either: it would be waited for in vain.
  const axe = new AxeBuilder({ page }).exclude('iframe[sandbox=""]').setLegacyMode(legacy)
  const { violations } = await axe.withTags(WCAG).analyze()
  expect(violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html).join(' ')}`)).toEqual([])
}
