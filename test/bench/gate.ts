import fs from 'node:fs'
import path from 'node:path'
import { median, type Figure } from './figure.ts'
import { BULK, output, programs, startPeers, type Peers, type Program } from './peers.ts'

const REQUESTS = 20_000
const VISITS = 1000
const CLIENTS = 8
/** The peers take turns so often, after one round to warm up: what else runs on the machine meets them all. */
const ROUNDS = 9

type Got = Readonly<Partial<Record<Program, number>>>

function rows(name: string, unit: string, got: Got): Figure[] {
  const { gate = Number.NaN } = got
  return programs.flatMap((peer) => {
    const reference = got[peer]
    return peer === 'gate' || reference === undefined
      ? []
      : [{ name: `${name}, against ${peer}`, value: gate, unit, reference, ratio: gate / reference }]
  })
}

/** Medians of the rounds. */
async function measure<T extends string>(
  who: readonly T[],
  run: (program: T) => Promise<number>,
): Promise<Readonly<Record<T, number>>> {
  const found = Object.fromEntries(who.map((program) => [program, [] as number[]])) as Record<T, number[]>
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const program of who) {
      const value = await run(program)
      if (round > 0) found[program].push(value)
    }
  }
  return Object.fromEntries(who.map((program) => [program, median(found[program])])) as Record<T, number>
}

async function perSecond({ ports, pem }: Peers, program: Program, ...args: string[]): Promise<number> {
  const text = await output('ab', ['-q', '-E', pem, ...args, `https://localhost:${ports[program]}/`])
  return Number(/Requests per second:\s+([\d.]+)/.exec(text)?.[1])
}

/** Requests on kept connections, of the gate alone, of the product, and of nginx, and what each costs its process. */
export async function benchProduct(): Promise<Figure[]> {
  const peers = await startPeers()
  try {
    return await keptAlive(peers)
  } finally {
    await peers.stop()
  }
}

async function keptAlive(peers: Peers): Promise<Figure[]> {
  const { product, ports, pids, pem } = peers
  const who = {
    gate: { port: ports.gate, pid: pids.gate, pem },
    product,
    nginx: { port: ports.nginx, pid: pids.nginx, pem },
  } as const
  const names = ['gate', 'product', 'nginx'] as const
  const costs = { gate: [] as number[], product: [] as number[], nginx: [] as number[] }
  const found = await measure(names, async (name) => {
    const one = who[name]
    const worked = processorTime(one.pid)
    const text = await output('ab', [
      '-q',
      '-E',
      one.pem,
      '-k',
      '-c',
      '16',
      '-n',
      String(REQUESTS),
      `https://localhost:${one.port}/`,
    ])
    costs[name].push(((processorTime(one.pid) - worked) / REQUESTS) * 1e6)
    return Number(/Requests per second:\s+([\d.]+)/.exec(text)?.[1])
  })
  const cost = (name: (typeof names)[number]): number => median(costs[name].slice(1))
  const compared = (name: string, value: number, reference: number, unit: string): Figure => ({
    name,
    value,
    unit,
    reference,
    ratio: value / reference,
  })
  return [
    compared('keep-alive requests of the product, against nginx', found.product, found.nginx, '/s'),
    compared('keep-alive requests of the product, against its gate alone', found.product, found.gate, '/s'),
    compared('processor time of a request in the product, against nginx', cost('product'), cost('nginx'), 'µs'),
    compared('processor time of a request in the product, against its gate alone', cost('product'), cost('gate'), 'µs'),
  ]
}

/** Seconds that the processor was at work for a process (proc_pid_stat(5): utime and stime, in clock ticks of 10 ms). */
function processorTime(pid: number): number {
  const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) / 100
}

interface Handshakes {
  readonly perSecond: number
  /** In a second of the server's processor time: what a core does that is never waited for. */
  readonly perBusySecond: number
}

/**
 * Full handshakes alone, so many clients at a time; each goes on for a second or two. They send no server name: not Caddy.
 * They know the authority, and look for it nowhere else: searching the system's folders takes them longer than a handshake.
 */
async function shakeHands({ ports, pids, pem, ca }: Peers, program: Program): Promise<Handshakes> {
  const trust = ['-CAfile', ca, '-no-CApath', '-no-CAstore']
  const own = ['-cert', pem, '-key', pem]
  const args = ['s_time', '-connect', `127.0.0.1:${ports[program]}`, '-new', ...trust, ...own, '-time', '1']
  const worked = processorTime(pids[program])
  const begun = performance.now()
  const said = await Promise.all(Array.from({ length: CLIENTS }, () => output('openssl', args)))
  const seconds = (performance.now() - begun) / 1000
  const done = said.map((text) => Number(/(\d+) connections in \d+ real seconds/.exec(text)?.[1]))
  const all = done.reduce((sum, one) => sum + one, 0)
  return { perSecond: all / seconds, perBusySecond: all / (processorTime(pids[program]) - worked) }
}

/** Medians of the rounds, by the wall's clock and by the processor's. */
async function handshakes(peers: Peers): Promise<Readonly<Record<keyof Handshakes, Got>>> {
  const who = ['gate', 'nginx', 'haproxy'] as const
  const busy = { gate: [] as number[], nginx: [] as number[], haproxy: [] as number[] }
  const perSecond = await measure(who, async (program) => {
    const found = await shakeHands(peers, program)
    busy[program].push(found.perBusySecond)
    return found.perSecond
  })
  const perBusySecond = Object.fromEntries(who.map((program) => [program, median(busy[program].slice(1))]))
  return { perSecond, perBusySecond }
}

function curl({ pem, ca }: Peers, ...args: string[]): Promise<string> {
  return output('curl', ['-sf', '-o', '/dev/null', '--http1.1', '--cacert', ca, '--cert', pem, ...args])
}

/** The gate against nginx, HAProxy and Caddy: one core for the server, the other for the client, the same certificates. */
export async function benchGate(): Promise<Figure[]> {
  const peers = await startPeers()
  const { ports, uploads, folder } = peers
  try {
    const keepAlive = await measure(programs, (one) => perSecond(peers, one, '-k', '-c', '16', '-n', String(REQUESTS)))
    const shaken = await handshakes(peers)
    const visits = await measure(programs, (one) => perSecond(peers, one, '-c', '8', '-n', String(VISITS)))
    const bulk = await measure(programs, async (one) => {
      const speed = await curl(peers, '-w', '%{speed_download}', `https://localhost:${ports[one]}/bulk.html`)
      return Number(speed) / 1_048_576
    })
    const file = path.join(folder, 'upload')
    fs.writeFileSync(file, Buffer.alloc(BULK))
    const upload = await measure(['gate', 'nginx'], async (one) => {
      const url = `https://localhost:${uploads[one]}/`
      return Number(await curl(peers, '-H', 'Expect:', '-T', file, '-w', '%{speed_upload}', url)) / 1_048_576
    })
    return [
      ...rows('keep-alive requests', '/s', keepAlive),
      ...rows('full mutual handshakes', '/s', shaken.perSecond),
      ...rows('full mutual handshakes in a second of processor time', '/s', shaken.perBusySecond),
      ...rows('full mutual handshakes, each with a request', '/s', visits),
      ...rows('bulk download', 'MiB/s', bulk),
      ...rows('bulk upload', 'MiB/s', upload),
    ]
  } finally {
    await peers.stop()
  }
}
