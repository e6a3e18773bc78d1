import { X509Certificate } from 'node:crypto'
import fs from 'node:fs'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { expect, test } from '@playwright/test'
import { temporaryFolder } from '../support/engine.ts'
import { startOwnerApp, type OwnerApp } from '../support/owner-app.ts'

// Needs no foreign program, so that it runs on every system that the desktop app is built for.
const folder = temporaryFolder()
const camera = http.createServer((_request, response) => {
  response.writeHead(200, { 'content-type': 'text/html' }).end('<title>Garden camera</title>')
})
let app: OwnerApp
test.beforeAll(async () => {
  await new Promise<void>((resolve) => camera.listen(0, '127.0.0.1', resolve))
  app = await startOwnerApp(path.join(folder, 'data'))
})
test.afterAll(async () => {
  await app?.stop()
  camera.close()
  fs.rmSync(folder, { recursive: true, force: true })
})

test('the app opens, leads through the first steps, saves the files, and has every screen', async () => {
  const { page } = app
  await page.getByLabel('Passphrase', { exact: true }).fill('tidal otter lantern basin')
  await page.getByLabel('Repeat the passphrase').fill('tidal otter lantern basin')
  await page.getByRole('button', { name: 'Create authority' }).click()
  await page
    .getByLabel('Address of the device’s page')
    .fill(`http://127.0.0.1:${(camera.address() as AddressInfo).port}/`)
  await page.getByRole('button', { name: 'Try it' }).click()
  await expect(page.getByText('Garden camera')).toBeVisible()
  await page.getByRole('button', { name: 'Lock it' }).click()
  await page.getByLabel('Name of the device').fill('Alice’s iPhone')
  await page.getByRole('button', { name: 'Create certificate' }).click()
  await page.getByRole('tab', { name: 'Save file' }).click()
  const save = page.getByRole('button', { name: /Save CA certificate/ })
  const file = await app.save(() => save.click(), path.join(folder, 'ca.crt'))
  expect(new X509Certificate(fs.readFileSync(file)).ca).toBe(true)
  await page.getByRole('link', { name: 'Authority' }).first().click()
  await expect(page.getByRole('heading', { level: 1, name: 'Authority' })).toBeVisible()
  for (const name of ['Home', 'Devices', 'Sites', 'Activity', 'Diagnostics', 'Settings']) {
    await page.getByRole('link', { name, exact: true }).first().click()
    await expect(page.getByRole('heading', { level: 1, name, exact: true })).toBeVisible()
  }
  const shell = app.shell === 'electron' ? 'Desktop app' : 'In the browser'
  await expect(page.getByText(shell, { exact: true })).toBeVisible()
})
