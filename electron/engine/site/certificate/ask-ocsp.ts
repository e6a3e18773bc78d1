import { AppError } from '../../../../shared/errors/index.ts'
import { message, type Message } from '../../../../shared/messages/message.ts'

/** Milliseconds that a responder has for its whole answer. */
const DEADLINE = 10_000
/** Answers have two or three kilobytes. */
const MOST_BYTES = 65_536

/**
 * Sends a request as RFC 6960 appendix A says. What comes back is not looked at here.
 * @param signal ends it early @throws AppError "site/ocsp-unreachable"
 */
export async function askResponder(url: string, request: Uint8Array, signal: AbortSignal): Promise<Uint8Array> {
  const unreachable = (problem: Message): AppError => new AppError('site/ocsp-unreachable', { url, problem })
  const deadline = AbortSignal.timeout(DEADLINE)
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/ocsp-request', accept: 'application/ocsp-response' },
      body: Buffer.from(request),
      // A certificate names who answers; nobody else is asked.
      redirect: 'error',
      signal: AbortSignal.any([signal, deadline]),
    })
    if (response.status !== 200) {
      await response.body?.cancel()
      throw unreachable(message('parts.ocsp.answers', { status: response.status }))
    }
    const chunks: Uint8Array[] = []
    let size = 0
    for await (const chunk of response.body ?? []) {
      size += chunk.length
      // Leaving the loop ends the connection.
      if (size > MOST_BYTES) throw unreachable(message('parts.ocsp.tooLarge'))
      chunks.push(chunk)
    }
    return Buffer.concat(chunks)
  } catch (error) {
    if (error instanceof AppError) throw error
    throw unreachable(deadline.aborted ? message('parts.ocsp.timeout') : message('parts.ocsp.unreachable'))
  }
}
