import http, { type IncomingMessage, type ServerResponse } from 'node:http'
import { CONTENT_TYPE } from './text.ts'

/** A page for monitoring systems, on the loopback address only. */
export interface MetricsServer {
  close(): Promise<void>
}

/** Milliseconds in which nothing comes or goes. Monitoring systems ask every 15 seconds or so. */
const IDLE_TIMEOUT_MS = 30_000

const HEADERS = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'cross-origin-resource-policy': 'same-origin',
} as const

/** A page that rebinds its own name to 127.0.0.1 still sends its own name here. */
function isLocalName(host: string | undefined): boolean {
  return /^(?:127\.0\.0\.1|localhost|\[::1\])(?::\d{1,5})?$/i.test(host ?? '')
}

function answer(request: IncomingMessage, response: ServerResponse, write: () => string): void {
  const end = (status: number, body: string, type = 'text/plain; charset=utf-8'): void => {
    response.writeHead(status, { ...HEADERS, 'content-type': type })
    response.end(request.method === 'HEAD' ? undefined : body)
  }
  if (!isLocalName(request.headers.host)) return end(403, 'Only for this computer.\n')
  if (request.method !== 'GET' && request.method !== 'HEAD') return end(405, 'Only to be read.\n')
  if (request.url?.split('?', 1)[0] !== '/metrics') return end(404, 'There is only /metrics.\n')
  try {
    end(200, write(), CONTENT_TYPE)
  } catch {
    end(500, 'The metrics could not be read.\n')
  }
}

/** @throws Error with Node's code (EADDRINUSE …) */
export function serveMetrics(port: number, write: () => string): Promise<MetricsServer> {
  return new Promise((resolve, reject) => {
    const server = http.createServer((request, response) => answer(request, response, write))
    server.maxConnections = 16
    // Also for those who do not take the answer: they would hold the places for ever.
    server.timeout = IDLE_TIMEOUT_MS
    server.once('error', reject)
    server.listen({ host: '127.0.0.1', port, exclusive: true }, () => {
      server.off('error', reject)
      server.on('error', () => undefined)
      resolve({
        close: () =>
          new Promise((closed) => {
            server.close(() => closed())
            server.closeAllConnections()
          }),
      })
    })
  })
}
