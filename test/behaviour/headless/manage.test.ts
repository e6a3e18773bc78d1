import fs from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { WebSocket } from 'ws'
import { connectLocalSocket, type LocalTransport } from '../../../electron/rpc/local-socket.ts'
import { createClient, type Client } from '../../../shared/client.ts'
import type { Envelope } from '../../../shared/transport.ts'
import { cli, documentOf, startServe, type RunningServe } from '../../support/cli.ts'
import { PASSPHRASE, temporaryFolder } from '../../support/engine.ts'
import { freePort, visit } from '../../support/gate.ts'
import { showProof } from '../../support/interface-page.ts'
import { ask, connectFromDevice, openFromDevice, type DeviceFile, type ManageAddress } from '../../support/managing.ts'

const folder = temporaryFolder()
const data = path.join(folder, 'data')
const env = { VESTIBULE_PASSPHRASE: PASSPHRASE }
const devices: Record<string, DeviceFile> = {}
let address: ManageAddress
let serve: RunningServe
let local: LocalTransport
let owner: Client

const run = async (...args: string[]): Promise<Envelope<Record<string, unknown>>> =>
  documentOf(await cli([...args, '--json', '--data', data], env))

async function start(): Promise<void> {
  serve = await startServe(['--data', data])
  const transport = await connectLocalSocket(data)
  if (!transport) throw new Error('the local socket does not answer')
  local = transport
  owner = createClient(transport)
}

async function addDevice(name: string, mayManage: boolean): Promise<void> {
  await owner.call('device.add', { name, key: 'p256', passphrase: PASSPHRASE })
  const file = await owner.call('device.export', { device: name, profile: 'modern', passphrase: PASSPHRASE })
  devices[name] = { pfx: Buffer.from(file.base64, 'base64'), passphrase: file.password ?? '' }
  if (mayManage) await owner.call('device.set', { device: name, mayManage })
}

const device = (name: string): DeviceFile => {
  const found = devices[name]
  if (!found) throw new Error(`no device ${name}`)
  return found
}

/** Resolves when a WebSocket is closed, by whichever side. */
const closed = (socket: WebSocket): Promise<void> =>
  new Promise((resolve) => (socket.readyState === socket.CLOSED ? resolve() : socket.once('close', () => resolve())))

/** A page without what differs in every answer. */
const pageOf = ({ status, headers, body }: Awaited<ReturnType<typeof ask>>): unknown => {
  const { date: _date, ...rest } = headers
  return { status, headers: rest, body }
}

beforeAll(async () => {
  await start()
  await owner.call('authority.create', { name: 'Home', passphrase: PASSPHRASE, key: 'p256' })
  const { pem = '' } = await owner.call('authority.show', { authority: 'Home', pem: true })
  address = { host: 'nas.home', port: await freePort(), ca: pem }
  for (const name of ['Laptop', 'Lost', 'Former', 'Expert']) await addDevice(name, true)
  await addDevice('Guest', false)
}, 60_000)
afterAll(async () => {
  local.close()
  await serve.stop()
  fs.rmSync(folder, { recursive: true, force: true })
})

test('it is off until it is chosen, and then says where it is and for whom', async () => {
  expect(await run('manage', 'show')).toMatchObject({
    ok: true,
    value: { on: false, host: null, listen: null, url: null },
  })
  await expect(ask(address, device('Laptop'))).rejects.toThrow('ECONNREFUSED')
  const listen = `127.0.0.1:${address.port}`
  const on = await run('manage', 'on', '--host', address.host, '--listen', listen)
  const url = `https://${address.host}:${address.port}/`
  const shown = { on: true, host: address.host, listen, url, state: 'running' }
  expect(on).toMatchObject({ ok: true, value: shown })
  const again = await run('manage', 'show')
  expect(again).toMatchObject({ ok: true, value: shown })
  if (!again.ok) throw new Error('not shown')
  expect((again.value['devices'] as { name: string }[]).map(({ name }) => name)).toEqual([
    'Laptop',
    'Lost',
    'Former',
    'Expert',
  ])
})

describe('a device that may manage', () => {
  test('gets the page, with a cookie for this name and its pages only', async () => {
    const page = await ask(address, device('Laptop'))
    expect(page.status).toBe(200)
    expect(page.headers['set-cookie']).toEqual([
      expect.stringMatching(/^__Host-vestibule=[\w-]{43}; Secure; HttpOnly; SameSite=Strict; Path=\/$/),
    ])
    expect(page.body).toContain('<title>Vestibule</title>')
    expect(page.headers['content-security-policy']).toContain("script-src 'self';")
    expect(page.headers['content-security-policy']).toContain("frame-ancestors 'none'")
  })

  test('calls what it may over the WebSocket, and is told that it is a device', async () => {
    const page = await openFromDevice(address, device('Laptop'))
    const status = await page.call('app.status', {})
    expect(status).toMatchObject({ ok: true, value: { shell: 'headless', asDevice: 'Laptop', locked: true } })
    expect(await page.call('device.list', {})).toMatchObject({ ok: true })
    page.socket.close()
  })

  test('signs with the passphrase only, is named in the audit log, and marks no device', async () => {
    const page = await openFromDevice(address, device('Laptop'))
    const input = { name: 'New phone', key: 'p256' }
    expect(await page.call('device.add', input)).toMatchObject({
      ok: false,
      error: { code: 'session/passphrase-each-time' },
    })
    expect(await page.call('device.add', { ...input, passphrase: PASSPHRASE })).toMatchObject({ ok: true })
    expect(
      await page.call('device.set', { device: 'New phone', mayManage: true, passphrase: PASSPHRASE }),
    ).toMatchObject({ ok: false, error: { code: 'app/not-from-here' } })
    const [entry] = (await owner.call('audit.list', {})).filter(({ method }) => method === 'device.add')
    expect(entry).toMatchObject({ via: 'device', device: 'Laptop', about: ['New phone'], outcome: 'done' })
    page.socket.close()
  })
})

