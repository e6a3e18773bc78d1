import fs from 'node:fs'
import https from 'node:https'
import { createEngine } from '../../electron/engine/index.ts'
import { gateEntry } from '../../electron/headless/gate-command.ts'
import { createGateLauncher } from '../../electron/headless/gate-launcher.ts'
import { createDispatcher } from '../../electron/rpc/dispatch.ts'
import { createClient } from '../../shared/client.ts'
import { PASSPHRASE, temporaryFolder, UNTRUSTED_WORKER } from '../support/engine.ts'
import { freePort, startUpstream, visit } from '../support/gate.ts'
import { median, type Figure } from './figure.ts'

const REVOCATIONS = 200

/** Engine and gate together: how soon a revocation is felt on a live connection. */
export async function benchHouse(): Promise<Figure[]> {
  const folder = temporaryFolder()
  const upstream = await startUpstream()
  const engine = await createEngine({
    dataFolder: folder,
    shell: 'headless',
    version: 'bench',
    // `npm run bench` has just built it.
    gate: createGateLauncher(gateEntry(true)),
    startSites: true,
    untrustedWorker: UNTRUSTED_WORKER,
  })
  const client = createClient(
    createDispatcher(engine, {
      onBug(method, error) {
        throw new Error(method, { cause: error })
      },
    }),
  )
  try {
    const authority = await client.call('authority.create', { name: 'Home', passphrase: PASSPHRASE })
    const { pem: ca = '' } = await client.call('authority.show', { authority: authority.id, pem: true })
    const port = await freePort()
    await client.call('site.add', {
      name: 'Bench',
      hosts: ['localhost'],
      listen: `127.0.0.1:${port}`,
      upstream: upstream.url,
    })
    const calls: number[] = []
    const felt: number[] = []
    for (let round = 0; round < REVOCATIONS; round += 1) {
      const device = await client.call('device.add', { name: `Device ${round}`, key: 'p256' })
      const exported = await client.call('device.export', { device: device.id, format: 'pem' })
      const text = Buffer.from(exported.base64, 'base64').toString('utf8')
      const agent = new https.Agent({ keepAlive: true, maxSockets: 1 })
      const ask = () =>
        visit({
          port,
          ca,
          servername: 'localhost',
          host: `localhost:${port}`,
          certificate: { cert: text, key: text },
          agent,
        })
      if ((await ask()).status !== 200) throw new Error('a good device was refused')
      const before = performance.now()
      await client.call('device.revoke', { device: device.id })
      const returned = performance.now()
      const answer = await ask()
      if (answer.headers['x-vestibule-page'] !== 'revoked') throw new Error('a revoked device got in')
      felt.push(performance.now() - returned)
      calls.push(returned - before)
      agent.destroy()
    }
    return [
      { name: `device.revoke, ${REVOCATIONS} calls, median`, value: median(calls), unit: 'ms' },
      { name: `refused on the live connection after the call’s return, median`, value: median(felt), unit: 'ms' },
      { name: `refused on the live connection after the call’s return, worst`, value: Math.max(...felt), unit: 'ms' },
    ]
  } finally {
    await engine.close()
    await upstream.close()
    fs.rmSync(folder, { recursive: true, force: true })
  }
}
