import http, { type IncomingMessage, type ServerResponse } from 'node:http'
import { readTarget } from '../../../shared/access/path.ts'
import { normaliseHost, originForm } from '../tls/names.ts'
import { renderPage } from './pages.ts'
import type { RedirectPolicy } from '../protocol.ts'

/** A plain-HTTP port whose only answer is where the door is. */
export interface Redirector {
  /** Opens the port. @throws Error with Node's code (EADDRINUSE …) */
  open(): Promise<void>
  /** Sends visitors of these sites on, from now on. */
  use(policy: RedirectPolicy): void
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
/** Milliseconds. */
const PATIENCE = 10_000
const MOST_CONNECTIONS = 512
/** Milliseconds in which a list must be taken: the longest ones have a few megabytes. */
const LIST_PATIENCE = 60_000

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

/** Somebody who takes a list byte by byte keeps the port from the others for so long and no longer. */
function answerList(response: ServerResponse, der: string): void {
  const timer = setTimeout(() => response.destroy(), LIST_PATIENCE)
  response.on('close', () => clearTimeout(timer))
  const headers = {
    'content-type': 'application/pkix-crl',
    // The next one may be there at any moment.
    'cache-control': 'no-cache',
    'x-content-type-options': 'nosniff',
  }
  answer(response, 200, headers, Buffer.from(der, 'base64'))
}

export function createRedirector({ address, port, ipv6Only }: RedirectorOptions): Redirector {
  let policy: RedirectPolicy = { address, port, sites: [] }

  const server = http.createServer(
    {
      maxHeaderSize: MAX_HEADER_BYTES,
      headersTimeout: PATIENCE,
      requestTimeout: PATIENCE,
      keepAliveTimeout: 1,
      insecureHTTPParser: false,
    },
    (request, response) => {
      // Nothing is read: whatever comes behind the headers ends with the connection.
      request.resume()
      response.on('error', () => undefined)
      const asked = wanted(request)
      const site = asked && policy.sites.find((one) => one.hosts.includes(asked.host))
      const reads = request.method === 'GET' || request.method === 'HEAD'
      const list = reads ? site?.lists.find((one) => one.path === asked?.target.replace(/\?.*$/, '')) : undefined
      if (!asked || !site) {
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
        answerList(response, list.der)
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
  server.maxConnections = MOST_CONNECTIONS
  server.maxHeadersCount = 100
  server.on('clientError', (_error, socket) => {
    if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n')
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
    use(next) {
      policy = next
    },
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
}
