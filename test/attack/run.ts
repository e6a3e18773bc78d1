/**
 * `npm run attack [NAME…]`: each attack on the gate as it is started by the program, and on nginx beside it, with the same upstream
 * and certificates. Told: how far the memory of the server grew, and the slowest request of a visitor with a good
 * certificate meanwhile. Loopback only; ends by itself after four minutes or so.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import fs from 'node:fs'
import http from 'node:http'
import net, { type AddressInfo } from 'node:net'
import path from 'node:path'
import { Worker } from 'node:worker_threads'
import { createGateLauncher } from '../../electron/headless/gate-launcher.ts'
import type { FromGate } from '../../electron/gate/protocol.ts'
import type { GateProcess } from '../../electron/engine/deps.ts'
import { temporaryFolder } from '../support/engine.ts'
import { freePort, policyOf, siteOf, visit } from '../support/gate.ts'
import { median } from '../bench/figure.ts'
import { opensslAuthority } from '../support/openssl-pki.ts'
import { childrenOf } from '../support/processes.ts'
import type { AttackData, AttackName } from './attacks.ts'
import { english } from '../../shared/messages/english.ts'

const ATTACKS: readonly (readonly [row: number, name: AttackName])[] = [
  [41, 'pipelined'],
  [42, 'interim'],
  [43, 'halfHeaders'],
  [44, 'idle'],
  [45, 'brokenRecord'],
  [46, 'refused'],
  [57, 'failing'],
]
const ATTACK_MS = 4000
const ROUNDS = 3
/** Requests before anything is measured. */
const WARM_UP = 50
/** Between the requests of the good visitor, each over a connection of its own. */
const PAUSE_MS = 50
const MIB = 1_048_576

const folder = temporaryFolder()
const authority = opensslAuthority('Attack CA')
const server = authority.leaf({ cn: 'localhost', eku: 'serverAuth', san: 'DNS:localhost' })
const device = authority.leaf({ cn: 'device' })

/** Answers 103 for as long as anybody takes it, or a page. */
const upstream = net.createServer((socket) => {
  socket.on('error', () => undefined)
  socket.on('data', (chunk: Buffer) => {
    if (!chunk.includes('/interim')) {
      const requests = chunk.toString('latin1').split('\r\n\r\n').length - 1
      return void socket.write(`HTTP/1.1 200 OK\r\nContent-Length: 1024\r\n\r\n${'x'.repeat(1024)}`.repeat(requests))
    }
    const hints = 'HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\n'.repeat(500)
    const write = (): void => {
      if (!socket.destroyed && socket.write(hints)) setImmediate(write)
    }
    socket.on('drain', write)
    write()
  })
})

function file(name: string, text: string): string {
  fs.writeFileSync(path.join(folder, name), text, { mode: 0o600 })
  return path.join(folder, name)
}

function startNginx(port: number, target: number): ChildProcess {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
  const config = file(
    'nginx.conf',
    `daemon off; master_process off; pid ${folder}/n.pid; error_log /dev/null; events { worker_connections 4096; }
     http { access_log ${folder}/access.log; keepalive_requests 1000000;
       ${temporary.map((name) => `${name}_temp_path ${folder}/t_${name};`).join(' ')}
       upstream u { server 127.0.0.1:${target}; keepalive 64; }
       server { listen 127.0.0.1:${port} ssl http2; server_name localhost; ssl_certificate ${file('s.crt', server.cert)};
         ssl_certificate_key ${file('s.key', server.key)}; ssl_session_tickets off;
         ssl_client_certificate ${file('ca.crt', authority.cert)}; ssl_verify_client optional;
         if ($ssl_client_verify != SUCCESS) { return 403; }
         location / { proxy_pass http://u; proxy_http_version 1.1; proxy_set_header Connection ""; } } }`,
  )
  return spawn('nginx', ['-c', config, '-p', folder], { stdio: 'ignore' })
}

async function startGate(port: number, target: number): Promise<GateProcess> {
  const gate = await createGateLauncher().launch()
  const site = siteOf({ server, upstream: `http://127.0.0.1:${target}`, hosts: ['localhost'] })
  await new Promise<void>((resolve, reject) => {
    gate.onMessage((message: FromGate) => {
      if (message.type === 'applied') resolve()
      if (message.type === 'refused') reject(new Error(english.say(message.problem)))
    })
    gate.send({ type: 'policy', policy: { ...policyOf(authority, port, [site]), version: 1 } })
  })
  return gate
}

/** Resident set size. Bytes. */
function memoryOf(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024
}

