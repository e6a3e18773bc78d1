import fs from 'node:fs'
import https from 'node:https'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { gateLauncher } from '../../../electron/headless/gate-launcher.ts'
import { PASSPHRASE, startEngine, temporaryFolder, type TestEngine } from '../../support/engine.ts'
import { startHouse, type House } from '../../support/house.ts'

let work = ''
let house: House
/** The engine that has the doors: the house's own, or one that was started on the same folder after it. */
let running: TestEngine
let agent: https.Agent
beforeEach(async () => {
  work = temporaryFolder()
  house = await startHouse({}, {}, path.join(work, 'house'))
  running = house
  agent = new https.Agent({ keepAlive: true, maxSockets: 1 })
})
afterEach(async () => {
  agent.destroy()
  if (running !== house) await running.engine.close()
  await house.close()
  fs.rmSync(work, { recursive: true, force: true })
})

async function startAgain(): Promise<void> {
  running = await startEngine(house.folder, { gate: gateLauncher })
}

const snapshots = (): string => path.join(house.folder, 'snapshots')
const newestDay = (): string =>
  fs
    .readdirSync(snapshots())
    .filter((name) => name.startsWith('vestibule-'))
    .toSorted()
    .at(-1) ?? ''

/** Each leaves a house in which Alice is let in, and says what goes on while she is revoked. */
const circumstances: Readonly<Record<string, () => Promise<(() => Promise<void>) | undefined>>> = {
  'with nothing else going on': () => Promise.resolve(undefined),
  'with two certificates of her authority, the older one trusted and named first': async () => {
    await house.client.call('authority.renew', { authority: 'Home', passphrase: PASSPHRASE })
    const files = [{ name: 'old.crt', base64: Buffer.from(house.ca).toString('base64') }]
    await house.client.call('authority.trust', { files, name: 'Home before' })
    await house.client.call('site.set', { site: 'Camera', authorities: ['Home before', 'Home'] })
    return undefined
  },
  'while she and others are renewed, with keys that take their time': async () => {
    // Alice comes last, and those before her get RSA keys.
    const bob = await house.client.call('device.add', { name: 'Bob', key: 'rsa3072', passphrase: PASSPHRASE })
    const alice = await house.client.call('device.show', { device: 'Alice' })
    const renewing = { devices: [bob.id, alice.id], newKey: true, passphrase: PASSPHRASE }
    return async () => {
      const done = await house.client.call('device.renewMany', renewing)
      expect(done.renewed.map(({ name }) => name)).toContain('Bob')
    }
  },
  'after a backup was restored': async () => {
    const file = path.join(work, 'home.age')
    await house.client.call('backup.create', { file, passphrase: PASSPHRASE })
    await house.client.call('backup.restore', { file, passphrase: PASSPHRASE, replace: true })
    return undefined
  },
  'after a snapshot was copied over the database by hand': async () => {
    // The snapshot of the day is made at a start: it has Alice in it.
    await house.engine.close()
    fs.rmSync(snapshots(), { recursive: true, force: true })
    await startAgain()
    await running.engine.close()
    fs.copyFileSync(path.join(snapshots(), newestDay()), path.join(house.folder, 'vestibule.db'))
    await startAgain()
    return undefined
  },
  'after going back to a snapshot while the program runs': async () => {
    await house.engine.close()
    fs.rmSync(snapshots(), { recursive: true, force: true })
    await startAgain()
    await running.client.call('store.restoreSnapshot', {})
    return undefined
  },
}

test.each(Object.keys(circumstances))(
  '%s, a revoked device gets 403 as soon as the call has returned',
  async (what) => {
    const alice = await house.addDevice('Alice')
    const meanwhile = await circumstances[what]?.()
    const status = async (options: object = {}): Promise<number> =>
      (await house.visit({ certificate: alice, ca: await trusted(), ...options })).status
    // One connection is open already; it stays the same.
    expect([await status(), await status({ agent })]).toEqual([200, 200])
    const under = meanwhile?.()
    const begun = performance.now()
    await running.client.call('device.revoke', { device: 'Alice' })
    const returned = performance.now()
    // The first request is under way at once: no later moment than this is needed.
    expect([await status({ agent }), await status()]).toEqual([403, 403])
    console.log(
      `${what}: revoked in ${Math.round(returned - begun)} ms, both ways answered ${Math.round(performance.now() - returned)} ms later`,
    )
    await under
    expect([await status({ agent }), await status()]).toEqual([403, 403])
    const [row] = (await running.client.call('device.list', {})).filter(({ name }) => name === 'Alice')
    expect(row?.status).toBe('revoked')
    expect(running.bugs).toEqual([])
  },
)

/** What visitors check the server by. */
async function trusted(): Promise<string> {
  const { pem = '' } = await running.client.call('authority.show', { authority: 'Home', pem: true })
  return pem + house.ca
}
