import { execFileSync, spawn } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import zlib from 'node:zlib'
import type { Browser } from '@playwright/test'
import { openStore } from '../../electron/engine/store/index.ts'
import { ownerBrowser } from '../support/browser.ts'
import { startServe, type RunningServe } from '../support/cli.ts'
import { PASSPHRASE, startEngine, temporaryFolder } from '../support/engine.ts'
import { freePort, startUpstream, visit, type Upstream } from '../support/gate.ts'
import { childrenOf } from '../support/processes.ts'
import { median, type Figure } from './figure.ts'
import { fillWithDevices } from './fill.ts'

const DEVICES = 1000
const STARTS = 7
/** Seconds that are watched, after some to come to rest. */
const REST = 15
const IDLE = 60

const program = fileURLToPath(new URL('../../electron/headless/vestibule.js', import.meta.url))
const assets = fileURLToPath(new URL('../../out/renderer/assets', import.meta.url))

/** A house with one site and many devices. */
async function prepare(folder: string, upstream: Upstream): Promise<{ port: number; ca: string }> {
  const { engine, client } = await startEngine(folder)
  const authority = await client.call('authority.create', { name: 'Home', passphrase: PASSPHRASE, key: 'p256' })
  const { pem: ca = '' } = await client.call('authority.show', { authority: authority.id, pem: true })
  const port = await freePort()
  const listen = `127.0.0.1:${port}`
  await client.call('site.add', { name: 'Camera', hosts: ['localhost'], listen, upstream: upstream.url })
  await engine.close()
  const store = openStore(folder, Date.now)
  fillWithDevices(store, authority.id, DEVICES)
  store.close()
  return { port, ca }
}

/** Milliseconds from the start of the process until a row of the list of devices can be seen, in a browser that runs. */
async function startToContent(browser: Browser, data: string): Promise<number> {
  const context = await browser.newContext()
  const page = await context.newPage()
  const from = performance.now()
  const child = spawn(process.execPath, [program, 'serve', '--no-open', '--json', '--data', data], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const line = await new Promise<string>((resolve) => child.stdout.once('data', (chunk) => resolve(String(chunk))))
  const { value } = JSON.parse(line) as { value: { url: string } }
  // The address of a screen survives the redirect that takes the token away.
  await page.goto(`${value.url}#/devices`, { waitUntil: 'commit' })
  await page.getByText('Device 0 of Alice').waitFor()
  const taken = performance.now() - from
  await context.close()
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  await ended
  return taken
}

/** Seconds of processor time that a process has used: proc_pid_stat(5), fields 14 and 15. */
function processorTime(pid: number, ticks: number): number {
  const fields = fs
    .readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ')
  return (Number(fields[11]) + Number(fields[12])) / ticks
}

/** MiB in memory: proc_pid_status(5). */
function resident(pid: number): number {
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024
}

async function idle(serve: RunningServe, port: number, ca: string): Promise<Figure[]> {
  const engine = serve.process.pid ?? 0
  const [gate = 0] = childrenOf(engine)
  for (let n = 0; n < 50; n += 1) await visit({ port, ca, servername: 'localhost', host: `localhost:${port}` })
  await pause(REST * 1000)
  const ticks = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }))
  const used = (): number => processorTime(engine, ticks) + processorTime(gate, ticks)
  const before = used()
  await pause(IDLE * 1000)
  return [
    {
      name: `engine and gate idle, one site: processor, of one core`,
      value: ((used() - before) / IDLE) * 100,
      unit: '%',
    },
    { name: `engine, ${DEVICES} devices: resident`, value: resident(engine), unit: 'MiB' },
    { name: 'gate, one site: resident', value: resident(gate), unit: 'MiB' },
    { name: 'engine and gate: resident', value: resident(engine) + resident(gate), unit: 'MiB' },
  ]
}

/** kB as sent: what a first visit needs, and all of it. */
function bundle(): Figure[] {
  const size = (name: string): number => zlib.gzipSync(fs.readFileSync(path.join(assets, name))).length / 1000
  const all = fs.readdirSync(assets).filter((name) => /\.(js|css)$/.test(name))
  return [
    {
      name: 'interface: script and style, gzipped, every screen',
      value: all.reduce((sum, name) => sum + size(name), 0),
      unit: 'kB',
    },
  ]
}

/** How soon the headless shell shows something, and what it takes while nothing happens. Linux. */
export async function benchShell(): Promise<Figure[]> {
  const folder = temporaryFolder()
  const upstream = await startUpstream()
  const browser = await ownerBrowser()
  try {
    const { port, ca } = await prepare(folder, upstream)
    const starts: number[] = []
    for (let n = 0; n < STARTS; n += 1) starts.push(await startToContent(browser, folder))
    const serve = await startServe(['--data', folder])
    const figures = await idle(serve, port, ca)
    await serve.stop()
    return [
      { name: `process start to content, ${DEVICES} devices, median of ${STARTS}`, value: median(starts), unit: 'ms' },
      { name: 'the same, best: what it takes when nothing else runs', value: Math.min(...starts), unit: 'ms' },
      ...figures,
      ...bundle(),
    ]
  } finally {
    await browser.close()
    await upstream.close()
    fs.rmSync(folder, { recursive: true, force: true })
  }
}
