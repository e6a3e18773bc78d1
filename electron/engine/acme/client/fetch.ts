import https from 'node:https'
import type { IncomingMessage } from 'node:http'
import { AppError } from '../../../../shared/errors/index.ts'
import { message } from '../../../../shared/messages/message.ts'
import { certificateProblem, codeOf, connectionProblem } from '../../network/connection-problem.ts'

/** Whole answer, from the first byte sent to the last received. Milliseconds. */
const REQUEST_TIMEOUT_MS = 30_000
/** Directories, orders and problem documents have a few KiB, chains a few dozen. Bytes. */
const MAX_ANSWER_BYTES = 1_048_576

export interface Answer {
  readonly url: string
  readonly status: number
  readonly body: Buffer
  /** Of several the first; null where there is none. @param name in lower case */
  header(name: string): string | null
  /** Every value of a header. */
  headers(name: string): readonly string[]
}

export interface Request {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

/** HTTPS with every answer bounded in time and size. Redirects are not followed. */
export interface Fetch {
  /** @throws AppError acme/not-https, acme/unreachable, acme/server-certificate, acme/bad-answer */
  (request: Request): Promise<Answer>
}

export interface FetchOptions {
  /** PEM of the only authorities that vouch for servers; null: the public ones. */
  readonly ca: string | null
  readonly version: string
  /** Ends every request. */
  readonly signal: AbortSignal
  /** Default 30,000. */
  readonly timeoutMs?: number
}

/** The host of an address as errors name it: never more of it, because some carry a token in their query. */
export function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : 'that address'
}

export function createFetch(options: FetchOptions): Fetch {
  const agent = new https.Agent({
    keepAlive: true,
    maxSockets: 4,
    ...(options.ca === null ? {} : { ca: options.ca }),
  })
  options.signal.addEventListener('abort', () => agent.destroy(), { once: true })

  return (request) => {
    const url = checkedUrl(request.url)
    const deadline = AbortSignal.timeout(options.timeoutMs ?? REQUEST_TIMEOUT_MS)
    const signal = AbortSignal.any([options.signal, deadline])
    return new Promise((resolve, reject) => {
      const fail = (error: unknown): void => reject(translate(error, url.host, deadline.aborted))
      const outgoing = https.request(
        url,
        {
          agent,
          method: request.method,
          signal,
          maxHeaderSize: 32_768,
          headers: {
            'user-agent': `Vestibule/${options.version}`,
            'accept-language': 'en',
            ...request.headers,
            ...(request.body === undefined ? {} : { 'content-length': String(Buffer.byteLength(request.body)) }),
          },
        },
        (incoming) => void readAnswer(request.url, incoming).then(resolve, fail),
      )
      outgoing.on('error', fail)
      outgoing.end(request.body)
    })
  }
}

/** @throws AppError acme/not-https */
export function checkedUrl(text: string): URL {
  const url = URL.canParse(text) && text.length <= 2048 ? new URL(text) : null
  if (url?.protocol !== 'https:' || url.username !== '' || url.password !== '') {
    throw new AppError('acme/not-https', { url: text.slice(0, 200) })
  }
  return url
}

async function readAnswer(url: string, incoming: IncomingMessage): Promise<Answer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.length
    // Leaving the loop ends the connection.
    if (size > MAX_ANSWER_BYTES) {
      throw new AppError('acme/bad-answer', {
        host: hostOf(url),
        problem: message('parts.acme.tooLarge', { size: '1 MiB' }),
      })
    }
    chunks.push(chunk)
  }
  const headers = (name: string): string[] => incoming.headersDistinct[name] ?? []
  return {
    url,
    status: incoming.statusCode ?? 0,
    body: Buffer.concat(chunks),
    headers,
    header: (name) => headers(name)[0] ?? null,
  }
}

function translate(error: unknown, host: string, late: boolean): unknown {
  if (error instanceof AppError) return error
  if (late) return new AppError('acme/unreachable', { host, problem: message('parts.acme.late') })
  const code = codeOf(error)
  const certificate = certificateProblem(error)
  if (certificate !== undefined) return new AppError('acme/server-certificate', { host, problem: certificate })
  if (code === 'ABORT_ERR') return error
  if (code.startsWith('HPE_')) return new AppError('acme/bad-answer', { host, problem: message('parts.acme.notHttp') })
  return new AppError('acme/unreachable', { host, problem: connectionProblem(error) })
}
