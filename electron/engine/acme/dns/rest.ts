import { z } from 'zod'
import { AppError } from '../../../../shared/errors/index.ts'
import type { Answer, Fetch, Request } from '../client/fetch.ts'
import { readJson } from '../client/json.ts'
import { message, type Message } from '../../../../shared/messages/message.ts'

/** Longest sentence of a service that is shown, in characters. */
const MAX_DETAIL = 300

/** JSON over HTTPS to a DNS service. */
export interface Rest {
  readonly title: string
  call(request: Omit<Request, 'url' | 'headers' | 'body'> & { path: string; json?: unknown }): Promise<Answer>
  /** The body in this shape. */
  read<T extends z.ZodType>(answer: Answer, schema: T): z.output<T>
  /** What a failed answer means: 401 and 403 are the token's fault. */
  failure(answer: Answer, name: string): AppError
}

export function createRest(options: {
  title: string
  fetch: Fetch
  /** Without a slash at its end. */
  base: string
  headers: Readonly<Record<string, string>>
}): Rest {
  const { title, fetch, base } = options
  return {
    title,
    call: ({ path, json, method }) =>
      fetch({
        method,
        url: `${base}${path}`,
        headers: {
          accept: 'application/json',
          ...(json === undefined ? {} : { 'content-type': 'application/json' }),
          ...options.headers,
        },
        ...(json === undefined ? {} : { body: JSON.stringify(json) }),
      }),
    read: (answer, schema) => readJson(answer, schema),
    failure(answer, name) {
      const said = detailOf(answer)
      const detail = typeof said === 'string' ? without(said, Object.values(options.headers)) : said
      const token = answer.status === 401 || answer.status === 403
      return new AppError(token ? 'acme/dns-token' : 'acme/dns-refused', { provider: title, name, detail })
    },
  }
}

/** A service may repeat what it was given: no secret of ours becomes part of an error. */
function without(text: string, secrets: readonly string[]): string {
  const words = secrets.flatMap((one) => [one, one.split(' ').at(-1) ?? one])
  return words.reduce((left, word) => (word === '' ? left : left.replaceAll(word, '…')), text)
}

/** What the services put where differs; any sentence in it is better than a number. */
function detailOf(answer: Answer): string | Message {
  const fallback = message('parts.acme.answers', { status: answer.status })
  if (answer.body.length > 65_536) return fallback
  try {
    const sentence = firstSentence(JSON.parse(answer.body.toString('utf8')), 0)
    return sentence === null ? fallback : `${sentence.slice(0, MAX_DETAIL)} (${answer.status})`
  } catch {
    return fallback
  }
}

const SENTENCES = ['detail', 'message', 'error', 'errors', 'non_field_errors']

function firstSentence(value: unknown, depth: number): string | null {
  if (typeof value === 'string') return value
  if (typeof value !== 'object' || value === null || depth > 4) return null
  const inner = Array.isArray(value)
    ? value.slice(0, 5)
    : SENTENCES.map((key) => (value as Record<string, unknown>)[key])
  for (const one of inner) {
    const found = firstSentence(one, depth + 1)
    if (found !== null) return found
  }
  return null
}