interface Outcome {
  readonly grownMiB: number
  readonly slowestMs: number
  readonly medianMs: number
  readonly served: number
  readonly failed: number
  readonly attempts: number
}

async function attack(name: AttackName, port: number, pid: number): Promise<Outcome> {
  const before = memoryOf(pid)
  let highest = before
  const data: AttackData = { name, port, ca: authority.cert, device: { cert: device.cert, key: device.key } }
  const worker = new Worker(new URL('./attacks.ts', import.meta.url), { workerData: data })
  const times: number[] = []
  let failed = 0
  const end = performance.now() + ATTACK_MS
  // The attack has begun before anything is measured.
  await new Promise((resolve) => setTimeout(resolve, 500))
  while (performance.now() < end) {
    const begun = performance.now()
    if (!(await isServed(port))) failed += 1
    times.push(performance.now() - begun)
    highest = Math.max(highest, memoryOf(pid))
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
  }
  const attempts = await new Promise<number>((resolve) => {
    worker.once('message', resolve)
    worker.postMessage('count')
  })
  await worker.terminate()
  const sorted = times.toSorted((a, b) => a - b)
  return {
    grownMiB: (highest - before) / MIB,
    slowestMs: sorted.at(-1) ?? Number.NaN,
    medianMs: sorted[Math.floor(sorted.length / 2)] ?? Number.NaN,
    served: times.length - failed,
    failed,
    attempts,
  }
}

/** One visit with a good certificate. @returns whether it got the page */
function isServed(port: number): Promise<boolean> {
  const host = `localhost:${port}`
  return visit({ port, ca: authority.cert, certificate: device, servername: 'localhost', host }).then(
    ({ status }) => status === 200,
    () => false,
  )
}

/** One attack on a fresh server: what the one before left behind is not its own. */
async function meet(which: 'nginx' | 'gate', name: AttackName, target: number): Promise<Outcome> {
  const port = await freePort()
  const nginx = which === 'nginx' ? startNginx(port, target) : null
  const gate = nginx ? null : await startGate(port, target)
  const pid = nginx ? (nginx.pid ?? 0) : Math.max(...childrenOf(process.pid))
  for (let left = WARM_UP; left > 0; left -= 1) {
    while (!(await isServed(port))) await new Promise((resolve) => setImmediate(resolve))
  }
  try {
    return await attack(name, port, pid)
  } finally {
    nginx?.kill('SIGKILL')
    await gate?.stop()
  }
}

/** The median of each figure: what else the computer does meets one round or the other. */
function middle(rounds: readonly Outcome[]): Outcome {
  const of = (key: keyof Outcome): number => median(rounds.map((one) => one[key]))
  return {
    grownMiB: of('grownMiB'),
    slowestMs: of('slowestMs'),
    medianMs: of('medianMs'),
    served: of('served'),
    failed: of('failed'),
    attempts: of('attempts'),
  }
}

async function main(): Promise<void> {
  await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve))
  const target = (upstream.address() as AddressInfo).port
  const wanted = process.argv.slice(2)
  const out = (text: string): void => void process.stdout.write(`${text}\n`)
  out('| Row | Attack | Server | Memory grew, MiB | Slowest, ms | Median, ms | Served | Failed | Attempts |')
  out('|---|---|---|---|---|---|---|---|---|')
  let good = true
  try {
    for (const [row, name] of ATTACKS) {
      if (wanted.length > 0 && !wanted.includes(name)) continue
      const found = { nginx: [] as Outcome[], gate: [] as Outcome[] }
      for (let round = 0; round < ROUNDS; round += 1) {
        for (const which of ['nginx', 'gate'] as const) found[which].push(await meet(which, name, target))
      }
      const [nginx, gate] = [middle(found.nginx), middle(found.gate)]
      for (const [which, { grownMiB, slowestMs, medianMs, served, failed, attempts }] of Object.entries({
        nginx,
        gate,
      })) {
        const figures = [grownMiB, slowestMs, medianMs].map((one) => one.toFixed(1))
        out(`| ${row} | ${name} | ${which} | ${figures.join(' | ')} | ${served} | ${failed} | ${attempts} |`)
      }
      const isGood = gate.grownMiB <= 64 && gate.failed <= nginx.failed && gate.slowestMs <= 3 * nginx.slowestMs
      if (!isGood) out(`row ${row}: beyond its limits (64 MiB, three times the slowest at nginx, no more failures)`)
      good &&= isGood
    }
  } finally {
    upstream.close()
    http.globalAgent.destroy()
    fs.rmSync(folder, { recursive: true, force: true })
  }
  process.exit(good ? 0 : 1)
}

await main()
