import { acmeErrors } from './acme.ts'
import { appErrors } from './app.ts'
import { authorityErrors } from './authority.ts'
import { backupErrors } from './backup.ts'
import { deviceErrors } from './device.ts'
import { diagnosisErrors } from './diagnosis.ts'
import { handoffErrors } from './handoff.ts'
import { serviceErrors } from './service.ts'
import { sessionErrors } from './session.ts'
import { siteOptionErrors } from './site-options.ts'
import { siteErrors } from './site.ts'
import { storeErrors } from './store.ts'
import { upstreamAnswerErrors } from './upstream-answer.ts'
import { upstreamErrors } from './upstream.ts'
import { fill } from '../fill.ts'
import type { ErrorDetails, Failure } from '../transport.ts'

/** The ONE error catalogue: code → what happened, what to do. docs/errors.md is generated from it. */
export const errors = {
  ...appErrors,
  ...storeErrors,
  ...authorityErrors,
  ...deviceErrors,
  ...handoffErrors,
  ...serviceErrors,
  ...siteErrors,
  ...upstreamErrors,
  ...upstreamAnswerErrors,
  ...siteOptionErrors,
  ...diagnosisErrors,
  ...backupErrors,
  ...sessionErrors,
  ...acmeErrors,
} as const

export type ErrorCode = keyof typeof errors

/** Characters; the longest path that most systems take is four times that, and nobody reads it to its end. */
const LONGEST_DETAIL = 1000

/**
 * Details may come from strangers (the name of an algorithm in a file, a key in a message): none of them may end a
 * line, move the cursor of a terminal, or fill the window.
 */
function oneLine(value: string | number): string {
  const text = String(value).slice(0, LONGEST_DETAIL)
  // oxlint-disable-next-line no-control-regex -- naming them is the point
  return text.replace(/[\u0000-\u001F\u007F-\u009F\u2028\u2029]/gu, '\uFFFD')
}

/** An expected failure with a stable code, shown to people as it is. */
export class AppError extends Error {
  override readonly name = 'AppError'
  readonly code: ErrorCode
  readonly remedy: string
  /** As they are shown. */
  readonly details: ErrorDetails

  constructor(code: ErrorCode, details: ErrorDetails = {}, options?: ErrorOptions) {
    const entry = errors[code]
    const shown = Object.fromEntries(Object.entries(details).map(([key, value]) => [key, oneLine(value)]))
    super(fill(entry.message, shown), options)
    this.code = code
    this.remedy = fill(entry.remedy, shown)
    this.details = shown
  }

  /** The form that travels. */
  toFailure(): Failure {
    const { code, message, remedy, details } = this
    return Object.keys(details).length === 0 ? { code, message, remedy } : { code, message, remedy, details }
  }

  /** Rebuilds an error on the caller's side; the engine's words win. */
  static fromFailure(failure: Failure): AppError {
    const error = new AppError(failure.code in errors ? (failure.code as ErrorCode) : 'app/unexpected')
    return Object.assign(Object.create(AppError.prototype) as AppError, error, {
      message: failure.message,
      remedy: failure.remedy,
      code: failure.code,
      details: failure.details ?? {},
      stack: error.stack,
    })
  }
}
