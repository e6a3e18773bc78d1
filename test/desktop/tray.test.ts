import { once } from 'node:events'
import fs from 'node:fs'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createClient, type Client } from '../../shared/client.ts'
import { startDesktop, type Desktop } from '../support/desktop.ts'
import { PASSPHRASE, temporaryFolder } from '../support/engine.ts'
import { freePort, visit } from '../support/gate.ts'
import { useDesktop } from '../support/use-desktop.ts'

const folder = temporaryFolder()
let desktop: Desktop
let client: Client
let port = 0
let ca = ''
const behind = http.createServer((_request, response) => response.end('hello'))
beforeAll(async () => {
  await once(behind.listen(0, '127.0.0.1'), 'listening')
  desktop = await startDesktop(folder)
  client = createClient(desktop.transport)
  port = await freePort()
  await client.call('authority.create', { name: 'Home', passphrase: PASSPHRASE, key: 'p256' })
  ca = (await client.call('authority.show', { pem: true })).pem ?? ''
  await client.call('site.add', {
    name: 'Camera',
    hosts: ['localhost'],
    listen: `127.0.0.1:${port}`,
    upstream: `http://127.0.0.1:${(behind.address() as AddressInfo).port}`,
  })
})
afterAll(async () => {
  await desktop.quit()
  behind.close()
  fs.rmSync(folder, { recursive: true, force: true })
})

const icon = async (): Promise<string> => path.basename((await desktop.record()).tray?.icon ?? '', '.png')
const tip = async (): Promise<string> => (await desktop.record()).tray?.toolTip ?? ''
const items = async () => (await desktop.record()).tray?.menu ?? []
const click = (label: string) => desktop.order({ do: 'menu', where: 'tray', path: [label] })

describe('the icon in the tray', () => {
  test('says that all is well', async () => {
    await expect.poll(tip).toBe('Vestibule: One site is open')
    expect(await icon()).toBe('good')
  })

  test('says that somebody was refused, until the window is looked at', async () => {
    await desktop.order({ do: 'window', action: 'blur' })
    const answer = await visit({ port, ca, servername: 'localhost', host: `localhost:${port}` })
    expect(answer.status).toBe(403)
    await expect.poll(tip).toBe('Vestibule: One knock was refused since you looked')
    expect(await icon()).toBe('refused')
    await desktop.order({ do: 'tray-click' })
    await expect.poll(icon).toBe('good')
  })

  test('has a switch for each site', async () => {
    expect(await items()).toContainEqual({ label: 'Camera', type: 'checkbox', checked: true })
    await click('Camera')
    await expect.poll(tip).toBe('Vestibule: No site is open')
    expect((await client.call('site.show', { site: 'Camera' })).state).toBe('stopped')
    await click('Camera')
    await expect.poll(tip).toBe('Vestibule: One site is open')
  })

  test('locks the authority', async () => {
    expect(await items()).toContainEqual({ label: 'Lock the authority', enabled: true })
    await click('Lock the authority')
    await expect.poll(items).toContainEqual({ label: 'Lock the authority', enabled: false })
    expect((await client.call('app.status', {})).locked).toBe(true)
  })

  test('shows the window', async () => {
    await desktop.order({ do: 'window', action: 'blur' })
    await click('Open Vestibule')
    expect((await desktop.record()).window?.focused).toBe(true)
  })

  test('says that a certificate ends soon', async () => {
    await client.call('authority.unlock', { passphrase: PASSPHRASE })
    const device = await client.call('device.add', { name: 'Phone', key: 'p256', days: 5 })
    const { base64 } = await client.call('device.export', { device: device.id, format: 'pem' })
    const pem = Buffer.from(base64, 'base64').toString('utf8')
    await visit({ port, ca, servername: 'localhost', host: `localhost:${port}`, certificate: { cert: pem, key: pem } })
    await expect.poll(tip).toBe('Vestibule: One certificate expires soon')
    expect(await icon()).toBe('expiring')
  })
})

describe('on macOS', () => {
  const mac = useDesktop({ env: { STAND_IN_PLATFORM: 'darwin' } })

  test('the picture is a template, which the menu bar colours', async () => {
    await expect.poll(async () => (await mac().record()).tray?.toolTip).toBe('Vestibule: No site is open')
    expect((await mac().record()).tray).toMatchObject({
      template: true,
      icon: expect.stringMatching(/goodTemplate\.png$/) as string,
    })
  })
})

test('every state has a picture of its own on every platform, in the sizes that it is shown in', () => {
  const pictures = path.resolve('renderer/public/tray')
  const all = ['good', 'refused', 'expiring', 'down'].flatMap((state) =>
    ['.png', '@2x.png', '.ico', 'Template.png', 'Template@2x.png'].map((end) => `${state}${end}`),
  )
  const contents = all.map((name) => fs.readFileSync(path.join(pictures, name)))
  expect(new Set(contents.map((one) => one.toString('base64'))).size).toBe(all.length)
  // Width and height are the first two words of a PNG's IHDR (RFC 2083 §11.2.1).
  const sizeOf = (name: string) => fs.readFileSync(path.join(pictures, name)).readUInt32BE(16)
  expect(['good.png', 'good@2x.png', 'goodTemplate.png', 'goodTemplate@2x.png'].map(sizeOf)).toEqual([32, 64, 18, 36])
})
