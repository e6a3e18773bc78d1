import { execFile, spawn, type ChildProcess } from 'node:child_process'
import fs from 'node:fs'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { confinedEnvironment } from '../../electron/engine/child-environment.ts'
import { gateEntry, gateFlags } from '../../electron/headless/gate-command.ts'
import type { FromGate, Policy } from '../../electron/gate/protocol.ts'
import { temporaryFolder } from '../support/engine.ts'
import { freePort, policyOf, siteOf, upstreamOf, visit } from '../support/gate.ts'
import { startNginx } from '../support/nginx.ts'
import { opensslAuthority } from '../support/openssl-pki.ts'
import { say } from '../support/said.ts'
import { startProduct, type Product } from './product.ts'

/** One core for the server alone, the other for whoever asks, for the upstream, and for what starts them. */
const SERVER_CORE = '0'
const CLIENT_CORE = '1'
/** Bytes of `/bulk.html`. */
export const BULK = 256 * 1_048_576
/** Files that `/page.html` wants. */
export const RESOURCES = 60

export const programs = ['gate', 'nginx', 'haproxy', 'caddy'] as const
export type Program = (typeof programs)[number]

/** The gate and its peers before one upstream, with the same certificates. */
export interface Peers {
  readonly ports: Readonly<Record<Program, number>>
  /** Where a server that reads everything is behind the gate and behind nginx. */
  readonly uploads: Readonly<Record<'gate' | 'nginx', number>>
  readonly pids: Readonly<Record<Program, number>>
  /** The gate with its engine. The other core is the engine's, too. */
  readonly product: Product
  /** PEM file of a client certificate and its key. */
  readonly pem: string
  /** PEM file of the authority. */
  readonly ca: string
  readonly folder: string
  stop(): Promise<void>
}

/** Keeps this process, and all that it starts from now on, on these cores. */
function stayOn(cores: string): Promise<string> {
  return output('taskset', ['-a', '-p', '-c', cores, String(process.pid)])
}

function onServerCore(
  command: readonly string[],
  stdio: 'ignore' | ['ignore', 'ignore', 'inherit', 'ipc'] = 'ignore',
  env: NodeJS.ProcessEnv = {},
): ChildProcess {
  return spawn('taskset', ['-c', SERVER_CORE, ...command], {
    stdio,
    env: { ...process.env, ...env },
    ...(stdio === 'ignore' ? {} : { serialization: 'advanced' as const }),
  })
}

/** What a command prints. */
export function output(command: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(command, args, { maxBuffer: 16 * 1_048_576 }, (error, stdout, stderr) =>
      error ? reject(new Error(`${command}: ${stderr || error.message}`)) : resolve(stdout),
    )
  })
}

async function gateWith(policy: Omit<Policy, 'version'>): Promise<ChildProcess> {
  const { file, readable } = gateEntry(true)
  const child = onServerCore(
    [process.execPath, ...gateFlags(readable), file],
    ['ignore', 'ignore', 'inherit', 'ipc'],
    confinedEnvironment(process.platform, process.env),
  )
  await new Promise<void>((resolve, reject) => {
    child.once('exit', () => reject(new Error('the gate ended')))
    child.on('message', (message: FromGate) => {
      if (message.type === 'ready') child.send({ type: 'policy', policy: { ...policy, version: 1 } })
      if (message.type === 'applied') resolve()
      if (message.type === 'refused') reject(new Error(say(message.problem)))
    })
  })
  return child
}

async function untilUp(attempt: () => Promise<unknown>): Promise<void> {
  for (;;) {
    const up = await attempt().then(
      () => true,
      () => false,
    )
    if (up) return
    await new Promise((resolve) => setImmediate(resolve))
  }
}

/** Answers each request when its body has come. */
function startSink(): Promise<{ port: number; close(): void }> {
  const server = net.createServer((socket) => {
    let left = -1
    socket.on('error', () => undefined)
    socket.on('data', (chunk: Buffer) => {
      if (left === -1) {
        const text = chunk.toString('latin1', 0, 8192)
        left = Number(/content-length: (\d+)/i.exec(text)?.[1] ?? 0) + text.indexOf('\r\n\r\n') + 4
      }
      left -= chunk.length
      if (left > 0) return
      left = -1
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok')
    })
  })
  return new Promise((resolve) =>
    server.listen(0, '127.0.0.1', () =>
      resolve({ port: (server.address() as net.AddressInfo).port, close: () => void server.close() }),
    ),
  )
}

