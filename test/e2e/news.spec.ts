import fs from 'node:fs'
import { expect, test, type Locator, type Page } from '@playwright/test'
import { cli } from '../support/cli.ts'
import { temporaryFolder } from '../support/engine.ts'
import { startForeignListener } from '../support/foreign-listener.ts'
import { furnish, passphrase, type Furnished } from '../support/furnished.ts'
import { freePort } from '../support/gate.ts'
import { startOwnerApp, type OwnerApp } from '../support/owner-app.ts'
import { expectAccessible, openScreen, screens, setLook } from '../support/tour.ts'

const folder = temporaryFolder()
let house: Furnished
let app: OwnerApp
let page: Page
let other: Awaited<ReturnType<typeof startForeignListener>>

test.beforeAll(async () => {
  house = await furnish(folder)
  app = await startOwnerApp(house.data, house.serve)
  page = app.page
  await setLook(page, { colorScheme: 'light', width: 380 })
  await openScreen(page, 'home')
  const port = await freePort()
  other = await startForeignListener(port)
  const site = ['Printer', '--host', 'printer.home.example', '--listen', `127.0.0.1:${port}`]
  const args = ['site', 'add', ...site, '--upstream', 'http://127.0.0.1:1', '--data', house.data]
  await cli(args, { VESTIBULE_PASSPHRASE: passphrase })
})
test.afterAll(async () => {
  await app?.stop()
  await house?.close()
  await other?.close()
  fs.rmSync(folder, { recursive: true, force: true })
})

const news = (): Locator => page.getByRole('region', { name: 'News' })

/** What can be pressed inside of `place` and cannot be brought to where it is not covered, by what covers it. */
async function covered(place: Locator): Promise<string[]> {
  return place.evaluate((root) =>
    [...root.querySelectorAll<HTMLElement>('a[href], button, input, select, textarea, summary')]
      .filter((one) => one.checkVisibility({ visibilityProperty: true }))
      .flatMap((one) => {
        one.scrollIntoView({ block: 'center' })
        const box = [...one.getClientRects()].find(({ width, height }) => width > 1 && height > 1)
        if (!box) return []
        const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2)
        const label = top?.closest('label')
        const free = top !== null && (one.contains(top) || top.contains(one) || label?.contains(one))
        return free ? [] : [`${one.outerHTML.slice(0, 80)} is covered by ${top?.outerHTML.slice(0, 80)}`]
      }),
  )
}

for (const { name } of screens) {
  test(`news stand beside what is on ${name} at 380 px, not over it`, async () => {
    await openScreen(page, name)
    await expect(news().getByText('Printer is not running')).toBeVisible()
    expect(await covered(page.getByRole('main'))).toEqual([])
    await expectAccessible(page)
  })
}

for (const width of [380, 1280]) {
  test(`news stand at the foot of a panel at ${width} px and cover nothing of it`, async () => {
    await setLook(page, { colorScheme: 'dark', width })
    await openScreen(page, 'sites')
    await page.getByRole('link', { name: 'Garden camera' }).first().click()
    const panel = page.getByRole('dialog')
    await panel.getByRole('button', { name: 'Add a rule' }).click()
    await expect(panel.getByText('Printer is not running')).toBeVisible()
    expect(await covered(panel)).toEqual([])
    await expectAccessible(page)
    await page.keyboard.press('Escape')
    await expect(panel).toHaveCount(0)
    await expect(news().getByText('Printer is not running')).toBeVisible()
  })
}

test('news are put away by the keyboard', async () => {
  await setLook(page, { colorScheme: 'light', width: 380 })
  await news()
    .getByRole('button', { name: /^Put away/ })
    .press('Enter')
  await expect(news().getByText('Printer is not running')).toHaveCount(0)
})
