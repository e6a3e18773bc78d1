import type { Value } from '../messages/message.ts'
import type { Failure } from '../transport.ts'

/**
 * A failure as it came over a transport, thrown again. It has no catalogue of its own: a window says it in the language
 * of its reader, by code and values.
 */
export class FailureError extends Error {
  override readonly name: string = 'FailureError'
  readonly code: string
  /** What to do, in English, as `message` is what happened. */
  readonly remedy: string
  readonly values: Readonly<Record<string, Value>>

  constructor({ code, message, remedy, values = {} }: Failure, options?: ErrorOptions) {
    super(message, options)
    this.code = code
    this.remedy = remedy
    this.values = values
  }

  /** The form that travels. */
  toFailure(): Failure {
    const { code, message, remedy, values } = this
    return { code, message, remedy, values }
  }
}

/** What is shown for an error: itself, or that something unexpected happened where it is none that people may meet. */
export function asFailureError(error: unknown): FailureError {
  if (error instanceof FailureError) return error
  return new FailureError({ code: 'app/unexpected', message: 'unexpected', remedy: '' }, { cause: error })
}