/** Starts them all. Whoever calls stops them. */
export async function startPeers(): Promise<Peers> {
  await stayOn(CLIENT_CORE)
  const folder = temporaryFolder()
  const authority = opensslAuthority('Bench CA')
  const server = authority.leaf({ cn: 'localhost', eku: 'serverAuth', san: 'DNS:localhost' })
  const client = authority.leaf({ cn: 'client' })
  const file = (name: string, text: string): string => {
    fs.writeFileSync(path.join(folder, name), text)
    return path.join(folder, name)
  }
  const pem = file('client.pem', client.cert + client.key)
  const ca = file('ca.crt', authority.cert)
  const cert = file('server.crt', server.cert)
  const key = file('server.key', server.key)
  const both = file('server.pem', server.cert + server.key)
  const upstream = await startNginx(path.join(folder, 'upstream'), 'x'.repeat(1024))
  const html = path.join(folder, 'upstream/html')
  fs.writeFileSync(path.join(html, 'bulk.html'), Buffer.alloc(BULK))
  const names = Array.from({ length: RESOURCES }, (_none, at) => `part-${at}.html`)
  for (const [at, name] of names.entries()) fs.writeFileSync(path.join(html, name), 'x'.repeat(2000 + at * 300))
  fs.writeFileSync(
    path.join(html, 'page.html'),
    `<!doctype html><title>page</title><link rel="icon" href="data:,">${names.map((name) => `<img src="/${name}" alt="">`).join('')}`,
  )
  const target = new URL(upstream.url).host
  const ports = { gate: await freePort(), nginx: await freePort(), haproxy: await freePort(), caddy: await freePort() }

  const uploads = { gate: await freePort(), nginx: await freePort() }
  const sink = await startSink()

  const nginx = file(
    'nginx.conf',
    `daemon off; master_process off; pid ${folder}/n.pid; error_log /dev/null; events { worker_connections 4096; }
     http { access_log off; keepalive_requests 1000000; client_max_body_size 0;
       ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${folder}/t_${name};`).join(' ')}
       upstream u { server ${target}; keepalive 64; }
       server { listen 127.0.0.1:${ports.nginx} ssl http2; server_name localhost; ssl_certificate ${cert}; ssl_certificate_key ${key};
         ssl_session_tickets off; ssl_client_certificate ${ca}; ssl_verify_client on;
         location / { proxy_pass http://u; proxy_http_version 1.1; proxy_set_header Connection ""; } }
       server { listen 127.0.0.1:${uploads.nginx} ssl; server_name localhost; ssl_certificate ${cert}; ssl_certificate_key ${key};
         ssl_session_tickets off; ssl_client_certificate ${ca}; ssl_verify_client on;
         location / { proxy_pass http://127.0.0.1:${sink.port}; proxy_http_version 1.1; proxy_request_buffering off; } } }`,
  )
  const haproxy = file(
    'haproxy.cfg',
    `global\n  nbthread 1\n  tune.ssl.default-dh-param 2048\ndefaults\n  mode http\n  timeout connect 5s\n  timeout client 60s\n  timeout server 60s\n
frontend f\n  bind 127.0.0.1:${ports.haproxy} ssl crt ${both} ca-file ${ca} verify required no-tls-tickets\n  default_backend b\nbackend b\n  http-reuse always\n  server s ${target}\n`,
  )
  const caddy = file(
    'Caddyfile',
    `{\n admin off\n auto_https off\n}\nhttps://localhost:${ports.caddy} {\n bind 127.0.0.1\n tls ${cert} ${key} {\n client_auth {\n mode require_and_verify\n trusted_ca_cert_file ${ca}\n }\n }\n reverse_proxy ${target}\n}\n`,
  )
  const site = siteOf({ server, upstream: upstream.url, hosts: ['localhost'], mode: 'required' })
  const to = (url: string): typeof site.upstream => upstreamOf(url)
  const children: Readonly<Record<Program, ChildProcess>> = {
    gate: await gateWith({
      ...policyOf(authority, ports.gate, []),
      listeners: [
        { address: '127.0.0.1', port: ports.gate, sites: [{ ...site, id: 'pages', upstream: to(upstream.url) }] },
        {
          address: '127.0.0.1',
          port: uploads.gate,
          sites: [{ ...site, id: 'sink', upstream: to(`http://127.0.0.1:${sink.port}`) }],
        },
      ],
    }),
    nginx: onServerCore(['nginx', '-c', nginx, '-p', folder]),
    haproxy: onServerCore(['haproxy', '-f', haproxy]),
    caddy: onServerCore(['caddy', 'run', '--config', caddy, '--adapter', 'caddyfile']),
  }
  const product = await startProduct(path.join(folder, 'product'), upstream.url)
  await output('taskset', ['-a', '-p', '-c', SERVER_CORE, String(product.pid)])
  const stop = async (): Promise<void> => {
    await product.stop()
    for (const child of Object.values(children)) child.kill('SIGKILL')
    await upstream.stop()
    sink.close()
    await stayOn(`0-${os.cpus().length - 1}`)
    fs.rmSync(folder, { recursive: true, force: true })
  }
  try {
    for (const port of Object.values(ports)) {
      await untilUp(() =>
        visit({ port, ca: authority.cert, certificate: client, servername: 'localhost', host: `localhost:${port}` }),
      )
    }
  } catch (error) {
    await stop()
    throw error
  }
  const pids = Object.fromEntries(programs.map((name) => [name, children[name].pid ?? 0])) as Record<Program, number>
  return { ports, uploads, pids, product, pem, ca, folder, stop }
}
