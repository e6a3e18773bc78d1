// @module-tag chromium
// @module-tag nss
import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import type { BrowserContext } from '@playwright/test'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { visitorBrowser } from '../../../support/browser.ts'
import { until } from '../../../support/gate.ts'
import { startHouse, type Carried, type House } from '../../../support/house.ts'
import { opensslAuthority } from '../../../support/openssl-pki.ts'
import { watchDoor } from '../../../support/watch.ts'

/** T10: the browser offers no certificate at all. In a real Chromium with real certificates in its store. */
let house: House
let folder = ''
const browsers: BrowserContext[] = []

beforeAll(async () => {
  house = await startHouse()
  folder = fs.mkdtempSync(path.join(house.folder, 'browsers-'))
  fs.writeFileSync(path.join(folder, 'ca.crt'), house.ca)
})
afterAll(async () => {
  for (const browser of browsers) await browser.close()
  await house.close()
})

/** Opens the site in a browser of its own that has this certificate, or none. */
async function open(name: string, carried: Carried | null): Promise<number | undefined> {
  const home = path.join(folder, name)
  fs.mkdirSync(home)
  const pfx = path.join(home, 'identity.pfx')
  if (carried) {
    fs.writeFileSync(path.join(home, 'all.pem'), carried.cert + carried.key)
    const args = ['pkcs12', '-export', '-in', 'all.pem', '-name', name, '-passout', 'pass:probe', '-out', pfx]
    execFileSync('openssl', args, { cwd: home })
  }
  const browser = await visitorBrowser({
    home,
    ca: path.join(folder, 'ca.crt'),
    origin: `https://localhost:${house.port}`,
    identity: carried ? { pfx, password: 'probe' } : null,
  })
  browsers.push(browser)
  const page = await browser.newPage()
  return (await page.goto(`https://localhost:${house.port}/`))?.status()
}

test('a certificate of an authority that the site does not name is never offered, and that is said', async () => {
  const door = await watchDoor(house)
  expect(await open('stranger', opensslAuthority('Stranger').leaf({ cn: 'phone' }))).toBe(403)
  await until(() => door.knocks.some(({ what }) => what === 'no-certificate'))
  const report = await door.stop()
  expect(report.ok).toBe(false)
  expect(report.summary).toContain('showed no certificate')
  expect(report.fix).toContain('of an authority that the site names')
  expect(report.knocks.every(({ what, harmless }) => what === 'no-certificate' || harmless)).toBe(true)
})

test('an empty store is told the same way, and with the device’s own file the browser is in', async () => {
  const phone = await house.addDevice('Phone')
  const door = await watchDoor(house)
  expect(await open('empty', null)).toBe(403)
  await until(() => door.knocks.some(({ what }) => what === 'no-certificate'))
  // The fix, followed: the device’s file is installed in a browser that was not asked before.
  expect(await open('installed', phone)).toBe(200)
  await until(() => door.knocks.some(({ what }) => what === 'allowed'))
  expect(await door.stop()).toMatchObject({ ok: true })
})
