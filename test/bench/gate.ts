import { execFile, spawn, type ChildProcess } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import type { FromGate, Policy } from '../../electron/gate/protocol.ts'
import { temporaryFolder } from '../support/engine.ts'
import { freePort, policyOf, siteOf, visit } from '../support/gate.ts'
import { startNginx } from '../support/nginx.ts'
import { opensslAuthority } from '../support/openssl-pki.ts'
import type { Figure } from './figure.ts'

const SERVER_CORE = '0'
const CLIENT_CORE = '1'
const REQUESTS = 15_000
const BULK = 64 * 1_048_576

function pinned(
  core: string,
  command: readonly string[],
  stdio: 'ignore' | ['ignore', 'ignore', 'inherit', 'ipc'] = 'ignore',
): ChildProcess {
  return spawn('taskset', ['-c', core, ...command], {
    stdio,
    ...(stdio === 'ignore' ? {} : { serialization: 'advanced' as const }),
  })
}

function output(command: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(command, args, { maxBuffer: 16 * 1_048_576 }, (error, stdout, stderr) =>
      error ? reject(new Error(`${command}: ${stderr || error.message}`)) : resolve(stdout),
    )
  })
}

async function gateWith(policy: Omit<Policy, 'version'>): Promise<ChildProcess> {
  const entry = fileURLToPath(new URL('../../electron/gate/main.ts', import.meta.url))
  const child = pinned(SERVER_CORE, [process.execPath, entry], ['ignore', 'ignore', 'inherit', 'ipc'])
  await new Promise<void>((resolve, reject) => {
    child.once('exit', () => reject(new Error('the gate ended')))
    child.on('message', (message: FromGate) => {
      if (message.type === 'ready') child.send({ type: 'policy', policy: { ...policy, version: 1 } })
      if (message.type === 'applied') resolve()
      if (message.type === 'refused') reject(new Error(message.problem))
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

/** The gate against nginx, HAProxy and Caddy: one core for the server, the other for the client, the same certificates. */
export async function benchGate(): Promise<Figure[]> {
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
  fs.writeFileSync(path.join(folder, 'upstream/html/bulk.html'), Buffer.alloc(BULK))
  const target = new URL(upstream.url).host
  const ports = { gate: await freePort(), nginx: await freePort(), haproxy: await freePort(), caddy: await freePort() }

  const nginx = file(
    'nginx.conf',
    `daemon off; master_process off; pid ${folder}/n.pid; error_log /dev/null; events { worker_connections 1024; }
     http { access_log off; keepalive_requests 1000000;
       ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${folder}/t_${name};`).join(' ')}
       upstream u { server ${target}; keepalive 64; }
       server { listen 127.0.0.1:${ports.nginx} ssl; server_name localhost; ssl_certificate ${cert}; ssl_certificate_key ${key};
         ssl_session_tickets off; ssl_client_certificate ${ca}; ssl_verify_client on;
         location / { proxy_pass http://u; proxy_http_version 1.1; proxy_set_header Connection ""; } } }`,
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
  const children = [
    await gateWith(
      policyOf(authority, ports.gate, [
        siteOf({ server, upstream: upstream.url, hosts: ['localhost'], mode: 'required' }),
      ]),
    ),
    pinned(SERVER_CORE, ['nginx', '-c', nginx, '-p', folder]),
    pinned(SERVER_CORE, ['haproxy', '-f', haproxy]),
    pinned(SERVER_CORE, ['caddy', 'run', '--config', caddy, '--adapter', 'caddyfile']),
  ]
  try {
    for (const port of Object.values(ports)) {
      await untilUp(() =>
        visit({ port, ca: authority.cert, certificate: client, servername: 'localhost', host: `localhost:${port}` }),
      )
    }
    const perSecond = async (port: number, ...args: string[]): Promise<number> => {
      const text = await output('taskset', [
        '-c',
        CLIENT_CORE,
        'ab',
        '-q',
        '-E',
        pem,
        ...args,
        `https://localhost:${port}/`,
      ])
      return Number(/Requests per second:\s+([\d.]+)/.exec(text)?.[1])
    }
    const measure = async (run: (port: number) => Promise<number>): Promise<Record<keyof typeof ports, number>> => {
      const result = { gate: 0, nginx: 0, haproxy: 0, caddy: 0 }
      for (const name of Object.keys(ports) as (keyof typeof ports)[]) {
        // Once to warm up, once to count.
        await run(ports[name])
        result[name] = await run(ports[name])
      }
      return result
    }
    const keepAlive = await measure((port) => perSecond(port, '-k', '-c', '16', '-n', String(REQUESTS)))
    const handshakes = await measure((port) => perSecond(port, '-c', '8', '-n', '1000'))
    const bulk = await measure(async (port) => {
      const args = [
        '-c',
        CLIENT_CORE,
        'curl',
        '-s',
        '-o',
        '/dev/null',
        '-w',
        '%{speed_download}',
        '--http1.1',
        '--cacert',
        ca,
        '--cert',
        pem,
      ]
      return Number(await output('taskset', [...args, `https://localhost:${port}/bulk.html`])) / 1_048_576
    })
    const rows = (name: string, unit: string, got: Record<keyof typeof ports, number>): Figure[] =>
      (['nginx', 'haproxy', 'caddy'] as const).map((peer) => ({
        name: `${name}, against ${peer}`,
        value: got.gate,
        unit,
        reference: got[peer],
        ratio: got.gate / got[peer],
      }))
    return [
      ...rows('keep-alive requests', '/s', keepAlive),
      ...rows('full mutual handshakes', '/s', handshakes),
      ...rows('bulk download', 'MiB/s', bulk),
    ]
  } finally {
    for (const child of children) child.kill('SIGKILL')
    await upstream.stop()
    fs.rmSync(folder, { recursive: true, force: true })
  }
}
