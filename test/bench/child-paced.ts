import fs from 'node:fs'
import tls, { type TLSSocket } from 'node:tls'

/**
 * Asks at an even pace over many connections and prints the 99th percentile of the answers' milliseconds. A process of
 * its own, so that it can be kept off the server's core.
 */
const [port, ca = '', pem = '', rate] = process.argv.slice(2)
const CONNECTIONS = 32
/** Milliseconds. What comes in the first of them warms up. */
const TIME = 6000
const WARM = 2000
const REQUEST = 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n'
/** The page is 1 KiB of x: its end is the end of the answer. */
const X = 120

interface Line {
  readonly socket: TLSSocket
  asked: number
}

const own = { ca: fs.readFileSync(ca), cert: fs.readFileSync(pem), key: fs.readFileSync(pem) }
const connect = (): Promise<TLSSocket> =>
  new Promise((resolve, reject) => {
    const where = { host: '127.0.0.1', port: Number(port), servername: 'localhost', ALPNProtocols: ['http/1.1'] }
    const socket = tls.connect({ ...own, ...where }, () => resolve(socket))
    socket.on('error', reject)
  })

const times: number[] = []
const free: Line[] = []
const begun = performance.now()
const sockets = await Promise.all(Array.from({ length: CONNECTIONS }, connect))
for (const socket of sockets) {
  const line: Line = { socket, asked: 0 }
  free.push(line)
  socket.on('data', (chunk: Buffer) => {
    if (chunk.at(-1) !== X) return
    const now = performance.now()
    if (now - begun > WARM) times.push(now - line.asked)
    free.push(line)
  })
}
let asked = 0
const start = performance.now()
for (let now = start; now - start < TIME; now = performance.now()) {
  const due = Math.floor(((now - start) / 1000) * Number(rate))
  while (asked < due) {
    const line = free.shift()
    if (!line) break
    line.asked = performance.now()
    line.socket.write(REQUEST)
    asked += 1
  }
  await new Promise((resolve) => setTimeout(resolve, 1))
}
for (const socket of sockets) socket.destroy()
times.sort((a, b) => a - b)
process.stdout.write(String(times[Math.floor(times.length * 0.99)]))
