import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { expect, test, type BrowserContext } from '@playwright/test'
import { visitorBrowser } from '../support/browser.ts'
import { temporaryFolder } from '../support/engine.ts'
import { freePort, policyOf, siteOf, startGate, startUpstream, type TestGate, type Upstream } from '../support/gate.ts'
import { opensslAuthority } from '../support/openssl-pki.ts'

const home = opensslAuthority('Home CA')
const server = home.leaf({ cn: 'localhost', eku: 'serverAuth', san: 'DNS:localhost' })
const DAY = 86_400_000
/** As `openssl ca` wants it: YYYYMMDDHHMMSSZ. */
const inTenDays = `${new Date(Date.now() + 10 * DAY).toISOString().replace(/\D/g, '').slice(0, 14)}Z`
const phone = home.leaf({ cn: 'Mum’s phone', to: inTenDays })

const folder = temporaryFolder()
let gate: TestGate
let upstream: Upstream
let browser: BrowserContext
let origin: string
/** How far the clock of the door is ahead. */
let ahead = 0

test.beforeAll(async () => {
  gate = startGate(() => Date.now() + ahead)
  upstream = await startUpstream((_request, response) => {
    response.setHeader('content-type', 'text/html').end('<h1>Camera</h1>')
  })
  const port = await freePort()
  await gate.apply(policyOf(home, port, [siteOf({ server, upstream: upstream.url, hosts: ['localhost'] })]))
  origin = `https://localhost:${port}`
  const file = (name: string, text: string): string => {
    const place = path.join(folder, name)
    fs.writeFileSync(place, text)
    return place
  }
  const [cert, key, ca] = [file('cert.pem', phone.cert), file('key.pem', phone.key), file('ca.pem', home.cert)]
  const pfx = path.join(folder, 'phone.pfx')
  const args = ['pkcs12', '-export', '-in', cert, '-inkey', key, '-out', pfx, '-passout', 'pass:secret']
  execFileSync('openssl', args, { stdio: 'pipe' })
  const own = path.join(folder, 'home')
  fs.mkdirSync(own)
  browser = await visitorBrowser({ home: own, ca, origin, identity: { pfx, password: 'secret' } })
})
test.afterAll(async () => {
  await browser?.close()
  gate?.close()
  await upstream?.close()
  fs.rmSync(folder, { recursive: true, force: true })
})

test('in a real browser, a certificate that has expired asks for a new one with one click, and another site cannot', async () => {
  const page = await browser.newPage()
  await page.goto(origin)
  await expect(page.getByRole('heading', { name: 'Camera' })).toBeVisible()
  // For the door the certificate has ended; its authority, which lasts 30 days, has not.
  ahead = 15 * DAY
  await page.goto(origin)
  await expect(page.getByRole('heading', { name: 'Your certificate has expired' })).toBeVisible()

  const evil = await browser.newPage()
  await evil.route('http://evil.example/', (route) =>
    route.fulfill({
      contentType: 'text/html',
      body: `<form method="post" action="${origin}/.well-known/vestibule/renew"><button>Win</button></form>`,
    }),
  )
  await evil.goto('http://evil.example/')
  await evil.getByRole('button').click()
  await expect(evil.getByRole('heading', { name: 'Your certificate has expired' })).toBeVisible()
  expect(gate.renewals).toEqual([])

  await page.getByRole('button', { name: 'Ask for a new certificate' }).click()
  await expect(page.getByRole('heading', { name: 'Your request was sent' })).toBeVisible()
  expect(gate.renewals.map((one) => one.fingerprint)).toEqual([phone.fingerprint])
})
