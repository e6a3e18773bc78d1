import fs from 'node:fs'
import path from 'node:path'
import { median, type Figure } from './figure.ts'
import { BULK, CLIENT_CORE, output, programs, startPeers, type Peers, type Program } from './peers.ts'

const REQUESTS = 20_000
const HANDSHAKES = 1000
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

function onClientCore(...command: string[]): Promise<string> {
  return output('taskset', ['-c', CLIENT_CORE, ...command])
}

async function perSecond({ ports, pem }: Peers, program: Program, ...args: string[]): Promise<number> {
  const text = await onClientCore('ab', '-q', '-E', pem, ...args, `https://localhost:${ports[program]}/`)
  return Number(/Requests per second:\s+([\d.]+)/.exec(text)?.[1])
}

function curl({ pem, ca }: Peers, ...args: string[]): Promise<string> {
  return onClientCore('curl', '-sf', '-o', '/dev/null', '--http1.1', '--cacert', ca, '--cert', pem, ...args)
}

/** The gate against nginx, HAProxy and Caddy: one core for the server, the other for the client, the same certificates. */
export async function benchGate(): Promise<Figure[]> {
  const peers = await startPeers()
  const { ports, uploads, folder } = peers
  try {
    const keepAlive = await measure(programs, (one) => perSecond(peers, one, '-k', '-c', '16', '-n', String(REQUESTS)))
    const handshakes = await measure(programs, (one) => perSecond(peers, one, '-c', '8', '-n', String(HANDSHAKES)))
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
      ...rows('bulk download', 'MiB/s', bulk),
      ...rows('bulk upload', 'MiB/s', upload),
    ]
  } finally {
    await peers.stop()
  }
}
