/**
 * An engine that unlocks, signs, and locks. Argument: a data folder with an authority. Each line on standard input is a
 * method without input, or `unlock`; its outcome is one line on standard output.
 */
import { createInterface } from 'node:readline'
import { PASSPHRASE, startEngine } from './engine.ts'

const { client, engine } = await startEngine(process.argv[2] ?? '', { startSites: false })
process.stdout.write('ready\n')
for await (const line of createInterface(process.stdin)) {
  if (line === 'end') break
  if (line === 'unlock') await client.call('authority.unlock', { passphrase: PASSPHRASE })
  else if (line === 'sign') await client.call('device.add', { name: `Phone ${Date.now()}`, key: 'p256' })
  else await client.call(line as 'authority.lock', {})
  process.stdout.write(`${line}\n`)
}
await engine.close()
