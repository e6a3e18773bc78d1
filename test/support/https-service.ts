import https from 'node:https'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { portOf } from './acme-client.ts'
import { opensslAuthority, type OpensslAuthority } from './openssl-pki.ts'

/** One request to a service of a test. */
export interface ServiceRequest {
  readonly method: string
  /** Path and query. */
  readonly url: URL
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

/** What is answered: status, headers and body; an object is sent as JSON. */
export interface ServiceAnswer {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: unknown
}

export interface HttpsService {
  readonly url: string
  /** PEM of what vouches for it. */
  readonly ca: string
  readonly requests: ServiceRequest[]
  close(): Promise<void>
}

let authority: OpensslAuthority | null = null

/** An HTTPS server on the loopback address that a test answers for. @param raw takes the response itself when it returns true */
export async function startHttpsService(
  answer: (request: ServiceRequest) => ServiceAnswer,
  raw: (request: IncomingMessage, response: ServerResponse) => boolean = () => false,
): Promise<HttpsService> {
  authority ??= opensslAuthority('Services CA')
  const { cert, key } = authority.leaf({ cn: 'localhost', eku: 'serverAuth', san: 'DNS:localhost,IP:127.0.0.1' })
  const requests: ServiceRequest[] = []
  const server = https.createServer({ cert, key }, (incoming, response) => {
    response.on('error', () => undefined)
    if (raw(incoming, response)) return
    let body = ''
    incoming.on('data', (chunk: Buffer) => (body += chunk.toString('utf8')))
    incoming.on('end', () => {
      const url = new URL(incoming.url ?? '/', 'https://localhost')
      const request = { method: incoming.method ?? '', url, headers: incoming.headers, body }
      requests.push(request)
      const { status = 200, headers = {}, body: content = '' } = answer(request)
      const json = typeof content !== 'string'
      response.writeHead(status, { ...(json ? { 'content-type': 'application/json' } : {}), ...headers })
      response.end(json ? JSON.stringify(content) : content)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `https://127.0.0.1:${portOf(server)}`,
    ca: authority.cert,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
