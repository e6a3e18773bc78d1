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
