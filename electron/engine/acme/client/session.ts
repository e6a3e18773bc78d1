import { setTimeout as sleep } from 'node:timers/promises'
import type { z } from 'zod'
import { AppError } from '../../../../shared/errors/index.ts'
import { signRequest, type AccountKey } from '../jws.ts'
import { ProblemError } from '../problem.ts'
import { readDirectory, type Directory } from './directory.ts'
import { hostOf, type Answer, type Fetch } from './fetch.ts'
import { problemOf, readJson } from './json.ts'
import { message } from '../../../../shared/messages/message.ts'

/** badNonce is answered with a fresh one (RFC 8555 §6.5); an authority that refuses its own for ever is given up. */
const MAX_NONCE_TRIES = 12
const MAX_NONCES = 20
/** Longest delay that is waited for inside one order; a longer one ends the attempt. Milliseconds. */
const MAX_RETRY_AFTER_MS = 60_000

export interface SessionOptions {
  readonly fetch: Fetch
  readonly directoryUrl: string
  readonly account: AccountKey
  /** URL of the account (`kid`); null before it is registered. */
  readonly accountUrl: string | null
  readonly now: () => number
  readonly signal: AbortSignal
}

/** Signed requests to one authority with one account. */
export interface Session {
  readonly directory: Directory
  readonly host: string
  readonly account: AccountKey
  accountUrl(): string | null
  setAccountUrl(url: string): void
  /**
   * @param payload null for POST-as-GET @param as the key itself instead of the account, or another key
   * @throws ProblemError with the authority's problem document, AppError as `Fetch`
   */
  post(url: string, payload: unknown, as?: { key: AccountKey; kid: string | null }): Promise<Answer>
  /** POST-as-GET of an object. */
  get<T extends z.ZodType>(url: string, schema: T): Promise<{ value: z.output<T>; retryAfterMs: number | null }>
  /** Waits inside an order. @throws when the session ends meanwhile */
  wait(ms: number): Promise<void>
}

/** @throws AppError acme/not-acme and as `Fetch` */
export async function openSession(options: SessionOptions): Promise<Session> {
  const { fetch, directoryUrl, account, now, signal } = options
  const directory = await readDirectory(fetch, directoryUrl)
  const host = hostOf(directoryUrl)
  const nonces: string[] = []
  let accountUrl = options.accountUrl

  const keepNonce = (answer: Answer): void => {
    const nonce = answer.header('replay-nonce')
    // RFC 8555 §6.5.1: base64url; anything else is ignored.
    if (nonce !== null && /^[A-Za-z0-9_-]{1,512}$/.test(nonce) && nonces.length < MAX_NONCES) nonces.push(nonce)
  }
  const nextNonce = async (): Promise<string> => {
    const known = nonces.pop()
    if (known !== undefined) return known
    const answer = await fetch({ method: 'HEAD', url: directory.newNonce })
    keepNonce(answer)
    const nonce = nonces.pop()
    if (nonce === undefined) throw new AppError('acme/bad-answer', { host, problem: message('parts.acme.noNonce') })
    return nonce
  }

  const post: Session['post'] = async (url, payload, as) => {
    const { key, kid } = as ?? { key: account, kid: accountUrl }
    for (let tries = 1; ; tries += 1) {
      const signed = await signRequest({ account: key, kid, url, nonce: await nextNonce(), payload })
      const answer = await fetch({
        method: 'POST',
        url,
        headers: {
          'content-type': 'application/jose+json',
          accept: 'application/json, application/pem-certificate-chain',
        },
        body: JSON.stringify(signed),
      })
      keepNonce(answer)
      if (answer.status >= 200 && answer.status < 300) return answer
      const error = new ProblemError(problemOf(answer), retryAtOf(answer, now()))
      if (!error.is('badNonce') || tries >= MAX_NONCE_TRIES) throw error
      // What is left of the pool may be as old as the one that was refused.
      nonces.splice(0, nonces.length - 1)
    }
  }

  return {
    directory,
    host,
    account,
    accountUrl: () => accountUrl,
    setAccountUrl(url) {
      accountUrl = url
    },
    post,
    async get(url, schema) {
      const answer = await post(url, null)
      const retryAt = retryAtOf(answer, now())
      const retryAfterMs = retryAt === null ? null : Math.min(Math.max(0, retryAt - now()), MAX_RETRY_AFTER_MS)
      return { value: readJson(answer, schema), retryAfterMs }
    },
    wait: (ms) => sleep(ms, undefined, { signal }),
  }
}

/** Retry-After (RFC 9110 §10.2.3) as a point in time, at most a fortnight ahead. Milliseconds since 1970. */
export function retryAtOf(answer: Pick<Answer, 'header'>, now: number): number | null {
  const text = answer.header('retry-after')
  if (text === null) return null
  const at = /^\d{1,9}$/.test(text) ? now + Number(text) * 1000 : Date.parse(text)
  return Number.isNaN(at) ? null : Math.min(at, now + 14 * 86_400_000)
}
