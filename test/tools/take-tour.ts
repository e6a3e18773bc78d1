import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Browser, Page } from '@playwright/test'
import { cli, documentOf, startServe } from '../support/cli.ts'
import { temporaryFolder } from '../support/engine.ts'
import { startUpstream, visit } from '../support/gate.ts'
import { passphrase } from '../support/furnished.ts'
import { setLook } from '../support/tour.ts'

const target = fileURLToPath(new URL('../../docs/tour/', import.meta.url))

/** From first launch to green as a new user goes, one picture a step. A script stands in for the phone. */
export async function takeTour(browser: Browser): Promise<void> {
  fs.mkdirSync(target, { recursive: true })
  const folder = temporaryFolder()
  const camera = await startUpstream((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html' }).end('<title>Garden camera</title><h1>Garden camera</h1>')
  })
  const serve = await startServe(['--data', folder])
  const page = await (await browser.newContext()).newPage()
  await page.goto(serve.url)
  let step = 0
  const picture = async (name: string): Promise<void> => {
    step += 1
    await setLook(page, { colorScheme: 'light', width: 1000, height: 900 })
    await page.screenshot({ path: `${target}${step}-${name}.png` })
  }

  await page.getByLabel('Passphrase', { exact: true }).fill(passphrase)
  await page.getByLabel('Repeat the passphrase').fill(passphrase)
  await picture('authority')
  await page.getByRole('button', { name: 'Create authority' }).click()

  await page.getByLabel('Address of the device’s page').fill(camera.url)
  await page.getByRole('button', { name: 'Try it' }).click()
  await page.getByText('Garden camera').first().waitFor()
  await picture('site')
  await page.getByRole('button', { name: 'Lock it' }).click()

  await page.getByLabel('Name of the device').fill('Alice’s iPhone')
  await picture('device')
  await page.getByRole('button', { name: 'Create certificate' }).click()

  await page.getByRole('tab', { name: 'QR code' }).waitFor()
  await picture('handover-over')
  await page.getByRole('tab', { name: 'Save file' }).click()
  await page.getByRole('button', { name: /^Save certificate of/ }).click()
  await page.locator('.password').first().waitFor()
  await picture('password')

  await arrive(page, folder)
  await page.getByText(/Alice’s iPhone got in at/).waitFor()
  await page.getByText(/Alice’s iPhone got in at/).scrollIntoViewIfNeeded()
  await picture('green')
  await page.getByRole('link', { name: 'Run diagnostics' }).click()
  await page.getByText(/every one as expected/).waitFor()
  await picture('diagnostics')

  await serve.stop()
  await camera.close()
  fs.rmSync(folder, { recursive: true, force: true })
}

/** The device's first visit, with the key and certificate that it was given. */
async function arrive(page: Page, data: string): Promise<void> {
  const file = path.join(data, 'tour.pem')
  const answer = documentOf(
    await cli(['device', 'export', 'Alice’s iPhone', '--format', 'pem', '--out', file, '--data', data, '--json'], {
      VESTIBULE_PASSPHRASE: passphrase,
    }),
  )
  if (!answer.ok) throw new Error(answer.error.message)
  const pem = fs.readFileSync(file, 'utf8')
  fs.rmSync(file)
  const address = await page
    .getByText(/^https:\/\/[^ ]+$/)
    .last()
    .innerText()
  const { port, hostname } = new URL(address.trim())
  const authority = documentOf(await cli(['authority', 'show', '--pem', '--data', data, '--json']))
  if (!authority.ok) throw new Error(authority.error.message)
  await visit({
    port: Number(port),
    ca: String(authority.value['pem']),
    servername: hostname,
    host: hostname,
    certificate: { cert: pem, key: pem },
  })
}
