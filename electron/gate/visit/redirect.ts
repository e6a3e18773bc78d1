import http, { type IncomingMessage, type ServerResponse } from 'node:http'
import { countedAs } from '../../../shared/access/local-network.ts'
import { Occupancy, RANK, type Occupant } from '../../../shared/access/occupancy.ts'
import { readTarget } from '../../../shared/access/path.ts'
import { endWith } from '../tls/end-with-visitor.ts'
import { normaliseHost, originForm, peerAddress } from '../tls/names.ts'
import { coversName } from '../../../shared/host-names.ts'
import { renderPage } from './pages.ts'
import type { HttpChallenge, RedirectPolicy } from '../protocol.ts'

/** A plain-HTTP port whose only answer is where the door is. */
export interface Redirector {
  /** Opens the port. @throws Error with Node's code (EADDRINUSE …) */
  open(): Promise<void>
  /** Sends visitors of these sites on, and answers ACME authorities, from now on. */
  use(policy: RedirectPolicy, challenges: readonly HttpChallenge[]): void
  close(): void
}

export interface RedirectorOptions {
  readonly address: string
  readonly port: number
  /** For `::` beside `0.0.0.0`: without it the two would be one port. */
  readonly ipv6Only: boolean
}

/** Nobody honest needs more: a request line, a few headers, no body. */
const MAX_HEADER_BYTES = 16_384
/** Milliseconds for a whole request. */
const REQUEST_TIMEOUT_MS = 10_000
/** Milliseconds in which an answer must be taken: the longest lists have a few megabytes. */
const ANSWER_TIMEOUT_MS = 60_000
/** Every connection may be ended for a new one: none has anything that could not be asked for again. */
const LIMITS = { max: 512, maxPerLine: 128, maxGreetingPerLine: 128 } as const

/** Where certificate authorities look for an answer (RFC 8555 §8.3). */
const CHALLENGE = '/.well-known/acme-challenge/'

/** The host that a request is for, as it was written; empty when that is not told exactly once. */
function hostOf({ rawHeaders, headers, httpVersion }: IncomingMessage): string {
  const hosts = rawHeaders.filter((name, at) => at % 2 === 0 && name.toLowerCase() === 'host')
  // `GET / HTTP/2.0` can be written here, too.
  return hosts.length === 1 && /^1\.[01]$/.test(httpVersion) ? (headers.host ?? '') : ''
}

/** What is asked for, as `https://` has it; null when it cannot be said without doubt. */
function wanted(request: IncomingMessage): { host: string; target: string } | null {
  const host = normaliseHost(hostOf(request))
  if (host === null) return null
  const origin = originForm(request.url ?? '', host)
  const target = origin === null ? null : readTarget(origin, false)
  return target ? { host, target: target.path + target.query } : null
}

function answer(
  response: ServerResponse,
  status: number,
  headers: Record<string, string>,
  body: string | Buffer = '',
): void {
  const length = String(Buffer.byteLength(body))
  response.writeHead(status, { ...headers, 'content-length': length, connection: 'close' })
  response.end(response.req.method === 'HEAD' ? '' : body)
}

function answerList(response: ServerResponse, der: Buffer): void {
  const headers = {
    'content-type': 'application/pkix-crl',
    // The next one may be there at any moment.
    'cache-control': 'no-cache',
    'x-content-type-options': 'nosniff',
  }
  answer(response, 200, headers, der)
}

/** Lists by host and path, decoded once: many may ask for a large one at a time. */
function listsOf({ sites }: RedirectPolicy): ReadonlyMap<string, Buffer> {
  return new Map(
    sites.flatMap(({ hosts, lists }) =>
      lists.flatMap(({ path, der }) => {
        const bytes = Buffer.from(der, 'base64')
        return hosts.map((host) => [host + path, bytes] as const)
      }),
    ),
  )
}

export function createRedirector({ address, port, ipv6Only }: RedirectorOptions): Redirector {
  let policy: RedirectPolicy = { address, port, sites: [] }
  let lists = listsOf(policy)
  /** By host and path. */
  let challenges: ReadonlyMap<string, string> = new Map()
  const occupancy = new Occupancy(LIMITS)

  const server = http.createServer(
    {
      maxHeaderSize: MAX_HEADER_BYTES,
      headersTimeout: REQUEST_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      connectionsCheckingInterval: 2000,
      keepAliveTimeout: 1,
      insecureHTTPParser: false,
    },
    (request, response) => {
      // Nothing is read: whatever comes behind the headers ends with the connection.
      request.resume()
      response.on('error', () => undefined)
      // Somebody who takes an answer byte by byte has the place for so long and no longer.
      const timer = setTimeout(() => response.destroy(), ANSWER_TIMEOUT_MS)
      response.on('close', () => clearTimeout(timer))
      const asked = wanted(request)
      const site =
        asked &&
        (policy.sites.find((one) => one.hosts.includes(asked.host)) ??
          policy.sites.find((one) => one.hosts.some((name) => coversName(name, asked.host))))
      const reads = request.method === 'GET' || request.method === 'HEAD'
      const list = reads && asked ? lists.get(asked.host + asked.target.replace(/\?.*$/, '')) : undefined
      const challenge = reads && asked ? challenges.get(asked.host + asked.target) : undefined
      if (challenge !== undefined) {
        // RFC 8555 §8.3.
        answer(response, 200, { 'content-type': 'application/octet-stream', 'cache-control': 'no-store' }, challenge)
      } else if (!asked || !site) {
        const outcome = asked ? 'misdirected' : 'bad-request'
        const page = renderPage({
          outcome,
          verification: null,
          contact: '',
          template: null,
          accept: request.headers.accept ?? '',
          languages: request.headers['accept-language'] ?? '',
        })
        answer(response, page.status, page.headers, page.body)
      } else if (list) {
        answerList(response, list)
      } else if (!site.redirectChallenges && asked.target.startsWith(CHALLENGE)) {
        answer(response, 404, { 'cache-control': 'no-store' })
      } else {
        // Written from the site's own list of names, never from what the visitor sent.
        const name = asked.host.includes(':') ? `[${asked.host}]` : asked.host
        const place = site.port === 443 ? name : `${name}:${site.port}`
        // RFC 9110 §15.4.9: method and body stay what they are.
        answer(response, 308, { location: `https://${place}${asked.target}`, 'cache-control': 'no-store' })
      }
    },
  )
  server.maxHeadersCount = 100
  // Each answer ends its connection: what was sent behind the request is none.
  server.maxRequestsPerSocket = 1
  server.on('connection', (socket) => {
    const address = peerAddress(socket)
    if (address === null) {
      socket.destroy()
      return
    }
    const since = performance.now()
    const occupant: Occupant = {
      line: countedAs(address),
      rank: RANK.stranger,
      idleSince: () => since,
      destroy: () => socket.destroy(),
    }
    if (occupancy.enter(occupant)) socket.on('close', () => occupancy.leave(occupant))
    else socket.destroy()
  })
  server.on('clientError', (_error, socket) => {
    if (socket.writable) endWith(socket, 'HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n')
    else socket.destroy()
  })
  return {
    open: () =>
      new Promise((resolve, reject) => {
        server.once('error', reject)
        server.listen({ host: address, port, ipv6Only }, () => {
          server.off('error', reject)
          server.on('error', () => undefined)
          resolve()
        })
      }),
    use(next, answers) {
      policy = next
      lists = listsOf(next)
      challenges = new Map(answers.map(({ host, path, body }) => [host + path, body]))
    },
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
}
