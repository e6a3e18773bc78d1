import net from 'node:net'
import { afterAll, afterEach, beforeAll } from 'vitest'
import fs from 'node:fs'
import type { AppEvent, Input, Output } from '../../shared/contract/index.ts'
import { PASSPHRASE, startEngine, temporaryFolder, type TestEngine } from './engine.ts'
import { rawRequest, type RawAnswer } from './raw-http.ts'

export const IPHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1'
export const ANDROID =
  'Mozilla/5.0 (Linux; Android 11; Pixel 4) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Mobile Safari/537.36'

/** Addresses of the files that a link's page offers, in the order of its steps. */
export function linksOf(html: Buffer): string[] {
  return [...html.toString().matchAll(/class="get" href="([^"]+)"/g)].map(([, href]) => href ?? '')
}

/** A link's page, as a phone asks for it. */
export function pageOf(url: string, agent = ANDROID): Promise<RawAnswer> {
  return rawRequest(url, { headers: { 'user-agent': agent } })
}

/** Whether anybody listens there. */
export function listens(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect({ host, port })
    socket.once('connect', () => resolve(true))
    socket.once('error', () => resolve(false))
    socket.once('close', () => socket.destroy())
    socket.unref()
  })
}

/** An engine with a device to hand over, on a clock that the test moves. */
export interface HandoffHouse {
  readonly folder: string
  readonly events: AppEvent[]
  /** Milliseconds since 1970. */
  clock: number
  engine: TestEngine
  deviceId: string
  siteId: string
  /** Offers that device at the loopback address, unless said otherwise. */
  start(more?: Partial<Input<'handoff.start'>>): Promise<Output<'handoff.start'>>
  statusOf(id: string): Promise<Output<'handoff.status'>[number] | undefined>
}

/** Made before the tests of a file; every link is closed after each test, and an hour passes. */
export function useHandoffHouse(): HandoffHouse {
  const folder = temporaryFolder()
  const house = { folder, events: [], clock: Date.now() } as unknown as HandoffHouse
  house.start = (more = {}) =>
    house.engine.client.call('handoff.start', { device: house.deviceId, address: '127.0.0.1', ...more })
  house.statusOf = async (id) => (await house.engine.client.call('handoff.status', {})).find((one) => one.id === id)
  beforeAll(async () => {
    house.engine = await startEngine(folder, { now: () => house.clock, lockAfterMinutes: 100_000 })
    const { client, engine } = house.engine
    engine.subscribe((event) => house.events.push(event))
    await client.call('authority.create', { name: 'Home', passphrase: PASSPHRASE, key: 'p256' })
    house.deviceId = (await client.call('device.add', { name: 'Alice’s phone', platform: 'android' })).id
    const site = { name: 'Camera', hosts: ['camera.home'], listen: '127.0.0.1:8443', upstream: 'http://127.0.0.1:9' }
    house.siteId = (await client.call('site.add', site)).id
  })
  afterEach(async () => {
    const { client } = house.engine
    for (const { id } of await client.call('handoff.status', {})) await client.call('handoff.stop', { id })
    house.clock += 3_600_000
  })
  afterAll(async () => {
    await house.engine.engine.close()
    fs.rmSync(folder, { recursive: true, force: true })
  })
  return house
}
