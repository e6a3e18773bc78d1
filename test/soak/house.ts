import { fork, type ChildProcess } from 'node:child_process'
import fs from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { FromGate, Policy } from '../../electron/gate/protocol.ts'
import { freePort, issuerKeyOf, policyOf, siteOf } from '../support/gate.ts'
import { opensslAuthority, type Issued, type OpensslAuthority } from '../support/openssl-pki.ts'
import type { Memory } from './gate-process.ts'
import { say } from '../support/said.ts'

/** What the gate's process holds now. */
export interface Measured {
  /** Bytes. */
  readonly rss: number
  readonly heap: number
  /** Open files and sockets. */
  readonly descriptors: number
}

/** A gate with two sites on one port: one whose upstream is well, one whose upstream is not. */
export interface House {
  readonly port: number
  readonly home: OpensslAuthority
  /** PEM of the authority that vouches for the sites. */
  readonly trust: string
  readonly alice: Issued
  /** Devices that are revoked and let in again. */
  readonly victims: readonly Issued[]
  /** Another policy: who is revoked now, the other server certificate, other words on the pages. Resolves when in force. */
  reload(revoked?: readonly Issued[]): Promise<void>
  measure(): Promise<Measured>
  stop(): Promise<void>
}

export const STABLE = 'camera.home'
export const FLAPPING = 'printer.home'
const VICTIMS = 3

async function startProcess(): Promise<ChildProcess> {
  const entry = fileURLToPath(new URL('gate-process.ts', import.meta.url))
  const child = fork(entry, [], {
    execArgv: ['--expose-gc'],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  await new Promise<void>((resolve, reject) => {
    child.once('exit', () => reject(new Error('the gate ended')))
    child.once('message', () => resolve())
  })
  return child
}

export async function openHouse(upstreams: { readonly stable: string; readonly flapping: string }): Promise<House> {
  const home = opensslAuthority('Soak CA')
  const names = `DNS:${STABLE},DNS:${FLAPPING}`
  // Another one than the devices': a visitor of Node sends along what it knows of its own certificate's chain, and a server
  // of Node 24.21 never frees what was sent so (https://github.com/nodejs/node/issues/65579).
  const web = opensslAuthority('Soak web CA')
  const servers = [1, 2].map(() => web.leaf({ cn: STABLE, eku: 'serverAuth', san: names }))
  const victims = Array.from({ length: VICTIMS }, (_, at) => home.leaf({ cn: `Victim ${at}` }))
  const alice = home.leaf({ cn: 'Alice' })
  const port = await freePort()
  const child = await startProcess()
  let version = 0
  let last: Promise<unknown> = Promise.resolve()

  const waiting = new Set<(message: FromGate | Memory | Error) => void>()
  const tell = (message: FromGate | Memory | Error): void => {
    for (const one of waiting) one(message)
  }
  child.on('message', tell)
  child.on('exit', (code, signal) => tell(new Error(`the gate ended with ${code ?? signal ?? 'nothing'}`)))
  const answer = <T extends FromGate | Memory>(
    type: T['type'],
    fits: (message: T) => boolean = () => true,
  ): Promise<T> =>
    new Promise((resolve, reject) => {
      const listen = (message: FromGate | Memory | Error): void => {
        const failure = message instanceof Error ? message : message.type === 'refused' ? say(message.problem) : null
        const wanted = !(message instanceof Error) && message.type === type && fits(message as T)
        if (failure === null && !wanted) return
        waiting.delete(listen)
        if (failure === null) resolve(message as T)
        else reject(failure instanceof Error ? failure : new Error(failure))
      }
      waiting.add(listen)
    })

  const policy = (revoked: readonly Issued[]): Policy => {
    const server = servers[version % servers.length] ?? alice
    const contact = `policy ${version}`
    const site = (id: string, host: string, upstream: string) =>
      siteOf({ id, name: id, hosts: [host], server, upstream, contact })
    const revocations = revoked.map(({ serial }) => ({
      serial,
      issuerKey: issuerKeyOf(home),
      revokedAt: 0,
      reason: 'unspecified',
    }))
    const sites = [site('camera', STABLE, upstreams.stable), site('printer', FLAPPING, upstreams.flapping)]
    return { version, ...policyOf(home, port, sites, { revoked: revocations }) }
  }
  const reload = async (revoked: readonly Issued[]): Promise<void> => {
    version += 1
    const now = version
    const applied = answer<Extract<FromGate, { type: 'applied' }>>('applied', (one) => one.version === now)
    child.send({ type: 'policy', policy: policy(revoked) })
    await applied
  }
  const house: House = {
    port,
    home,
    trust: web.cert,
    alice,
    victims,
    reload: (revoked = []) => {
      const turn = last.then(() => reload(revoked))
      last = turn.catch(() => undefined)
      return turn
    },
    async measure() {
      const told = answer<Memory>('memory')
      child.send({ type: 'measure' })
      const { rss, heap } = await told
      return { rss, heap, descriptors: fs.readdirSync(`/proc/${child.pid ?? 0}/fd`).length }
    },
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return
      await new Promise((resolve) => {
        child.once('exit', resolve)
        child.disconnect()
      })
    },
  }
  await house.reload()
  return house
}
