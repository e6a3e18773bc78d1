import { timingSafeEqual } from 'node:crypto'
import http from 'node:http'
import https from 'node:https'
import { isIP } from 'node:net'
import { isIdentifier } from '../names.ts'
import { Refusal } from '../refusal.ts'
import { houseAddresses, type Lookup } from './resolve.ts'

/** RFC 8555 §8.3: redirects are followed, so many of them. */
const MAX_REDIRECTS = 5
/** A key authorization has less than 200. Bytes. */
const MAX_BODY_BYTES = 2048

export interface HttpValidation {
  readonly name: string
  readonly token: string
  readonly keyAuthorization: string
  readonly dns: Lookup
  readonly networks: readonly string[]
  /** Ports of HTTP and HTTPS. */
  readonly ports: { readonly http: number; readonly https: number }
  readonly signal: AbortSignal
}

/**
 * http-01 (RFC 8555 §8.3). What was answered instead is not repeated to the client: else it could read the house's pages.
 * @returns the address that answered @throws Refusal
 */
export async function validateHttp(options: HttpValidation): Promise<string> {
  const { name, token, keyAuthorization } = options
  const host = isIP(name) === 6 ? `[${name}]` : name
  let url = new URL(`http://${host}/.well-known/acme-challenge/${token}`)
  for (let hop = 0; hop <= MAX_REDIRECTS; hop += 1) {
    const bare = url.hostname.replace(/^\[|\]$/g, '')
    // Looked up anew for each hop; the connection goes to this very address.
    const [address = ''] = await houseAddresses(bare, options.dns, options.networks)
    const answer = await get(url, address, options)
    if (answer.location === null) {
      const expected = Buffer.from(keyAuthorization)
      const found = Buffer.from(answer.body.trimEnd())
      if (answer.status !== 200) {
        throw new Refusal('unauthorized', `${url.host} answers ${answer.status} to ${url.pathname.slice(0, 100)}.`)
      }
      if (expected.length !== found.length || !timingSafeEqual(expected, found)) {
        throw new Refusal('incorrectResponse', `What ${url.host} answers is not what was asked for.`)
      }
      return address
    }
    url = nextUrl(answer.location, url)
  }
  throw new Refusal('connection', `${name} redirects more than ${MAX_REDIRECTS} times.`)
}

/** Only to another name or address, never to another port or scheme: the ports of ACME and nothing else in the house. */
function nextUrl(location: string, from: URL): URL {
  const url = URL.canParse(location, from.href) ? new URL(location, from.href) : null
  const bare = url?.hostname.replace(/^\[|\]$/g, '') ?? ''
  const web = url?.protocol === 'http:' || url?.protocol === 'https:'
  const plain = url?.port === '' && url.username === '' && url.password === ''
  if (!url || !web || !plain || !isIdentifier(isIP(bare) === 0 ? 'dns' : 'ip', bare)) {
    throw new Refusal('connection', `${from.host} redirects to where no challenge is.`)
  }
  return url
}

interface HttpAnswer {
  readonly status: number
  readonly location: string | null
  readonly body: string
}

function get(url: URL, address: string, { ports, signal }: HttpValidation): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const fail = (problem: string): void => reject(new Refusal('connection', `${url.host}: ${problem}`))
    const secure = url.protocol === 'https:'
    const request = (secure ? https : http).request(
      {
        host: address,
        port: secure ? ports.https : ports.http,
        path: url.pathname + url.search,
        method: 'GET',
        agent: false,
        signal,
        maxHeaderSize: 8192,
        headers: { host: url.host, 'user-agent': 'Vestibule ACME', accept: '*/*', connection: 'close' },
        // RFC 8555 §8.3: the certificate is not there yet, or has ended.
        ...(secure ? { rejectUnauthorized: false, servername: isIP(url.hostname) === 0 ? url.hostname : '' } : {}),
      },
      (response) => {
        const status = response.statusCode ?? 0
        const { location } = response.headers
        if (status >= 300 && status < 400 && location !== undefined) {
          resolve({ status, location, body: '' })
          request.destroy()
          return
        }
        const chunks: Buffer[] = []
        let size = 0
        response.on('data', (chunk: Buffer) => {
          size += chunk.length
          chunks.push(chunk)
          if (size > MAX_BODY_BYTES) {
            fail('the answer is too long.')
            request.destroy()
          }
        })
        response.on('end', () => resolve({ status, location: null, body: Buffer.concat(chunks).toString('latin1') }))
        response.on('error', () => fail('the connection ended.'))
      },
    )
    request.on('error', (error: NodeJS.ErrnoException) => fail(signal.aborted ? 'no answer in time.' : wordsOf(error)))
    request.end()
  })
}

/** What a failed connection tells a client: no more than it could find out itself. */
export function wordsOf({ code }: NodeJS.ErrnoException): string {
  if (code === 'ECONNREFUSED') return 'nothing listens there.'
  if (code === 'EHOSTUNREACH' || code === 'ENETUNREACH') return 'there is no way to it.'
  return 'the connection failed.'
}
