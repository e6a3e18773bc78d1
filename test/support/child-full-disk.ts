/**
 * Lives in the folder given as argument, with a site that is open, until the disk takes nothing more: by itself, or because
 * `fill` fills it. Says what was made of that, and what visitors of the site saw before and meanwhile.
 */
import fs from 'node:fs'
import path from 'node:path'
import { FailureError } from '../../shared/errors/failure-error.ts'
import { startHouse } from './house.ts'

const [folder = '', fill] = process.argv.slice(2)
const house = await startHouse({}, {}, path.join(folder, 'data'))
const { client } = house
const certificate = await house.addDevice('Alice')
const seen = async (): Promise<number[]> => [
  (await house.visit({ certificate })).status,
  (await house.visit({ certificate: undefined })).status,
]
const before = await seen()

const ballast = path.join(folder, 'ballast')
try {
  if (fill === 'fill') for (;;) fs.appendFileSync(ballast, Buffer.alloc(4096))
} catch {
  // Now it is full.
}
let answered = (await client.call('device.list', {})).length
let code = 'none'
try {
  for (; answered < 500; answered += 1) await client.call('device.add', { name: `Phone ${answered}`, key: 'p256' })
} catch (error) {
  code = error instanceof FailureError ? error.code : String(error)
}
const meanwhile = await seen()
const listed = (await client.call('device.list', {})).length
let afterwards: number | null = null
if (fill === 'fill') {
  fs.rmSync(ballast)
  await client.call('device.add', { name: 'After', key: 'p256' })
  afterwards = (await client.call('device.list', {})).length
  await house.close()
}
console.log(JSON.stringify({ code, answered, listed, afterwards, before, meanwhile }))
// A disk that is damaged keeps nothing more, also when the engine is closed.
process.exit(0)
