import { ERROR_PREFIX, type Identifier } from '../problem.ts'
import type { StoredProblem } from '../../store/acme-server.ts'

/** HTTP status of each error (RFC 8555 §6.7) where it is not 400. */
const STATUS: Readonly<Record<string, number>> = {
  accountDoesNotExist: 400,
  unauthorized: 403,
  orderNotReady: 403,
  rateLimited: 429,
  serverInternal: 500,
  userActionRequired: 403,
  externalAccountRequired: 403,
  alreadyReplaced: 409,
}

export interface RefusalOptions {
  /** Default: that of the error. */
  readonly status?: number
  /** Seconds. */
  readonly retryAfter?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly identifier?: Identifier
  readonly subproblems?: readonly { readonly type: string; readonly detail: string; readonly identifier: Identifier }[]
  /** Further members of the document. */
  readonly more?: Readonly<Record<string, unknown>>
}

/** A request that is answered with a problem document (RFC 9457). Its detail goes to the client: no secret, no cause. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly type: string
  readonly detail: string
  readonly status: number
  readonly options: RefusalOptions

  /** @param short error of RFC 8555 §6.7 without its prefix */
  constructor(short: string, detail: string, options: RefusalOptions = {}) {
    super(`${short}: ${detail}`)
    this.type = ERROR_PREFIX + short
    this.detail = detail
    this.status = options.status ?? STATUS[short] ?? 400
    this.options = options
  }

  /** As a part of an order or challenge. */
  stored(): StoredProblem {
    return { type: this.type, detail: this.detail, status: this.status }
  }

  document(): Record<string, unknown> {
    const { identifier, subproblems, more } = this.options
    return {
      type: this.type,
      detail: this.detail,
      status: this.status,
      ...(identifier ? { identifier } : {}),
      ...(subproblems ? { subproblems } : {}),
      ...more,
    }
  }
}

export const malformed = (detail: string): Refusal => new Refusal('malformed', detail)
export const unauthorized = (detail: string): Refusal => new Refusal('unauthorized', detail)
/** The same for what is not there and what belongs to somebody else: nobody finds out which. */
export const notFound = (): Refusal => new Refusal('malformed', 'There is no such resource.', { status: 404 })
