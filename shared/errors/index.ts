import { errors } from '../messages/compiled/en/errors.ts'
import { parts } from '../messages/compiled/en/parts.ts'
import { text } from '../messages/compiled/en/text.ts'
import type { MessageValues } from '../messages/compiled/values.ts'
import { cleanValues } from '../messages/message.ts'
import { createSpeaker } from '../messages/say.ts'
import type { Problem } from '../transport.ts'
import { FailureError } from './failure-error.ts'

/**
 * The ONE catalogue of codes is `messages/catalogue/LANGUAGE/errors.json`: code → what happened, what to do; of what
 * fails, and of what a diagnosis finds. docs/errors.md is generated from it.
 */
export type ErrorCode = keyof typeof errors

/** Every code. */
export const errorCodes = Object.keys(errors) as ErrorCode[]

/** What stands in the gaps of both sentences of a code; messages among them are of the area `parts`. Never secrets. */
export type ErrorValues<C extends ErrorCode> = MessageValues[`errors.${C}.message`] &
  MessageValues[`errors.${C}.remedy`]

type ErrorArguments<C extends ErrorCode> = keyof ErrorValues<C> extends never
  ? [values?: Readonly<Record<string, never>>, options?: ErrorOptions]
  : [values: ErrorValues<C>, options?: ErrorOptions]

/** Something that is not as it should be, as part of a report. */
export function problem<C extends ErrorCode>(
  code: C,
  ...[values]: keyof ErrorValues<C> extends never ? [] : [values: ErrorValues<C>]
): Problem {
  return { code, values: cleanValues(values ?? {}) }
}

/** For logs and programs; the gate need not load the rest of the catalogues for it. */
const english = createSpeaker({ errors, parts, text })

/** An expected failure with a stable code, shown to people in their language by code and values. */
export class AppError<C extends ErrorCode = ErrorCode> extends FailureError {
  override readonly name = 'AppError'
  declare readonly code: C

  constructor(code: C, ...[values, options]: ErrorArguments<C>) {
    const clean = cleanValues(values ?? {})
    super({ code, ...english.failure({ code, values: clean }), values: clean }, options)
  }

  /** The same as part of a report, where the reader says it. */
  toProblem(): Problem {
    return { code: this.code, values: this.values }
  }

  /** An error out of a report; unexpected where its code is none of the catalogue. */
  static fromProblem({ code, values }: Problem): AppError {
    if (!Object.hasOwn(errors, code)) return new AppError('app/unexpected')
    return new AppError<ErrorCode>(code as ErrorCode, values as ErrorArguments<ErrorCode>[0])
  }
}
