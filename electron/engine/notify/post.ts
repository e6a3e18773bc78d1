import http from 'node:http'
import https from 'node:https'
import { AppError } from '../../../shared/errors/index.ts'
import { message } from '../../../shared/messages/message.ts'
import { certificateProblem, connectionProblem } from '../network/connection-problem.ts'

/** From the first lookup to the head of the answer. Milliseconds. */
export const SEND_TIMEOUT_MS = 15_000

export interface PostRequest {
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
  /** PEM of the only authorities that vouch for the server; null: the public ones. */
  readonly ca: string | null
  readonly signal: AbortSignal
  /** Default: `SEND_TIMEOUT_MS`. */
  readonly timeoutMs?: number
}

/**
 * Posts once, over a connection of its own. Only the status of the answer counts: its body is not read, so that none can
 * be too long. Redirects are not followed, because headers and body may be secret and the address may be somebody else's.
 * @throws AppError notify/unreachable, notify/certificate, notify/denied, notify/redirected, notify/refused
 */
export async function post(request: PostRequest): Promise<void> {
  const { url, headers, body, ca } = request
  const { host } = url
  const status = await statusOf(request, { ...headers, 'content-length': String(body.length) }, ca)
  if (status >= 200 && status < 300) return
  if (status >= 300 && status < 400) throw new AppError('notify/redirected', { host, status })
  if (status === 401 || status === 403) throw new AppError('notify/denied', { host, status })
  throw new AppError('notify/refused', { host, status })
}

function statusOf(
  { url, body, signal, timeoutMs = SEND_TIMEOUT_MS }: PostRequest,
  headers: Readonly<Record<string, string>>,
  ca: string | null,
): Promise<number> {
  const deadline = AbortSignal.timeout(timeoutMs)
  const secure = url.protocol === 'https:'
  return new Promise((resolve, reject) => {
    const fail = (error: unknown): void => reject(translate(error, url.host, deadline.aborted))
    const options = {
      method: 'POST',
      agent: false,
      signal: AbortSignal.any([signal, deadline]),
      maxHeaderSize: 16_384,
      headers,
    } as const
    const outgoing = secure
      ? https.request(url, ca === null ? options : { ...options, ca })
      : http.request(url, options)
    outgoing.on('error', fail)
    outgoing.on('response', (incoming) => {
      incoming.on('error', () => undefined)
      resolve(incoming.statusCode ?? 0)
      incoming.destroy()
    })
    outgoing.end(body)
  })
}

/** What failed, without anything of path, headers or body. */
export function translate(error: unknown, host: string, late: boolean): unknown {
  if (error instanceof AppError) return error
  if (late) return new AppError('notify/unreachable', { host, problem: message('parts.acme.late') })
  const certificate = certificateProblem(error)
  if (certificate) return new AppError('notify/certificate', { host, problem: certificate })
  return new AppError('notify/unreachable', { host, problem: connectionProblem(error) })
}
