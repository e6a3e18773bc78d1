/** Fills the (small) disk that holds the data folder given as argument, and says what the engine made of it. */
import fs from 'node:fs'
import path from 'node:path'
import { AppError } from '../../shared/errors/index.ts'
import { PASSPHRASE, startEngine } from './engine.ts'

const [folder = ''] = process.argv.slice(2)
const { client, engine } = await startEngine(folder, { startSites: false })
await client.call('authority.create', { name: 'Home', passphrase: PASSPHRASE, key: 'p256' })

const ballast = path.join(folder, 'ballast')
try {
  for (;;) fs.appendFileSync(ballast, Buffer.alloc(4096))
} catch {
  // Now it is full.
}
let answered = 0
let code = 'none'
try {
  for (; answered < 500; answered += 1) await client.call('device.add', { name: `Phone ${answered}`, key: 'p256' })
} catch (error) {
  code = error instanceof AppError ? error.code : String(error)
}
const listed = (await client.call('device.list', {})).length
fs.rmSync(ballast)
await client.call('device.add', { name: 'After', key: 'p256' })
const afterwards = (await client.call('device.list', {})).length
await engine.close()
console.log(JSON.stringify({ code, answered, listed, afterwards }))
