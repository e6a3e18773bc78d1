import { spawn, type ChildProcess } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { runOrder } from '../../electron/engine/acme/client/order.ts'
import { httpResponder, newOrder, newSession } from '../support/acme-client.ts'
import { temporaryFolder } from '../support/engine.ts'
import { freePort } from '../support/gate.ts'
import { startPebble } from '../support/pebble.ts'
import { median, type Figure } from './figure.ts'

const CLIENTS = 12
const SECONDS = 10
const signal = new AbortController().signal
const save = (): void => undefined

/**
 * How long an order takes, and how many certificates the house's server issues in a second of one core's time
 * beside Caddy's `acme_server`: each on the first core alone, asked by the same clients, which answer http-01 at port 80 of a network namespace of their own.
 */
export async function benchAcme(): Promise<Figure[]> {
  return [await oneOrder(), ...(await rates())]
}

async function oneOrder(): Promise<Figure> {
  const pebble = await startPebble()
  const responder = await httpResponder(pebble.httpPort)
  const times: number[] = []
  for (let round = 0; round < 10; round += 1) {
    const begun = performance.now()
    const session = await newSession(pebble)
    await runOrder(await newOrder([`bench-${round}.example.org`]), { session, responder, signal, save })
    times.push(performance.now() - begun)
  }
  await responder.close()
  await pebble.stop()
  return { name: 'ACME: account and certificate from pebble, no sleeping validation', value: median(times), unit: 'ms' }
}

/** This very program again, where port 80 is its own. */
async function rates(): Promise<Figure[]> {
  const self = fileURLToPath(import.meta.url)
  const child = spawn(
    'unshare',
    ['-n', 'sh', '-c', `ip link set lo up && exec "${process.execPath}" "${self}" rates`],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  let text = ''
  child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()))
  await new Promise((resolve) => child.on('exit', resolve))
  const { ours, theirs } = JSON.parse(text) as { ours: number; theirs: number }
  return [
    {
      name: `ACME server: certificates a second of one core, ${CLIENTS} clients (Caddy acme_server)`,
      value: ours,
      unit: '/s',
      reference: theirs,
      ratio: ours / theirs,
    },
  ]
}

/** Processor time of a process so far, in seconds (proc(5): utime and stime, in ticks of a hundredth). */
function processorTime(pid: number | undefined): number {
  const fields = fs.readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
  return (Number(fields[11]) + Number(fields[12])) / 100
}

/** Certificates for each second that the server's processor worked: whatever else the machine does meanwhile. */
async function rate(directory: string, ca: string, pid: number | undefined): Promise<number> {
  const responder = await httpResponder(80)
  const sessions = await Promise.all(Array.from({ length: CLIENTS }, () => newSession({ directory, ca })))
  let issued = 0
  const before = processorTime(pid)
  const until = performance.now() + SECONDS * 1000
  await Promise.all(
    sessions.map(async (session) => {
      while (performance.now() < until) {
        await runOrder(await newOrder(['localhost']), { session, responder, signal, save })
        issued += 1
      }
    }),
  )
  const used = processorTime(pid) - before
  await responder.close()
  return issued / used
}

function line(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = ''
    child.stdout?.on('data', (chunk: Buffer) => {
      text += chunk.toString()
      if (text.includes('\n')) resolve(text)
    })
    child.on('exit', () => reject(new Error(text)))
  })
}

async function ours(): Promise<number> {
  const entry = fileURLToPath(new URL('child-acme-server.ts', import.meta.url))
  const child = spawn('taskset', ['-c', '0', process.execPath, entry, '80'], { stdio: ['ignore', 'pipe', 'inherit'] })
  const { directory, ca } = JSON.parse(await line(child)) as { directory: string; ca: string }
  const result = await rate(directory, ca, child.pid)
  child.kill('SIGTERM')
  await new Promise((resolve) => child.on('exit', resolve))
  return result
}

async function caddys(): Promise<number> {
  const folder = temporaryFolder()
  const port = await freePort()
  const file = path.join(folder, 'Caddyfile')
  fs.writeFileSync(
    file,
    `{
  admin off
  storage file_system ${folder}
  auto_https disable_redirects
  http_port ${await freePort()}
  skip_install_trust
  log {
    level ERROR
  }
}
https://localhost:${port} {
  tls internal
  acme_server
}
`,
  )
  const child = spawn('taskset', ['-c', '0', 'caddy', 'run', '--config', file, '--adapter', 'caddyfile'], {
    stdio: 'ignore',
    env: { ...process.env, XDG_DATA_HOME: folder },
  })
  const root = path.join(folder, 'pki/authorities/local/root.crt')
  while (!fs.existsSync(root)) await new Promise((resolve) => setTimeout(resolve, 50))
  const ca = fs.readFileSync(root, 'utf8')
  const directory = `https://localhost:${port}/acme/local/directory`
  for (;;) {
    const up = await newSession({ directory, ca }).then(
      () => true,
      () => false,
    )
    if (up) break
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  const result = await rate(directory, ca, child.pid)
  child.kill('SIGTERM')
  await new Promise((resolve) => child.on('exit', resolve))
  fs.rmSync(folder, { recursive: true, force: true })
  return result
}

if (process.argv[1] === fileURLToPath(import.meta.url) && process.argv[2] === 'rates') {
  process.stdout.write(JSON.stringify({ ours: await ours(), theirs: await caddys() }))
  process.exit(0)
}
