import { execFileSync, fork } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs'
import path from 'node:path'
import tls, { type TLSSocket } from 'node:tls'
import type { BrowserContext } from '@playwright/test'
import { visitorBrowser } from '../support/browser.ts'
import { median, type Figure } from './figure.ts'
import { output, RESOURCES, startPeers, type Peers } from './peers.ts'

const IDLE = 1000
/** The gate serves at most 512 connections of one address. */
const PER_ADDRESS = 250
const GROWTH = 200_000
const PACED_ROUNDS = 5
const PAGES = 25
const WARM_PAGES = 5

/** KiB of memory that a process holds (proc_pid_status(5): VmRSS). */
function resident(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1])
}

function connect(peers: Peers, port: number, localAddress: string): Promise<TLSSocket> {
  const [ca, pem] = [peers.ca, peers.pem].map((file) => fs.readFileSync(file))
  return new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port, localAddress, servername: 'localhost', ca, cert: pem, key: pem }
    // The key exchange that all of them know: a post-quantum one keeps 6 KiB more, where a server has it.
    const same = { ALPNProtocols: ['http/1.1'], ecdhCurve: 'X25519:prime256v1' }
    const socket = tls.connect({ ...options, ...same }, () => resolve(socket))
    socket.on('error', reject)
  })
}

const REQUEST = 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n'

/** The gate and nginx under the same load, half of what the gate can. */
async function latency(peers: Peers): Promise<Figure> {
  const args = ['-q', '-E', peers.pem, '-k', '-c', '16', '-n', '40000', `https://localhost:${peers.ports.gate}/`]
  const full = await output('ab', args)
  const half = Math.round(Number(/Requests per second:\s+([\d.]+)/.exec(full)?.[1]) / 2)
  const late = { gate: [] as number[], nginx: [] as number[] }
  for (let round = 0; round < PACED_ROUNDS; round += 1) {
    for (const program of ['gate', 'nginx'] as const) {
      const asked = [String(peers.ports[program]), peers.ca, peers.pem, String(half)]
      const script = path.join(import.meta.dirname, 'child-paced.ts')
      late[program].push(Number(await output(process.execPath, [script, ...asked])))
    }
  }
  const [gate, nginx] = [median(late.gate), median(late.nginx)]
  return {
    name: `99th percentile of answers at half the gate's load (${half}/s), against nginx`,
    value: gate,
    unit: 'ms',
    reference: nginx,
    ratio: gate / nginx,
  }
}

/** Milliseconds until a page and all that it wants is there. */
async function loadTime(browser: BrowserContext, origin: string): Promise<number> {
  const page = await browser.newPage()
  const session = await browser.newCDPSession(page)
  await session.send('Network.setCacheDisabled', { cacheDisabled: true })
  await page.goto(`${origin}/page.html`, { waitUntil: 'load' })
  const [time = 0, files = 0] = await page.evaluate<number[]>(
    `(() => { const [page] = performance.getEntriesByType('navigation')
       return [page.loadEventStart, performance.getEntriesByType('resource').length] })()`,
  )
  if (files !== RESOURCES) throw new Error(`the page has ${files} files`)
  await page.close()
  return time
}

/** Medians in a real Chromium with a certificate, one for each program, which take turns. */
async function pages(peers: Peers): Promise<{ gate: number; nginx: number }> {
  const pfx = path.join(peers.folder, 'client.pfx')
  const both = ['-in', peers.pem, '-out', pfx, '-passout', 'pass:bench', '-certfile', peers.ca]
  execFileSync('openssl', ['pkcs12', '-export', ...both])
  const identity = { pfx, password: 'bench' }
  const visitors = await Promise.all(
    (['gate', 'nginx'] as const).map(async (program) => {
      const origin = `https://localhost:${peers.ports[program]}`
      const home = fs.mkdtempSync(path.join(peers.folder, 'visitor-'))
      return { program, origin, browser: await visitorBrowser({ home, ca: peers.ca, origin, identity }) }
    }),
  )
  const times = { gate: [] as number[], nginx: [] as number[] }
  try {
    for (let round = 0; round < PAGES; round += 1) {
      for (const { program, origin, browser } of visitors) {
        const time = await loadTime(browser, origin)
        if (round >= WARM_PAGES) times[program].push(time)
      }
    }
  } finally {
    for (const { browser } of visitors) await browser.close()
  }
  return { gate: median(times.gate), nginx: median(times.nginx) }
}

/** KiB of memory that a process holds with so many visitors. */
async function idle(peers: Peers, port: number, pid: number): Promise<number> {
  const sockets: TLSSocket[] = []
  for (let at = 0; at < IDLE; at += 1) {
    const socket = await connect(peers, port, `127.0.0.${2 + Math.floor(at / PER_ADDRESS)}`)
    sockets.push(socket)
    const answered = new Promise((resolve) => socket.once('data', resolve))
    socket.write(REQUEST)
    await answered
  }
  const held = resident(pid)
  for (const socket of sockets) socket.destroy()
  return held
}

/** The same for a TLS server of Node that does nothing else: what no program on Node can save. */
async function bareIdle(peers: Peers): Promise<number> {
  const script = path.join(import.meta.dirname, 'child-bare-server.ts')
  const child = fork(script, [peers.folder], { execArgv: ['--disable-warning=ExperimentalWarning'] })
  try {
    const [port] = (await once(child, 'message')) as [number]
    return await idle(peers, port, child.pid ?? 0)
  } finally {
    child.kill()
  }
}

/** What many visitors notice, and what they cost: the gate and nginx on one core, the visitors on the other. */
export async function benchVisitors(): Promise<Figure[]> {
  const peers = await startPeers()
  const { ports, pids, pem } = peers
  try {
    const bare = Number(await output(process.execPath, ['-p', 'process.memoryUsage.rss() / 1024']))
    const held = {
      gate: await idle(peers, ports.gate, pids.gate),
      nginx: await idle(peers, ports.nginx, pids.nginx),
      bare: await bareIdle(peers),
    }
    const late = await latency(peers)
    const page = await pages(peers)
    const load = ['-q', '-E', pem, '-k', '-c', '16', '-n', String(GROWTH), `https://localhost:${ports.gate}/`]
    await output('ab', load)
    const before = resident(pids.gate)
    await output('ab', load)
    const after = resident(pids.gate)
    const allowed = 2 * held.nginx + bare
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
        value: held.gate / 1024,
        unit: 'MiB',
        reference: allowed / 1024,
        ratio: held.gate / allowed,
      },
      {
        name: `memory with ${IDLE} idle visitors, against a bare TLS server of Node`,
        value: held.gate / 1024,
        unit: 'MiB',
        reference: held.bare / 1024,
        ratio: held.gate / held.bare,
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
