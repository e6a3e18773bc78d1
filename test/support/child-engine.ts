/**
 * An engine in a process of its own, for tests that kill it or take its rights away.
 * Arguments: the data folder, and what to do: `hold` (stay open), `work` (issue, renew and revoke for ever) or `backup`
 * with the file to write over and over again. Each answered call is one line of JSON on standard output.
 */
import { createHash } from 'node:crypto'
import fs from 'node:fs'
import type { Device } from '../../shared/contract/device.ts'
import { FailureError } from '../../shared/errors/failure-error.ts'
import type { Said } from './killed-engine.ts'
import { PASSPHRASE, startEngine, type TestEngine } from './engine.ts'

const [folder = '', task = 'hold', file = ''] = process.argv.slice(2)
// Synchronous: what was said is in the pipe before the next call begins, whatever kills this process.
const say = (line: Said): void => void fs.writeSync(1, `${JSON.stringify(line)}\n`)

/** The new certificate shows itself at the door: the one before is revoked, some time after. */
function knock({ gate }: TestEngine, { serial, fingerprint }: Device): void {
  gate.report([{ at: Date.now(), outcome: 'allowed', serial, fingerprint, verifyCode: 0 }])
}

async function sayList({ client }: TestEngine): Promise<void> {
  const { number, base64 } = await client.call('authority.crl', { authority: 'Home', format: 'der' })
  say({ list: { number, sha256: createHash('sha256').update(base64).digest('hex') } })
}

async function work(house: TestEngine): Promise<never> {
  const { client } = house
  for (let turn = 0; ; turn += 1) {
    const device = await client.call('device.add', { name: `Device ${process.pid} ${turn}`, key: 'p256' })
    say({ added: { device: device.id, serial: device.serial } })
    const renewed = await client.call('device.renew', { device: device.id, newKey: turn % 4 === 1 })
    say({ renewed: { device: device.id, serial: renewed.serial } })
    if (turn % 3 === 1) {
      await client.call('device.revoke', { device: device.id })
      say({ revoked: device.id })
    } else if (turn % 3 === 2) knock(house, renewed)
    await sayList(house)
  }
}

async function backup({ client }: TestEngine): Promise<never> {
  for (;;) {
    await client.call('device.add', { name: `Device ${Math.random()}`, key: 'p256' })
    const { counts } = await client.call('backup.create', { file, passphrase: PASSPHRASE, overwrite: true })
    say({ backup: counts.certificates })
  }
}

try {
  process.umask(0)
  const house = await startEngine(folder, { startSites: false })
  say({ ready: true })
  if (task !== 'hold') await house.client.call('authority.unlock', { passphrase: PASSPHRASE })
  if (task === 'work') await work(house)
  if (task === 'backup') await backup(house)
  setInterval(() => undefined, 1000)
} catch (error) {
  const { code, message } = error instanceof FailureError ? error : { code: 'bug', message: String(error) }
  say({ code, message })
  process.exitCode = 1
}
