/**
 * An engine in a process of its own, for tests that kill it or take its rights away.
 * Arguments: the data folder, and what to do: `hold` (stay open) or `work` (issue and revoke for ever).
 * Each answered call is one line of JSON on standard output.
 */
import fs from 'node:fs'
import { AppError } from '../../shared/errors/index.ts'
import { PASSPHRASE, startEngine } from './engine.ts'

const [folder = '', task = 'hold'] = process.argv.slice(2)
// Synchronous: what was said is in the pipe before the next call begins, whatever kills this process.
const say = (line: object): void => void fs.writeSync(1, `${JSON.stringify(line)}\n`)

try {
  process.umask(0)
  const { client } = await startEngine(folder, { startSites: false })
  say({ ready: true })
  if (task === 'work') {
    await client.call('authority.unlock', { passphrase: PASSPHRASE })
    for (let turn = 0; ; turn += 1) {
      const device = await client.call('device.add', { name: `Device ${process.pid} ${turn}`, key: 'p256' })
      say({ added: device.serial })
      if (turn % 2 === 1) {
        await client.call('device.revoke', { device: device.id })
        say({ revoked: device.serial })
      }
      const [authority] = await client.call('authority.list', {})
      say({ crl: authority?.crl?.number ?? 0 })
    }
  }
  setInterval(() => undefined, 1000)
} catch (error) {
  say(error instanceof AppError ? error.toFailure() : { code: 'bug', message: String(error) })
  process.exitCode = 1
}
