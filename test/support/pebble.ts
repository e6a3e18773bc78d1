import https from 'node:https'
import { startForeignServer } from './foreign-server.ts'
import { freePort } from './gate.ts'
import { opensslAuthority, type OpensslAuthority } from './openssl-pki.ts'

/** Let's Encrypt's own test server, with the DNS that it asks. */
export interface Pebble {
  readonly directory: string
  /** PEM of what vouches for the directory's server. */
  readonly ca: string
  /** Where it looks for http-01. */
  readonly httpPort: number
  /** Where it looks for tls-alpn-01. */
  readonly tlsPort: number
  /** Its DNS server, as `address:port`. */
  readonly dns: string
  /** PEM of the root of what it issues. */
  root(): Promise<string>
  /** `Valid` or `Revoked`. @param serial hexadecimal */
  status(serial: string): Promise<string>
  /** Tells its DNS. @param call for example `set-txt` */
  mock(call: string, body: Readonly<Record<string, unknown>>): Promise<void>
  log(): string
  stop(): Promise<void>
}

export interface PebbleOptions {
  /** For example `PEBBLE_WFE_NONCEREJECT`. Default: strict, no sleep before validations. */
  readonly env?: Readonly<Record<string, string>>
  /** External account keys: kid → HMAC key, base64url. */
  readonly eab?: Readonly<Record<string, string>>
  readonly httpPort?: number
  readonly tlsPort?: number
  /** Instead of challtestsrv: where names and records are looked up. */
  readonly dns?: string
}

let sharedAuthority: OpensslAuthority | null = null

export async function startPebble(options: PebbleOptions = {}): Promise<Pebble> {
  sharedAuthority ??= opensslAuthority('Directory CA')
  const authority = sharedAuthority
  const server = authority.leaf({ cn: 'localhost', eku: 'serverAuth', san: 'DNS:localhost,IP:127.0.0.1' })
  const [dnsPort, mockPort, managementPort] = [await freePort(), await freePort(), await freePort()]
  const httpPort = options.httpPort ?? (await freePort())
  const tlsPort = options.tlsPort ?? (await freePort())
  const dns = options.dns ?? `127.0.0.1:${dnsPort}`
  const challenges = await startForeignServer({
    program: 'pebble-challtestsrv',
    from: 'pebble',
    args: () => [
      '-dns01',
      `127.0.0.1:${dnsPort}`,
      '-management',
      `127.0.0.1:${mockPort}`,
      '-defaultIPv6',
      '',
      '-http01',
      '',
      '-https01',
      '',
      '-tlsalpn01',
      '',
    ],
    files: () => ({}),
    ready: [mockPort],
  })
  const pebble = await startForeignServer({
    program: 'pebble',
    from: 'pebble',
    args: () => ['-config', 'pebble.json', '-strict', '-dnsserver', dns],
    env: { PEBBLE_VA_NOSLEEP: '1', PEBBLE_WFE_NONCEREJECT: '5', ...options.env },
    files: (port) => ({
      'server.crt': server.cert,
      'server.key': server.key,
      'pebble.json': JSON.stringify({
        pebble: {
          listenAddress: `127.0.0.1:${port}`,
          managementListenAddress: `127.0.0.1:${managementPort}`,
          certificate: 'server.crt',
          privateKey: 'server.key',
          httpPort,
          tlsPort,
          ocspResponderURL: '',
          externalAccountBindingRequired: options.eab !== undefined,
          ...(options.eab ? { externalAccountMACKeys: options.eab } : {}),
        },
      }),
    }),
    also: [managementPort],
  })
  const management = (path: string): Promise<string> =>
    get(`https://127.0.0.1:${managementPort}${path}`, authority.cert)
  return {
    directory: `https://127.0.0.1:${pebble.port}/dir`,
    ca: authority.cert,
    httpPort,
    tlsPort,
    dns,
    root: () => management('/roots/0'),
    async status(serial) {
      const { Status } = JSON.parse(await management(`/cert-status-by-serial/${serial.toLowerCase()}`)) as {
        Status: string
      }
      return Status
    },
    async mock(call, body) {
      const response = await fetch(`http://127.0.0.1:${mockPort}/${call}`, {
        method: 'POST',
        body: JSON.stringify(body),
      })
      if (!response.ok) throw new Error(`challtestsrv answers ${response.status} to ${call}`)
    },
    log: () => pebble.log(),
    async stop() {
      await pebble.stop()
      await challenges.stop()
    },
  }
}

function get(url: string, ca: string): Promise<string> {
  return new Promise((resolve, reject) => {
    https
      .get(url, { ca }, (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('end', () => resolve(Buffer.concat(chunks).toString('utf8')))
      })
      .on('error', reject)
  })
}
