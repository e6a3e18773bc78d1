// @module-tag chromium
// @module-tag curl
// @module-tag haproxy
import { execFile } from 'node:child_process'
import fs from 'node:fs'
import net, { type AddressInfo } from 'node:net'
import path from 'node:path'
import type { BrowserContext } from '@playwright/test'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { askServer } from '../../support/ask-server.ts'
import { visitorBrowser } from '../../support/browser.ts'
import { temporaryFolder } from '../../support/engine.ts'
import { haproxy } from '../../support/front-ends.ts'
import { opensslAuthority, selfSigned, type Issued, type LeafOptions } from '../../support/openssl-pki.ts'
import { endAfterEach } from '../../support/running.ts'
import { said } from '../../support/said.ts'

/** What Chrome and curl are said to show is what a real Chromium and a real curl show. */
const authority = opensslAuthority('Home')
const leaf = (options: Partial<LeafOptions> = {}): Issued =>
  authority.leaf({ cn: 'localhost', eku: 'serverAuth', san: 'DNS:localhost', ...options })
const folder = temporaryFolder()
const ca = path.join(folder, 'ca.crt')
const start = endAfterEach()
let browser: BrowserContext

beforeAll(async () => {
  fs.writeFileSync(ca, authority.cert)
  const home = path.join(folder, 'home')
  fs.mkdirSync(home)
  browser = await visitorBrowser({ home, ca, origin: 'https://localhost', identity: null })
})
afterAll(async () => {
  await browser.close()
  fs.rmSync(folder, { recursive: true, force: true })
})

async function chromium(port: number): Promise<string> {
  const page = await browser.newPage()
  try {
    const failure = await page.goto(`https://localhost:${port}/`).then(
      () => 'a page',
      (error: unknown) => String(error),
    )
    return failure
  } finally {
    await page.close()
  }
}

function curl(port: number, version: string): Promise<string> {
  const args = ['-sS', '--http1.1', '--cacert', ca, version, `https://localhost:${port}/`]
  return new Promise((resolve) => void execFile('curl', args, (_error, _stdout, stderr) => resolve(stderr)))
}

/** Whether a program's message is one that was foretold: every part between the dots, in order. */
function fits(message: string, foretold: string): boolean {
  return foretold.split(', or ').some((one) => {
    let at = 0
    return one.split('…').every((part) => {
      at = message.indexOf(part.trim(), at)
      return at >= 0
    })
  })
}

/** What was foretold and what is shown, where they differ. */
async function differences(port: number, version = '--tlsv1.2'): Promise<string[]> {
  const found = said(await askServer({ port, servername: 'localhost', trust: [authority.cert] }))
  const shows = (program: string): string => found.programs.find((one) => one.program === program)?.shows ?? 'nothing'
  const differs = (program: string, message: string): string[] => {
    const foretold = shows(program)
    const right = foretold.startsWith('nothing') ? message === '' : fits(message, foretold)
    return right ? [] : [`${program} was to show ${foretold}, and shows ${message}`]
  }
  return [...differs('Chrome', await chromium(port)), ...differs('curl', await curl(port, version))]
}

test.each([
  ['for another host', leaf({ san: 'DNS:other.home' })],
  ['expired', leaf({ from: '20240101000000Z', to: '20250101000000Z' })],
  ['not valid yet', leaf({ from: '20480101000000Z', to: '20490101000000Z' })],
  ['made for devices', leaf({ eku: 'clientAuth' })],
  ['self-signed', selfSigned('localhost')],
  ['of a stranger', opensslAuthority('Stranger').leaf({ cn: 'localhost', eku: 'serverAuth', san: 'DNS:localhost' })],
  [
    'without its intermediate',
    authority.intermediate('Between').leaf({ cn: 'localhost', eku: 'serverAuth', san: 'DNS:localhost' }),
  ],
] as const)('a server certificate %s', async (_what, server) => {
  const at = await start(haproxy({ server, ca: authority.cert, demand: 'off' }))
  expect(await differences(at.port)).toEqual([])
})

test.each(['1.2', '1.3'] as const)('a certificate is demanded, over TLS %s', async (tls) => {
  const at = await start(haproxy({ server: leaf(), ca: authority.cert, demand: 'required', tls }))
  expect(await differences(at.port, `--tlsv${tls}`)).toEqual([])
})

test.each([
  ['speaks plain HTTP', (socket: net.Socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')],
  ['closes at once', (socket: net.Socket) => socket.end()],
  // Only when the hello has come: before, a reset looks like a closed port.
  ['resets', (socket: net.Socket) => socket.once('data', () => socket.resetAndDestroy())],
] as const)('a port that %s', async (_what, answer) => {
  const server = net.createServer((socket) => {
    socket.on('error', () => undefined)
    answer(socket)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  try {
    expect(await differences((server.address() as AddressInfo).port)).toEqual([])
  } finally {
    server.close()
  }
})
