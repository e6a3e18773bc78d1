import type { Page } from '@playwright/test'

/** Milliseconds between two looks. Not by frames, which may be missing: a Chromium without a screen need not draw. */
export const POLLING = 50

/** Waits until nothing moves but what always does: half-way through a change nothing is where, or as, it will be. */
export async function stillness(page: Page): Promise<void> {
  await page.waitForFunction(
    () => document.getAnimations().every((one) => one.effect?.getComputedTiming().iterations === Infinity),
    undefined,
    { polling: POLLING },
  )
}

/** Words on buttons, in rows and in badges of which not all can be read. */
export async function cutOff(page: Page): Promise<string[]> {
  // A button whose work has just ended moves its words back into place.
  await stillness(page)
  return page.evaluate(() =>
    [
      ...document.querySelectorAll<HTMLElement>(
        'button, .mantine-Button-root, .mantine-Button-label, .row-link, .cell, .status',
      ),
    ]
      .filter((one) => one.checkVisibility({ visibilityProperty: true }) && one.clientWidth > 1)
      // At work it shows a wheel in the place of its words.
      .filter((one) => !one.closest('[data-loading]'))
      .filter((one) => {
        const parent = one.closest<HTMLElement>('.cell, .door, .mantine-Button-root') ?? one
        const { right, bottom } = parent.getBoundingClientRect()
        const own = one.getBoundingClientRect()
        const spills = own.right > right + 1 || own.bottom > bottom + 1
        return spills || one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 2
      })
      .map((one) => one.textContent),
  )
}

/** What makes the page scroll sideways: its elements, with the beginning of what they say. */
export function widerThanPage(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement
    if (scrollWidth === clientWidth) return []
    const wide = [...document.querySelectorAll('body *')].filter(
      (one) => one.getBoundingClientRect().right > clientWidth + 0.5,
    )
    return [
      `${scrollWidth} px`,
      ...wide.map((one) => `${one.tagName} ${one.className} ${one.textContent?.slice(0, 40)}`),
    ]
  })
}