describe('who may not manage', () => {
  test('a device without the mark gets exactly what a stranger gets', async () => {
    const stranger = await ask(address, undefined)
    expect(stranger.status).toBe(403)
    for (const path of ['/', '/assets/none.js', '/rpc', '/.well-known/vestibule/renew']) {
      expect(pageOf(await ask(address, device('Guest'), { path }))).toEqual(
        pageOf(await ask(address, undefined, { path })),
      )
    }
    // The word of the certificate is told to the owner all the same.
    await expect
      .poll(async () => (await owner.call('activity.list', { device: 'Guest' })).map(({ outcome }) => outcome))
      .toContain('not-allowed')
  })

  test.each(['Guest', undefined])('%s opens no WebSocket', async (name) => {
    const certificate = name === undefined ? undefined : device(name)
    await expect(connectFromDevice(address, certificate, {})).rejects.toThrow('403')
  })

  test('what a visitor says of itself in headers is not believed', async () => {
    const { fingerprint } = await owner.call('device.show', { device: 'Laptop' })
    const headers = {
      'x-ssl-client-verify': 'SUCCESS',
      'x-ssl-client-fingerprint': fingerprint,
      'x-vestibule-gate': 'guessed',
    }
    for (const certificate of [undefined, device('Guest')]) {
      expect(pageOf(await ask(address, certificate, { headers }))).toEqual(pageOf(await ask(address, undefined)))
    }
    const page = await openFromDevice(address, device('Expert'), headers)
    expect(await page.call('app.status', {})).toMatchObject({ ok: true, value: { asDevice: 'Expert' } })
    page.socket.close()
  })

  test('one device does not go on with the session of another', async () => {
    const page = await openFromDevice(address, device('Laptop'))
    await expect(connectFromDevice(address, device('Expert'), { cookie: page.cookie })).rejects.toThrow('403')
    const own = await connectFromDevice(address, device('Laptop'), { cookie: page.cookie })
    await showProof(own, { token: '' })
    own.close()
    page.socket.close()
  })
})

describe('another page', () => {
  test.each<[string, Record<string, string>]>([
    ['of another origin', { origin: 'https://evil.example' }],
    ['of another port', { origin: 'https://nas.home:1' }],
    ['of the same name without TLS', { origin: 'http://nas.home' }],
  ])('%s opens no WebSocket with the certificate of its visitor', async (_what, headers) => {
    await expect(openFromDevice(address, device('Laptop'), headers)).rejects.toThrow('403')
  })

  test('loads nothing, and may link here', async () => {
    const foreign = { 'sec-fetch-site': 'cross-site', 'sec-fetch-dest': 'document' }
    const from = (mode: string) => ask(address, device('Laptop'), { headers: { ...foreign, 'sec-fetch-mode': mode } })
    expect((await from('no-cors')).status).toBe(403)
    expect((await from('navigate')).status).toBe(200)
  })

  test('of a name that leads here is refused', async () => {
    const { port, ca } = address
    const certificate = device('Laptop')
    const other = await visit({ port, ca, servername: address.host, host: `evil.example:${port}`, certificate })
    expect(other.status).toBe(421)
    // The gate leaves the port to whoever is asked.
    const elsewhere = await visit({ port, ca, servername: address.host, host: `${address.host}:1`, certificate })
    expect(elsewhere.status).toBe(403)
  })
})

describe('at once', () => {
  test.each<[string, string, () => Promise<unknown>]>([
    ['revoked', 'Lost', () => owner.call('device.revoke', { device: 'Lost' })],
    ['not marked any more', 'Former', () => run('device', 'set', 'Former', '--may-manage', 'off')],
  ])('a device that is %s is shut out: its WebSocket is closed, the next request refused', async (_what, name, end) => {
    const page = await openFromDevice(address, device(name))
    expect(await page.call('app.status', {})).toMatchObject({ ok: true })
    expect((await owner.call('session.list', {})).map((one) => one.device)).toContain(name)
    await end()
    await closed(page.socket)
    expect(pageOf(await ask(address, device(name)))).toEqual(pageOf(await ask(address, undefined)))
    await expect(connectFromDevice(address, device(name), { cookie: page.cookie })).rejects.toThrow('403')
    expect((await owner.call('session.list', {})).map((one) => one.device)).not.toContain(name)
  })
})

test('after a restart it is open again, and sessions of before are over', async () => {
  const page = await openFromDevice(address, device('Laptop'))
  local.close()
  await serve.stop()
  await closed(page.socket)
  await start()
  await expect(connectFromDevice(address, device('Laptop'), { cookie: page.cookie })).rejects.toThrow('403')
  const again = await openFromDevice(address, device('Laptop'))
  expect(await again.call('app.status', {})).toMatchObject({ ok: true, value: { asDevice: 'Laptop' } })
  again.socket.close()
})

test('switched off, its port is closed and who came through it is shut out', async () => {
  const page = await openFromDevice(address, device('Laptop'))
  expect(await run('manage', 'off')).toMatchObject({ ok: true, value: { on: false, url: null, state: 'stopped' } })
  await closed(page.socket)
  await expect(ask(address, device('Laptop'))).rejects.toThrow('ECONNREFUSED')
})
