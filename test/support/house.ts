import fs from 'node:fs'
import net from 'node:net'
import { Duplex } from 'node:stream'
import tls from 'node:tls'
import { gateLauncher } from '../../electron/headless/gate-launcher.ts'
import type { EngineDeps } from '../../electron/engine/deps.ts'
import type { Input } from '../../shared/contract/index.ts'
import type { Site } from '../../shared/contract/site.ts'
import { PASSPHRASE, startEngine, temporaryFolder, type TestEngine } from './engine.ts'
import { freePort, startUpstream, visit, type Upstream, type Visit, type VisitOptions } from './gate.ts'

/** Certificate and key as curl and Node take them. */
export interface Carried {
  readonly cert: string
  readonly key: string
}

/** A whole app: engine, the gate in its own process, an authority and one site in front of an upstream. */
export interface House extends TestEngine {
  readonly upstream: Upstream
  readonly site: Site
  readonly port: number
  /** PEM of the authority. */
  readonly ca: string
  /** Adds a device and carries its certificate and key over. */
  addDevice(name: string, options?: Partial<Input<'device.add'>>): Promise<Carried>
  /** What the device would carry now. */
  carry(name: string): Promise<Carried>
  visit(options?: Partial<VisitOptions>): Promise<Visit>
  close(): Promise<void>
}

/** `site`: what differs from a site called Camera that answers to localhost on the loopback address. */
export async function startHouse(
  site: Partial<Input<'site.add'>> = {},
  deps: Partial<EngineDeps> = {},
  folder = temporaryFolder(),
): Promise<House> {
  const upstream = await startUpstream()
  const started = await startEngine(folder, { gate: gateLauncher, ...deps })
  const { client, engine } = started
  const port = await freePort()
  await client.call('authority.create', { name: 'Home', key: 'p256', passphrase: PASSPHRASE })
  const { pem = '' } = await client.call('authority.show', { authority: 'Home', pem: true })
  const added = await client.call('site.add', {
    name: 'Camera',
    hosts: ['localhost'],
    listen: `127.0.0.1:${port}`,
    upstream: upstream.url,
    ...site,
  })
  const carry = async (name: string): Promise<Carried> => {
    const file = await client.call('device.export', { device: name, format: 'pem', passphrase: PASSPHRASE })
    const text = Buffer.from(file.base64, 'base64').toString('utf8')
    return { cert: text, key: text }
  }
  return {
    ...started,
    upstream,
    site: added,
    port,
    ca: pem,
    carry,
    async addDevice(name, options = {}) {
      await client.call('device.add', { name, key: 'p256', passphrase: PASSPHRASE, ...options })
      return carry(name)
    },
    visit: (options = {}) => visit({ port, ca: pem, servername: 'localhost', host: `localhost:${port}`, ...options }),
    async close() {
      await engine.close()
      await upstream.close()
      fs.rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Says hello as a browser, and hangs up when the server's first flight, with its question, has arrived. */
export function hangUpWhenAsked(port: number, servername: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const raw = net.connect(port, '127.0.0.1')
    raw.once('error', reject)
    const duplex = new Duplex({
      read: () => undefined,
      write: (chunk: Buffer, _encoding, done) => void raw.write(chunk, () => done()),
    })
    raw.once('data', () => {
      raw.destroy()
      resolve()
    })
    tls.connect({ socket: duplex, servername, rejectUnauthorized: false }).on('error', () => undefined)
  })
}
