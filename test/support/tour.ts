import { expect, type Page } from '@playwright/test'

/** Every screen, by what is visible on it. */
export const screens = [
  { name: 'home', title: 'Home' },
  { name: 'devices', title: 'Devices' },
  { name: 'sites', title: 'Sites' },
  { name: 'activity', title: 'Activity' },
  { name: 'diagnostics', title: 'Diagnostics' },
  { name: 'authority', title: 'Authority' },
  { name: 'settings', title: 'Settings' },
  { name: 'welcome', title: 'Welcome to Vestibule' },
] as const

/** Opens a screen and waits until it has something to show. */
export async function openScreen(page: Page, name: string): Promise<void> {
  await page.evaluate((hash) => {
    location.hash = hash
  }, `#/${name}`)
  await expect(page.getByRole('heading', { level: 1 }).first()).toBeVisible()
  await expect(page.getByText(/…$/).filter({ hasText: /^(Loading|Opening)/ })).toHaveCount(0)
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
  await page.waitForFunction(
    (scheme) =>
      document.documentElement.dataset['mantineColorScheme'] === scheme &&
      document.getAnimations().every((one) => one.effect?.getComputedTiming().iterations === Infinity),
    colorScheme,
  )
}
