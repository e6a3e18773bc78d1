/** Visitors who shake hands, say a word, and reset the connection a moment later. Arguments: port, how many. */
import net from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import tls from 'node:tls'

const [port = 0, count = 0] = process.argv.slice(2).map(Number)

async function leave(): Promise<void> {
  const raw = net.connect(port, '127.0.0.1')
  raw.on('error', () => undefined)
  const visitor = tls.connect({ socket: raw, servername: 'camera.home', rejectUnauthorized: false })
  visitor.on('error', () => undefined)
  visitor.write('a word')
  await new Promise((resolve) => {
    visitor.once('secureConnect', resolve)
    visitor.once('close', resolve)
  })
  await wait(3)
  raw.resetAndDestroy()
}

await Promise.all(Array.from({ length: count }, leave))
