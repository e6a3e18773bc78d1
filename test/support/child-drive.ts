/** Carries a device over to the (small) drive given as second argument; the first is an empty data folder. */
import fs from 'node:fs'
import { FailureError } from '../../shared/errors/failure-error.ts'
import { PASSPHRASE, startEngine } from './engine.ts'

const [folder = '', place = ''] = process.argv.slice(2)
// A drive on which another program takes the space after it was listed.
const drive = { place, name: 'STICK', fileSystem: 'FAT', free: 1e9, total: 1e9, writable: true }
const { client, engine } = await startEngine(folder, { startSites: false, drives: { list: async () => [drive] } })
await client.call('authority.create', { name: 'Home', passphrase: PASSPHRASE, key: 'p256' })
await client.call('device.add', { name: 'Phone', key: 'p256' })
const [listed] = await client.call('handoff.drives', {})
const code = await client.call('handoff.write', { device: 'Phone', drive: listed?.id ?? '' }).then(
  () => 'written',
  (error: unknown) => (error instanceof FailureError ? error.code : String(error)),
)
await engine.close()
console.log(JSON.stringify({ code, files: fs.readdirSync(place) }))
