import assert from 'node:assert/strict'
import path from 'node:path'
import tls from 'node:tls'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { GateActivity } from '../../../electron/gate/protocol.ts'
import type { SiteMode } from '../../../shared/contract/site.ts'
import { trustedRoot } from '../../support/broken-chains.ts'
import { cn, craft, EXT, pemOf } from '../../support/craft.ts'
import { startGateChild, type GateChild } from '../../support/gate-child.ts'
import { freePort, siteOf, startUpstream, until, type Upstream } from '../../support/gate.ts'
import { chainPem, oddCertificates, type OddCertificate } from '../../support/odd-certificates.ts'
import { opensslVerify, opensslVerifyMany, type Said } from '../../support/openssl-verify.ts'
import { showCertificate } from '../../support/raw-tls12.ts'
import { acceptWebSockets } from '../../support/websocket.ts'
import { createHash } from 'node:crypto'
import type { Duplex } from 'node:stream'

const HOST = 'camera.home'
const home = pemOf(trustedRoot.der)
const server = craft(trustedRoot, { subject: cn('door'), extensions: [EXT.notCa(), EXT.server(), EXT.dns(HOST)] })
const alice = craft(trustedRoot, { subject: cn('Alice') })

const modes = ['pages', 'optional', 'required'] as const satisfies readonly SiteMode[]
const versions = ['TLSv1.2', 'TLSv1.3'] as const
/** Handshakes at the same time. */
const AT_ONCE = 16

/** Programs that run the gate: this one, Bun (BoringSSL, as in Electron), and what else is named. */
const bun = fileURLToPath(new URL('../../../node_modules/.bin/bun', import.meta.url))
const others = (process.env['VESTIBULE_TEST_NODES'] ?? '').split(path.delimiter).filter(Boolean)
const runtimes = [process.execPath, bun, ...others]

const odd = oddCertificates()
/** What `openssl verify` says of each, as a TLS server asks. */
type Verdict = Said | 'unreadable'
let verdicts: ReadonlyMap<OddCertificate, Verdict>

beforeAll(async () => {
  const args = ['-purpose', 'sslclient', '-auth_level', '2']
  const trusted = [trustedRoot.der]
  const alone = odd.filter(({ sent }) => sent.length === 0)
  const said = await opensslVerifyMany(
    alone.map((one) => one.leaf),
    { trusted, args },
  )
  const all = new Map(alone.map((one, at) => [one, said[at] as Verdict]))
  await inParallel(
    odd.filter(({ sent }) => sent.length > 0),
    4,
    async (one) => void all.set(one, await opensslVerify({ leaf: one.leaf, untrusted: one.sent, trusted, args })),
  )
  verdicts = all
})

