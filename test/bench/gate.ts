import fs from 'node:fs'
import path from 'node:path'
import { median, type Figure } from './figure.ts'
import { BULK, output, programs, startPeers, type Peers, type Program } from './peers.ts'

const REQUESTS = 20_000
const VISITS = 1000
const CLIENTS = 4
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
async function measure<T extends Program>(
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

/** Full handshakes alone, so many clients at a time; each goes on for a second or two. They send no server name: not Caddy. */
async function handshakesPerSecond({ ports, pem }: Peers, program: Program): Promise<number> {
  const args = ['s_time', '-connect', `127.0.0.1:${ports[program]}`, '-new', '-cert', pem, '-key', pem, '-time', '1']
  const begun = performance.now()
  const said = await Promise.all(Array.from({ length: CLIENTS }, () => output('openssl', args)))
  const seconds = (performance.now() - begun) / 1000
  const done = said.map((text) => Number(/(\d+) connections in \d+ real seconds/.exec(text)?.[1]))
  return done.reduce((sum, one) => sum + one, 0) / seconds
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
    const handshakes = await measure(['gate', 'nginx', 'haproxy'], (one) => handshakesPerSecond(peers, one))
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
      ...rows('full mutual handshakes', '/s', handshakes),
      ...rows('full mutual handshakes, each with a request', '/s', visits),
      ...rows('bulk download', 'MiB/s', bulk),
      ...rows('bulk upload', 'MiB/s', upload),
    ]
  } finally {
    await peers.stop()
  }
}
