import fs from 'node:fs'
import https from 'node:https'
import path from 'node:path'
import type { TLSSocket } from 'node:tls'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { gateLauncher } from '../../../electron/headless/gate-launcher.ts'
import { PASSPHRASE, startEngine, temporaryFolder, type TestEngine } from '../../support/engine.ts'
import { freePort, startUpstream, type Upstream } from '../../support/gate.ts'

const DAY = 86_400_000
const folder = temporaryFolder()
/** The house is made 300 days ago, and opened today: its server certificate is then past two thirds of its life. */
let ago = 300 * DAY
let house: TestEngine
let upstream: Upstream
let port = 0
let ca = ''
let identity = ''

beforeAll(async () => {
  port = await freePort()
  upstream = await startUpstream((request, response) => {
    response.writeHead(200)
    // A download that goes on until the test ends it.
    if (request.url === '/stream') response.write('first')
    else response.end('page')
  })
  house = await startEngine(path.join(folder, 'data'), {
    now: () => Date.now() - ago,
    gate: gateLauncher,
    lockAfterMinutes: 100 * 24 * 60,
  })
  const { client } = house
  await client.call('authority.create', { name: 'Home', passphrase: PASSPHRASE, key: 'p256' })
  await client.call('site.add', {
    name: 'Camera',
    hosts: ['localhost'],
    listen: `127.0.0.1:${port}`,
    upstream: upstream.url,
  })
  await client.call('device.add', { name: 'Alice', key: 'p256' })
  ca = (await client.call('authority.show', { pem: true })).pem ?? ''
  const { base64 } = await client.call('device.export', { device: 'Alice', format: 'pem' })
  identity = Buffer.from(base64, 'base64').toString()
})
afterAll(async () => {
  await house.engine.close()
  await upstream.close()
  fs.rmSync(folder, { recursive: true, force: true })
})

interface Visit {
  readonly status: number
  /** Of the server certificate of that connection. */
  readonly serial: string
  readonly socket: TLSSocket
  readonly response: import('node:http').IncomingMessage
}

function visit(agent: https.Agent, url: string): Promise<Visit> {
  return new Promise((resolve, reject) => {
    const request = https.get({ host: 'localhost', port, path: url, agent, ca, cert: identity, key: identity })
    request.on('error', reject)
    request.on('response', (response) => {
      const socket = response.socket as TLSSocket
      if (url !== '/stream') response.resume()
      resolve({
        status: response.statusCode ?? 0,
        serial: socket.getPeerCertificate().serialNumber.replace(/^0+/, ''),
        socket,
        response,
      })
    })
  })
}

test('a server certificate is exchanged at the door without dropping a connection', async () => {
  const keptAlive = new https.Agent({ keepAlive: true, maxSockets: 1 })
  const streaming = new https.Agent()
  const first = await visit(keptAlive, '/')
  const stream = await visit(streaming, '/stream')
  expect([first.status, stream.status]).toEqual([200, 200])

  // Work now and then keeps the authority unlocked until today.
  for (; ago > 0; ago -= 20 * DAY) await house.client.call('authority.crl', {})
  house.engine.wake()
  await expect.poll(async () => (await visit(new https.Agent(), '/')).serial).not.toBe(first.serial)
  const { certificate } = await house.client.call('site.show', { site: 'Camera' })
  expect((await visit(new https.Agent(), '/')).serial).toBe(certificate.serial)

  // The connections that were open are the same ones, and still good.
  const again = await visit(keptAlive, '/')
  expect(again.status).toBe(200)
  expect(again.socket).toBe(first.socket)
  expect(stream.socket.destroyed).toBe(false)
  keptAlive.destroy()
  stream.response.destroy()
  expect(house.bugs).toEqual([])
})