async function inParallel<T>(list: readonly T[], atOnce: number, work: (one: T) => Promise<void>): Promise<void> {
  const left = [...list]
  const worker = async (): Promise<void> => {
    for (let one = left.shift(); one !== undefined; one = left.shift()) await work(one)
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
}

/** What became of a visit: a page or the upstream by its status, or an end without any. */
interface Outcome {
  readonly status: number | null
  /** What the page says; null without one. */
  readonly page: string | null
  readonly code: number | null
  /** The visitor's own library could not even load it. */
  readonly unusable: boolean
}

const ENDED: Outcome = { status: null, page: null, code: null, unusable: false }

let visits = 0
/**
 * Each visitor has an address of its own where the system gives them away (Linux: all of 127/8): many refusals of one
 * address in a minute become one line of the activity, which names nobody.
 */
function ownAddress(): string | undefined {
  visits += 1
  return process.platform === 'linux' ? `127.1.${visits >> 8}.${visits & 0xff}` : undefined
}

function visit(port: number, identity: { cert: string; key: string }, version: tls.SecureVersion): Promise<Outcome> {
  return new Promise((resolve) => {
    const localAddress = ownAddress()
    let text = ''
    const finish = (): void => {
      socket?.destroy()
      const status = /^HTTP\/1\.1 (\d{3})/.exec(text)?.[1]
      const code = /^x-vestibule-verify: (\d+)/im.exec(text)?.[1]
      const page = /^x-vestibule-page: (\S+)/im.exec(text)?.[1] ?? null
      const told = { page, code: code === undefined ? null : Number(code) }
      resolve(status === undefined ? ENDED : { ...ENDED, ...told, status: Number(status) })
    }
    let socket: tls.TLSSocket | null = null
    try {
      socket = tls.connect({
        host: '127.0.0.1',
        port,
        servername: HOST,
        ca: home,
        minVersion: version,
        maxVersion: version,
        ALPNProtocols: ['http/1.1'],
        // The visitor's own library shall not object to its own certificate.
        ciphers: 'DEFAULT@SECLEVEL=0',
        ...(localAddress === undefined ? {} : { localAddress }),
        ...identity,
      })
    } catch {
      return resolve({ ...ENDED, unusable: true })
    }
    socket.setTimeout(30_000, finish)
    socket.on('secureConnect', () => socket?.write(`GET / HTTP/1.1\r\nHost: ${HOST}\r\nConnection: close\r\n\r\n`))
    socket.on('data', (chunk: Buffer) => (text += chunk.toString('latin1')))
    socket.on('error', finish)
    socket.on('close', finish)
  })
}

/** A WebSocket of a good visitor that is asked for a sign of life now and then. */
async function openWebSocket(port: number): Promise<{ alive(): Promise<boolean>; close(): void }> {
  const socket = tls.connect({
    host: '127.0.0.1',
    port,
    servername: HOST,
    ca: home,
    cert: alice.pem,
    key: alice.keyPem,
  })
  let text = ''
  let closed = false
  socket.on('data', (chunk: Buffer) => (text += chunk.toString('latin1')))
  socket.on('error', () => undefined)
  socket.on('close', () => (closed = true))
  socket.write(
    `GET /ws HTTP/1.1\r\nHost: ${HOST}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`,
  )
  await until(() => text.includes('101 Switching Protocols'))
  let count = 0
  return {
    async alive() {
      const word = `ping ${(count += 1)};`
      socket.write(word)
      await until(() => closed || text.includes(word))
      return !closed
    },
    close: () => socket.destroy(),
  }
}

const fingerprintOf = (der: Uint8Array): string => createHash('sha256').update(der).digest('hex').toUpperCase()

/** Every tenth length of a chain is enough where the first round has tried all. */
const isSample = ({ name }: OddCertificate): boolean => !/^a chain of \d+$/.test(name) || /[01]$/.test(name)

describe.each(runtimes)('a gate that %s runs', (runtime) => {
  const isBun = path.basename(runtime).startsWith('bun')
  let gate: GateChild
  let upstream: Upstream
  let good: Awaited<ReturnType<typeof openWebSocket>>
  const ports = new Map<SiteMode, number>()
  const counts = { visits: 0, in: 0, pages: 0, refused: 0, shown: 0, codes: new Set<number>() }

  beforeAll(async () => {
    upstream = await startUpstream()
    acceptWebSockets(upstream.server, (socket: Duplex) => socket.pipe(socket))
    gate = await startGateChild(runtime)
    for (const mode of modes) ports.set(mode, await freePort())
    const certificate = { cert: server.pem, key: server.keyPem, fingerprint: '', serial: '' }
    const answer = await gate.apply({
      authorities: [{ id: 'home', name: 'Home', fingerprint: fingerprintOf(trustedRoot.der), pem: home }],
      known: [],
      revoked: [],
      staleLists: [],
      heldIssuers: [],
      refused: [],
      probes: [],
      challenges: { http: [], tls: [] },
      acme: null,
      watching: false,
      redirects: [],
      listeners: modes.map((mode) => ({
        address: '127.0.0.1',
        port: ports.get(mode) ?? 0,
        sites: [siteOf({ server: certificate, upstream: upstream.url, id: mode, name: mode, hosts: [HOST], mode })],
      })),
    })
    assert.ok(answer.type === 'applied' && answer.problems.length === 0)
    good = await openWebSocket(ports.get('pages') ?? 0)
  })
  afterAll(async () => {
    good.close()
    await gate.stop()
    await upstream.close()
  })

  const cases = modes.flatMap((mode) => versions.map((version) => [mode, version] as const))
  test.each(cases)('in mode %s over %s refuses each for its true cause, and lives', async (mode, version) => {
    const port = ports.get(mode) ?? 0
    const first = mode === 'pages' && version === 'TLSv1.3'
    const visitors = odd.filter((one) => one.keyPem !== null && (first || isSample(one)))
    const wrong: string[] = []
    const refused: OddCertificate[] = []
    const unusable: OddCertificate[] = []
    await inParallel(visitors, AT_ONCE, async (one) => {
      const outcome = await visit(port, { cert: chainPem(one), key: one.keyPem ?? '' }, version)
      counts.visits += 1
      const problem = outcome.unusable ? null : judge(one, outcome, mode)
      if (problem !== null) wrong.push(problem)
      if (outcome.unusable) unusable.push(one)
      else if (outcome.status === null && mode === 'required') refused.push(one)
      if (counts.visits % 100 === 0 && !(await good.alive())) wrong.push(`${one.name}: the WebSocket of another died`)
    })
    expect(wrong).toEqual([])
    // Those are shown by somebody who does not look at them.
    await inParallel(unusable, AT_ONCE, async ({ leaf, sent }) => {
      await showCertificate({ port, serverName: HOST, chain: [leaf, ...sent] })
      counts.shown += 1
    })
    expect(await good.alive()).toBe(true)
    expect(gate.ended()).toBeNull()
    if (mode === 'required') await toldRightly(refused, version)
  })

  /** What is wrong with an outcome; null when nothing is. */
  const judge = (one: OddCertificate, { status, page, code }: Outcome, mode: SiteMode): string | null => {
    const said = verdicts.get(one) as Verdict
    const seen = `${one.name}: ${status ?? 'ended'} ${code ?? ''}, openssl: ${said === null ? 'OK' : said === 'unreadable' ? said : said.number}`
    if (status === 200) {
      counts.in += 1
      return said === null ? null : seen
    }
    if (status === null) {
      counts.refused += 1
      // Keys that TLS cannot use, and certificates that are none, end in the handshake.
      return mode === 'required' ? null : maybeEnded(one, said) ? null : seen
    }
    counts.pages += 1
    // A key that no algorithm of the handshake fits is not shown at all.
    if (page === 'no-certificate') return maybeEnded(one, said) ? null : seen
    if (code !== null) counts.codes.add(code)
    const right = status === 403 && said !== 'unreadable' && (said === null ? isStricter(one) : said.number === code)
    return right ? null : seen
  }

  /** Whether TLS itself may end such a handshake. */
  const maybeEnded = (one: OddCertificate, said: Verdict): boolean => isBun || isEndedByTls(one, said)
  const isEndedByTls = (one: OddCertificate, said: Verdict): boolean =>
    said === 'unreadable' || /\bkey\b|curve|RSA|DSA|Ed448|explicit|on |60,000|4,000/.test(one.name)

  /** What the gate refuses although openssl takes it. */
  const isStricter = ({ name }: OddCertificate): boolean => name.includes('explicit')

  /** In mode `required` nobody sees a page: what the owner reads must be right. */
  const toldRightly = async (refused: readonly OddCertificate[], version: string): Promise<void> => {
    const told = new Map<string, GateActivity>()
    const expected = refused.filter((one) => {
      const said = verdicts.get(one) as Verdict
      return said !== null && said !== 'unreadable' && !isEndedByTls(one, said)
    })
    const missing = (): string[] => {
      for (const line of gate.activity) {
        if (line.siteId === 'required' && line.fingerprint !== null) told.set(line.fingerprint, line)
      }
      return expected.filter((one) => !told.has(fingerprintOf(one.leaf))).map(({ name }) => name)
    }
    // BoringSSL ends some of them in the handshake, and Bun does not say whose they were.
    if (isBun || process.platform !== 'linux') await until(() => missing().length < expected.length / 2)
    else await expect.poll(missing, { timeout: 10_000 }).toEqual([])
    const named = expected.filter((one) => told.has(fingerprintOf(one.leaf)))
    const codes = named.map((one) => [one.name, told.get(fingerprintOf(one.leaf))?.verifyCode])
    expect(codes).toEqual(named.map((one) => [one.name, (verdicts.get(one) as { number: number }).number]))
    expect(codes.length, version).toBeGreaterThan(isBun || process.platform !== 'linux' ? 30 : 60)
  }

  test('lives when it is shown certificates whose keys nobody can have', async () => {
    for (const mode of modes) {
      await inParallel(
        odd.filter(({ keyPem }) => keyPem === null),
        AT_ONCE,
        async ({ leaf, sent }) => {
          await showCertificate({ port: ports.get(mode) ?? 0, serverName: HOST, chain: [leaf, ...sent] })
          counts.shown += 1
        },
      )
    }
    expect(await good.alive()).toBe(true)
    expect(gate.ended()).toBeNull()
  })

  test('has let the good visitor be all the while, and lets him in again', async () => {
    for (const mode of modes) {
      const answer = await visit(ports.get(mode) ?? 0, { cert: alice.pem, key: alice.keyPem }, 'TLSv1.3')
      expect(answer.status).toBe(200)
    }
    expect(await good.alive()).toBe(true)
    expect(gate.ended()).toBeNull()
    const { visits, in: entered, pages, refused, shown, codes } = counts
    console.log(
      `${path.basename(runtime)}: ${odd.length} odd certificates, ${visits} handshakes (${entered} let in, ${pages} pages, ${refused} ended), ${shown} shown without a key; codes ${[...codes].sort((a, b) => a - b).join(' ')}`,
    )
  })
})
