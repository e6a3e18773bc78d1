import { isIP } from 'node:net'
import { z } from 'zod'
import { readProblem, type Identifier, type Problem } from '../problem.ts'
import { HttpsUrl } from './json.ts'

/** Objects of RFC 8555 §7.1, as far as they are used. */

const Status = z.string().max(40)

const ProblemObject = z.optional(
  z.unknown().transform((value): Problem | null => (value === null ? null : readProblem(value, 0))),
)

const IdentifierObject = z.object({ type: z.enum(['dns', 'ip']), value: z.string().min(1).max(255) })

export const Order = z.object({
  status: Status,
  authorizations: z.array(HttpsUrl).min(1).max(200),
  finalize: HttpsUrl,
  certificate: z.optional(HttpsUrl),
  error: ProblemObject,
})
export type Order = z.output<typeof Order>

const Challenge = z.object({
  type: z.string().max(100),
  url: HttpsUrl,
  status: Status,
  /** RFC 8555 §8.1: base64url, at least 128 bits. It becomes part of a path and of a DNS record. */
  token: z.optional(z.string().regex(/^[A-Za-z0-9_-]{1,255}$/)),
  error: ProblemObject,
})
export type Challenge = z.output<typeof Challenge>

export const Authorization = z.object({
  status: Status,
  identifier: IdentifierObject,
  wildcard: z.optional(z.boolean()),
  challenges: z
    .array(z.unknown())
    .max(50)
    // A kind of challenge that is not known here may look however it likes.
    .transform((list): Challenge[] => list.flatMap((one) => Challenge.safeParse(one).data ?? [])),
})
export type Authorization = z.output<typeof Authorization>

/** RFC 9773 §4.2. */
export const RenewalInfo = z.object({
  suggestedWindow: z.object({ start: z.string().max(60), end: z.string().max(60) }),
  explanationURL: z.optional(z.string().max(2048)),
})

/** One spelling for a name: lower case; IPv6 as RFC 5952 has it, which RFC 8738 §3 wants. A zone (`%eth0`) has none. */
export function canonicalName(name: string): string {
  const text = name.toLowerCase().replace(/\.$/, '')
  return isIP(text) === 6 && !text.includes('%') ? new URL(`http://[${text}]`).hostname.slice(1, -1) : text
}

/** A name as an identifier: addresses are of the type `ip` (RFC 8738). Wildcards are written as they are. */
export function identifierOf(name: string): Identifier {
  return { type: isIP(name) === 0 ? 'dns' : 'ip', value: name }
}
