import http2, { type ClientHttp2Session } from 'node:http2'
import tls from 'node:tls'
import type { RequestListener } from 'node:http'
import type { Policy, SitePolicy } from '../../electron/gate/protocol.ts'
import {
  freePort,
  policyOf,
  siteOf,
  startGate,
  startUpstream,
  visit,
  type TestGate,
  type Upstream,
  type Visit,
  type VisitOptions,
} from './gate.ts'
import { opensslAuthority, type Issued, type OpensslAuthority } from './openssl-pki.ts'

/** A gate with the site `camera.home` before an upstream, and a device that may enter. */
export interface Door {
  readonly gate: TestGate
  readonly upstream: Upstream
  readonly port: number
  readonly home: OpensslAuthority
  readonly server: Issued
  readonly alice: Issued
  /** Puts the policy in force again, changed. */
  apply(change?: Partial<Omit<Policy, 'version'>>, site?: Partial<SitePolicy>): ReturnType<TestGate['apply']>
  /** As Alice, unless the options name another certificate or `undefined`. */
  visit(options?: Partial<VisitOptions>): Promise<Visit>
  /** Writes bytes over TLS (HTTP/1.1) as Alice, and reads until the gate hangs up. */
  raw(text: string | Buffer, options?: tls.ConnectionOptions): Promise<string>
  /** Over TLS as Alice, with HTTP/2 agreed on. */
  h2(): ClientHttp2Session
  tlsOptions(): tls.ConnectionOptions
  close(): Promise<void>
}

export interface DoorOptions {
  readonly handler?: RequestListener
  readonly now?: () => number
  /** The device's name in its certificate. Default: Alice. */
  readonly device?: string
}

export async function openDoor(options: DoorOptions = {}): Promise<Door> {
  const home = opensslAuthority('Home CA')
  const server = home.leaf({ cn: 'camera.home', eku: 'serverAuth', san: 'DNS:camera.home,DNS:router.home' })
  const alice = home.leaf({ cn: options.device ?? 'Alice' })
  const gate = startGate(options.now)
  const upstream = await startUpstream(options.handler)
  const port = await freePort()
  const apply: Door['apply'] = (change = {}, site = {}) =>
    gate.apply({ ...policyOf(home, port, [{ ...siteOf({ server, upstream: upstream.url }), ...site }]), ...change })
  const tlsOptions = (): tls.ConnectionOptions => ({
    host: '127.0.0.1',
    port,
    servername: 'camera.home',
    ca: home.cert,
    cert: alice.cert,
    key: alice.key,
  })
  const answer = await apply()
  if (answer.type !== 'applied') throw new Error(`the gate says ${answer.type}`)
  if (answer.problems.length > 0) throw new Error(`the gate cannot listen: ${JSON.stringify(answer.problems)}`)
  return {
    gate,
    upstream,
    port,
    home,
    server,
    alice,
    apply,
    tlsOptions,
    visit: (visitor = {}) => visit({ port, ca: home.cert, certificate: alice, ...visitor }),
    raw: (text, more = {}) =>
      new Promise((resolve) => {
        let heard = ''
        const socket = tls.connect({ ...tlsOptions(), ALPNProtocols: ['http/1.1'], ...more })
        socket.on('secureConnect', () => socket.write(text))
        socket.on('data', (chunk: Buffer) => (heard += chunk.toString('latin1')))
        socket.on('error', () => undefined)
        socket.on('close', () => resolve(heard))
      }),
    h2: () => http2.connect(`https://127.0.0.1:${port}`, tlsOptions() as http2.SecureClientSessionOptions),
    async close() {
      gate.close()
      await upstream.close()
    },
  }
}
