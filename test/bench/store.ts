import fs from 'node:fs'
import { createRecorder } from '../../electron/engine/activity/recorder.ts'
import type { Context } from '../../electron/engine/app/context.ts'
import { openStore } from '../../electron/engine/store/index.ts'
import { PASSPHRASE, startEngine, temporaryFolder } from '../support/engine.ts'
import type { Figure } from './figure.ts'
import { fillWithDevices } from './fill.ts'

const DEVICES = 10_000

/** Median of the milliseconds that `work` takes. */
async function time(work: () => unknown, times = 15): Promise<number> {
  const taken: number[] = []
  for (let n = 0; n < times; n += 1) {
    const start = performance.now()
    await work()
    taken.push(performance.now() - start)
  }
  return taken.sort((a, b) => a - b)[Math.floor(times / 2)] ?? 0
}

/** What a person waits for with 10,000 devices, and what the log takes in. */
export async function benchStore(): Promise<Figure[]> {
  const folder = temporaryFolder()
  const lines: Figure[] = []
  const add = (name: string, value: number, unit = 'ms'): void => {
    lines.push({ name, value: Math.round(value * 100) / 100, unit })
  }
  try {
    const first = await startEngine(folder)
    const authority = await first.client.call('authority.create', { name: 'Home', passphrase: PASSPHRASE, key: 'p256' })
    await first.engine.close()
    const store = openStore(folder, Date.now)
    fillWithDevices(store, authority.id, DEVICES)
    const known = store.devices.list({}).map((row) => row.fingerprint)
    const record = createRecorder({ store, now: Date.now, emit: () => undefined } as unknown as Context)
    const batch = Array.from({ length: 1000 }, (_, n) => ({
      at: Date.now(),
      lastAt: Date.now(),
      count: 1,
      siteId: null,
      address: `192.0.${n % 250}.${Math.floor(n / 250)}`,
      outcome: 'allowed' as const,
      observed: null,
      status: 200,
      method: 'GET',
      path: '/',
      tlsVersion: 'TLSv1.3',
      cipher: 'TLS_AES_128_GCM_SHA256',
      verifyCode: 0,
      verifyName: 'X509_V_OK',
      deviceId: null,
      fingerprint: known[n] ?? null,
      serial: null,
      subject: 'CN=x',
      issuer: 'CN=Home',
      detail: null,
      requestKind: null,
      viaProxy: false,
      probe: false,
    }))
    const taken = await time(() => record.record(batch), 55)
    add('activity: lines stored', 1_000_000 / taken, 'lines/s')
    store.close()

    let start = performance.now()
    const { client, engine } = await startEngine(folder)
    add('start with 10,000 devices and a full log', performance.now() - start)
    await client.call('authority.unlock', { passphrase: PASSPHRASE })
    add('list 10,000 devices', await time(() => client.call('device.list', {})))
    add('search 10,000 devices', await time(() => client.call('device.list', { search: '777' })))
    add('show one device by name', await time(() => client.call('device.show', { device: 'Device 5000 of Alice' })))
    add('search 50,000 lines of activity', await time(() => client.call('activity.list', { search: 'no such thing' })))
    add('add a device (P-256)', await time(() => client.call('device.add', { name: 'New', key: 'p256' })))
    let n = 0
    add('revoke a device', await time(() => client.call('device.revoke', { device: `device-${(n += 1)}` })))
    start = performance.now()
    await client.call('authority.crl', {})
    add('sign the revocation list', performance.now() - start)
    await engine.close()
  } finally {
    fs.rmSync(folder, { recursive: true })
  }
  return lines
}
