import { z } from 'zod'
import { AppError } from '../../../../shared/errors/index.ts'
import { readProblem } from '../problem.ts'
import { hostOf, type Answer } from './fetch.ts'
import { message, type Message } from '../../../../shared/messages/message.ts'

/** Deeper than any object of ACME: `JSON.parse` itself has no limit. */
const MAX_DEPTH = 20

/** An https address as authorities put it into their objects. */
export const HttpsUrl = z
  .string()
  .max(2048)
  .refine((text) => URL.canParse(text) && new URL(text).protocol === 'https:')

const mediaType = (answer: Answer): string =>
  (answer.header('content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? ''

/** The body as an object of this shape. @throws AppError acme/bad-answer */
export function readJson<T extends z.ZodType>(answer: Answer, schema: T): z.output<T> {
  const bad = (problem: Message): AppError => new AppError('acme/bad-answer', { host: hostOf(answer.url), problem })
  const type = mediaType(answer)
  // Some authorities send plain application/json only, RFC 8555 wants that and application/problem+json.
  if (type !== 'application/json' && !type.endsWith('+json')) {
    throw bad(
      type === 'text/html'
        ? message('parts.acme.webPage')
        : message('parts.acme.type', { type: type.slice(0, 60) || message('parts.acme.unknownType') }),
    )
  }
  const parsed = schema.safeParse(parseJson(answer.body, bad))
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const field = issue?.path.join('.') || message('parts.acme.theObject')
  throw bad(message('parts.acme.field', { field, problem: message('parts.acme.notAsExpected') }))
}

function parseJson(body: Buffer, bad: (problem: Message) => AppError): unknown {
  let depth = 0
  let deepest = 0
  for (const byte of body) {
    // Brackets inside strings count too: nobody honest comes near the limit.
    if (byte === 0x7b || byte === 0x5b) deepest = Math.max(deepest, (depth += 1))
    else if (byte === 0x7d || byte === 0x5d) depth -= 1
  }
  if (deepest > MAX_DEPTH) throw bad(message('parts.acme.nested'))
  try {
    return JSON.parse(body.toString('utf8'))
  } catch {
    throw bad(message('parts.acme.notJson'))
  }
}

/** The problem document of an answer, as far as there is one. */
export function problemOf(answer: Answer): ReturnType<typeof readProblem> {
  try {
    return readProblem(readJson(answer, z.unknown()), answer.status)
  } catch {
    return readProblem(null, answer.status)
  }
}
