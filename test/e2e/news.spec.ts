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
  // The newest of the news is on top: what the furnished house has to tell comes first.
  test.setTimeout(180_000)
  // It may be told before the window is there: the log of the program has it either way.
  const log = async (): Promise<string> => (await cli(['log', '--data', house.data])).stdout
  await expect.poll(log, { timeout: 150_000 }).toContain('Living room laptop expires')
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

test('a site that was removed by mistake is open again after one click', async () => {
  await openScreen(page, 'sites')
  await page.getByRole('link', { name: 'Garden camera' }).first().click()
  await page.getByRole('button', { name: 'Remove Garden camera' }).click()
  await expect(page.getByRole('article', { name: 'Garden camera' })).toHaveCount(0)
  await expect(news().getByText('Garden camera is removed')).toBeVisible()
  await expectAccessible(page)
  // Another window, opened later, knows the way back too.
  await page.reload()
  await news().getByRole('button', { name: 'Undo' }).click()
  await expect(page.getByRole('article', { name: 'Garden camera' }).getByText('Running')).toBeVisible()
  await expect(news().getByText('Garden camera is removed')).toHaveCount(0)
})

test('a site whose settings were changed is as before after one click', async () => {
  await openScreen(page, 'sites')
  await page.getByRole('link', { name: 'Garden camera' }).first().click()
  const panel = page.getByRole('dialog')
  await panel.getByRole('button', { name: 'Edit', exact: true }).click()
  await panel.getByLabel('Name', { exact: true }).fill('Front door')
  await panel.getByLabel('Who may enter').selectOption({ index: 0 })
  await panel.getByRole('button', { name: 'Save changes' }).click()
  await expect(panel.getByText('Front door is changed.')).toBeVisible()
  await expectAccessible(page)
  await panel.getByRole('button', { name: 'Undo' }).click()
  await expect(page.getByRole('dialog', { name: 'Garden camera' })).toBeVisible()
  await expect(panel.getByText(/strangers see a page that says why/)).toBeVisible()
  await expect(panel.getByText('Front door is changed.')).toHaveCount(0)
  await page.keyboard.press('Escape')
})

test('what cannot be undone at the moment says why, and what to do', async () => {
  await openScreen(page, 'sites')
  await page.getByRole('link', { name: 'Printer' }).first().click()
  await page.getByRole('button', { name: 'Remove Printer' }).click()
  await expect(news().getByText('Printer is removed')).toBeVisible()
  const site = ['Printer', '--host', 'printer.home.example', '--upstream', 'http://127.0.0.1:1']
  const args = ['site', 'add', ...site, '--listen', `127.0.0.1:${await freePort()}`, '--data', house.data]
  await cli(args, { VESTIBULE_PASSPHRASE: passphrase })
  await news().getByRole('button', { name: 'Undo' }).click()
  await expect(news().getByText('There is already a site called “Printer”')).toBeVisible()
  await news()
    .getByRole('button', { name: /^Put away/ })
    .click()
  await expect(news().getByText('Printer is removed')).toHaveCount(0)
})

test('a device that was renamed, and one that was taken off the list, are as before', async () => {
  await openScreen(page, 'devices')
  await page.getByRole('link', { name: 'Bob’s Pixel' }).first().click()
  const panel = page.getByRole('dialog')
  await panel.getByRole('button', { name: 'Edit' }).click()
  await panel.getByLabel('Name').fill('Bob’s old Pixel')
  await panel.getByRole('button', { name: 'Save' }).click()
  await expect(panel.getByText('Bob’s old Pixel is changed.')).toBeVisible()
  await panel.getByRole('button', { name: 'Undo' }).click()
  await expect(page.getByRole('dialog', { name: 'Bob’s Pixel' })).toBeVisible()
  await page.keyboard.press('Escape')
  await page.getByRole('link', { name: 'Grandma’s tablet' }).first().click()
  await panel.getByRole('button', { name: 'Remove from the list' }).click()
  await expect(page.getByRole('link', { name: 'Grandma’s tablet' })).toHaveCount(0)
  await news().getByRole('button', { name: 'Undo' }).click()
  await expect(page.getByRole('link', { name: 'Grandma’s tablet' })).toBeVisible()
})
