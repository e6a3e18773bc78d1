import http from 'node:http'
import https from 'node:https'
import { AppError } from '../../../shared/errors/index.ts'
import { message } from '../../../shared/messages/message.ts'
import { connectionProblem, certificateProblem } from '../network/connection-problem.ts'

/** The whole answer. Milliseconds. */
const FETCH_TIMEOUT_MS = 15_000
const MAX_BYTES = 65_536

/**
 * Gets one small file. Nothing is sent but the request: no version, no name, no cookie. Redirects are not followed.
 * @throws AppError update/unreachable, update/answer
 */
export function fetchSmall(url: URL, signal: AbortSignal, timeoutMs = FETCH_TIMEOUT_MS): Promise<Buffer> {
  const { host } = url
  const deadline = AbortSignal.timeout(timeoutMs)
  const options = { agent: false, signal: AbortSignal.any([signal, deadline]), maxHeaderSize: 16_384 } as const
  return new Promise((resolve, reject) => {
    const fail = (error: unknown): void => {
      if (error instanceof AppError) return reject(error)
      const problem = deadline.aborted
        ? message('parts.acme.late')
        : (certificateProblem(error) ?? connectionProblem(error))
      reject(new AppError('update/unreachable', { host, problem }))
    }
    const onAnswer = (incoming: http.IncomingMessage): void => {
      const bad = (problem: ReturnType<typeof message>): void => {
        incoming.destroy()
        fail(new AppError('update/answer', { host, problem }))
      }
      const { statusCode = 0 } = incoming
      if (statusCode !== 200) return bad(message('parts.acme.answers', { status: statusCode }))
      const chunks: Buffer[] = []
      let size = 0
      incoming.on('data', (chunk: Buffer) => {
        size += chunk.length
        if (size > MAX_BYTES) bad(message('parts.acme.tooLarge', { size: '64 KiB' }))
        else chunks.push(chunk)
      })
      incoming.on('error', fail)
      incoming.on('end', () => (incoming.complete ? resolve(Buffer.concat(chunks)) : fail(new Error('cut off'))))
      incoming.on('close', () => fail(new Error('cut off')))
    }
    const outgoing = url.protocol === 'https:' ? https.get(url, options, onAnswer) : http.get(url, options, onAnswer)
    outgoing.on('error', fail)
  })
}
