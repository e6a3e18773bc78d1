import { z } from 'zod'
import { AppError } from '../../../../shared/errors/index.ts'
import type { Fetch } from './fetch.ts'
import { hostOf } from './fetch.ts'
import { HttpsUrl, readJson } from './json.ts'
import { isMessage, message, type Message } from '../../../../shared/messages/message.ts'

const Directory = z.object({
  newNonce: HttpsUrl,
  newAccount: HttpsUrl,
  newOrder: HttpsUrl,
  revokeCert: z.optional(HttpsUrl),
  keyChange: z.optional(HttpsUrl),
  /** RFC 9773. */
  renewalInfo: z.optional(HttpsUrl),
  meta: z.optional(
    z.object({
      termsOfService: z.optional(z.string().max(2048)),
      website: z.optional(z.string().max(2048)),
      externalAccountRequired: z.optional(z.boolean()),
      /** draft-ietf-acme-profiles: name → what it is, as text or address. */
      profiles: z.optional(z.record(z.string().max(100), z.string().max(2048))),
    }),
  ),
})
export type Directory = z.output<typeof Directory>

/**
 * Reads the directory of an authority (RFC 8555 §7.1.1).
 * @throws AppError acme/not-acme for what is none, acme/unreachable, acme/server-certificate, acme/not-https
 */
export async function readDirectory(fetch: Fetch, url: string): Promise<Directory> {
  const answer = await fetch({ method: 'GET', url, headers: { accept: 'application/json' } })
  const not = (problem: Message): AppError => new AppError('acme/not-acme', { url: addressOf(url), problem })
  const location = answer.header('location')
  if (answer.status >= 300 && answer.status < 400) {
    throw not(
      location === null
        ? message('parts.acme.sendsElsewhere')
        : message('parts.acme.sendsOn', { address: addressOf(new URL(location, url).href) }),
    )
  }
  if (answer.status !== 200) throw not(message('parts.acme.answers', { status: answer.status }))
  try {
    return readJson(answer, Directory)
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    const { problem } = error.values
    throw not(isMessage(problem) ? problem : message('parts.acme.noDirectory'))
  }
}

/** An address without what may be secret in it. */
function addressOf(url: string): string | Message {
  return URL.canParse(url)
    ? `https://${hostOf(url)}${new URL(url).pathname}`.slice(0, 200)
    : message('parts.acme.thatAddress')
}
