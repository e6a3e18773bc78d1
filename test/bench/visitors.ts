import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import tls, { type TLSSocket } from 'node:tls'
import { visitorBrowser } from '../support/browser.ts'
import { median, type Figure } from './figure.ts'
import { CLIENT_CORE, output, RESOURCES, startPeers, type Peers } from './peers.ts'

const IDLE = 1000
/** The gate serves at most 512 connections of one address. */
const PER_ADDRESS = 250
const GROWTH = 200_000
/** Milliseconds for which requests are sent at an even pace. */
const PACED = 8000
const PAGES = 15

/** KiB of memory that a process holds (proc_pid_status(5): VmRSS). */
function resident(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1])
}

function connect(peers: Peers, port: number, localAddress = '127.0.0.1'): Promise<TLSSocket> {
  const [ca, pem] = [peers.ca, peers.pem].map((file) => fs.readFileSync(file))
  return new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port, localAddress, servername: 'localhost', ca, cert: pem, key: pem }
    const socket = tls.connect({ ...options, ALPNProtocols: ['http/1.1'] }, () => resolve(socket))
    socket.on('error', reject)
  })
}

const REQUEST = 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n'

/** Asks over each connection whenever its turn comes, at an even pace in all. @returns milliseconds of each answer */
async function paced(sockets: readonly TLSSocket[], perSecond: number): Promise<number[]> {
  const times: number[] = []
  const busy = new Map<TLSSocket, number>()
  for (const socket of sockets) {
    socket.on('data', (chunk: Buffer) => {
      const begun = busy.get(socket)
      // The page is 1 KiB of x: its end is the end of the answer.
      if (begun === undefined || chunk.at(-1) !== 120) return
      times.push(performance.now() - begun)
      busy.delete(socket)
    })
  }
  const begun = performance.now()
  let asked = 0
  for (let now = begun; now - begun < PACED; now = performance.now()) {
    const due = Math.floor(((now - begun) / 1000) * perSecond)
    for (const socket of sockets) {
      if (asked >= due) break
      if (busy.has(socket)) continue
      busy.set(socket, performance.now())
      socket.write(REQUEST)
      asked += 1
    }
    await new Promise((resolve) => setTimeout(resolve, 1))
  }
  return times
}

async function latency(peers: Peers): Promise<Figure> {
  const args = ['-c', CLIENT_CORE, 'ab', '-q', '-E', peers.pem, '-k', '-c', '16', '-n', '20000']
  const full = await output('taskset', [...args, `https://localhost:${peers.ports.gate}/`])
  const half = Number(/Requests per second:\s+([\d.]+)/.exec(full)?.[1]) / 2
  const p99 = { gate: 0, nginx: 0 }
  for (const program of ['gate', 'nginx'] as const) {
    const sockets = await Promise.all(Array.from({ length: 32 }, () => connect(peers, peers.ports[program])))
    const times = (await paced(sockets, half)).toSorted((a, b) => a - b)
    p99[program] = times[Math.floor(times.length * 0.99)] ?? Number.NaN
    for (const socket of sockets) socket.destroy()
  }
  return {
    name: `99th percentile of answers at half the gate's load (${Math.round(half)}/s), against nginx`,
    value: p99.gate,
    unit: 'ms',
    reference: p99.nginx,
    ratio: p99.gate / p99.nginx,
  }
}

/** Median of milliseconds until a page and all that it wants is there, in a real Chromium with a certificate. */
async function pages(peers: Peers, port: number, pfx: string): Promise<number> {
  const origin = `https://localhost:${port}`
  const home = fs.mkdtempSync(path.join(peers.folder, 'visitor-'))
  const browser = await visitorBrowser({ home, ca: peers.ca, origin, identity: { pfx, password: 'bench' } })
  try {
    const times: number[] = []
    for (let round = 0; round < PAGES; round += 1) {
      const page = await browser.newPage()
      const session = await browser.newCDPSession(page)
      await session.send('Network.setCacheDisabled', { cacheDisabled: true })
      await page.goto(`${origin}/page.html`, { waitUntil: 'load' })
      const [time = 0, files = 0] = await page.evaluate<number[]>(
        `(() => { const [page] = performance.getEntriesByType('navigation')
           return [page.loadEventStart, performance.getEntriesByType('resource').length] })()`,
      )
      if (files !== RESOURCES) throw new Error(`the page has ${files} files`)
      times.push(time)
      await page.close()
    }
    return median(times.slice(3))
  } finally {
    await browser.close()
  }
}

async function idle(peers: Peers, program: 'gate' | 'nginx'): Promise<number> {
  const sockets: TLSSocket[] = []
  for (let at = 0; at < IDLE; at += 1) {
    const socket = await connect(peers, peers.ports[program], `127.0.0.${2 + Math.floor(at / PER_ADDRESS)}`)
    sockets.push(socket)
    const answered = new Promise((resolve) => socket.once('data', resolve))
    socket.write(REQUEST)
    await answered
  }
  const held = resident(peers.pids[program])
  for (const socket of sockets) socket.destroy()
  return held
}

/** What many visitors notice, and what they cost: the gate and nginx on one core, the visitors on the other. */
export async function benchVisitors(): Promise<Figure[]> {
  const peers = await startPeers()
  const { ports, pids, pem, ca, folder } = peers
  try {
    const bare = Number(await output(process.execPath, ['-p', 'process.memoryUsage.rss() / 1024']))
    const idling = { gate: await idle(peers, 'gate'), nginx: await idle(peers, 'nginx') }
    const late = await latency(peers)
    const pfx = path.join(folder, 'client.pfx')
    execFileSync('openssl', ['pkcs12', '-export', '-in', pem, '-out', pfx, '-passout', 'pass:bench', '-certfile', ca])
    const page = { gate: await pages(peers, ports.gate, pfx), nginx: await pages(peers, ports.nginx, pfx) }
    const load = ['-q', '-E', pem, '-k', '-c', '16', '-n', String(GROWTH), `https://localhost:${ports.gate}/`]
    await output('ab', load)
    const before = resident(pids.gate)
    await output('ab', load)
    const after = resident(pids.gate)
    const allowed = 2 * idling.nginx + bare
    return [
      late,
      {
        name: `a page of ${RESOURCES} files in Chromium, against nginx`,
        value: page.gate,
        unit: 'ms',
        reference: page.nginx,
        ratio: page.gate / page.nginx,
      },
      {
        name: `memory with ${IDLE} idle visitors, against twice nginx’s and a bare Node`,
        value: idling.gate / 1024,
        unit: 'MiB',
        reference: allowed / 1024,
        ratio: idling.gate / allowed,
      },
      {
        name: `memory after another ${GROWTH.toLocaleString('en')} requests, against before them`,
        value: after / 1024,
        unit: 'MiB',
        reference: before / 1024,
        ratio: after / before,
      },
    ]
  } finally {
    await peers.stop()
  }
}
