import type { IncomingMessage } from 'node:http'
import { interfaceCookieName } from '../../../shared/interface-cookie.ts'
import type { HeldSession, Sessions } from './sessions.ts'

/** Why a request to the local interface is refused. */
export type Refusal = 'foreign-host' | 'foreign-origin' | 'no-session'

/** Keeps everyone but the owner's browser out of the local interface: other web pages, DNS rebinding, other users. */
export interface Guard {
  /** Checks Host, and Origin where one is sent; null lets it pass. */
  checkOrigin(request: IncomingMessage): Refusal | null
  /** Also the cookie. */
  check(request: IncomingMessage): Refusal | HeldSession
  /** The value of a Set-Cookie header. */
  setCookie(value: string): string
}

/** `port` is only known once the server listens, so it is asked for. */
export function createGuard(port: () => number, sessions: Sessions): Guard {
  const hosts = (): string[] => [`127.0.0.1:${port()}`, `localhost:${port()}`]

  const checkOrigin = (request: IncomingMessage): Refusal | null => {
    // A page that rebinds its own name to 127.0.0.1 still sends its own name here.
    if (!hosts().includes(request.headers.host ?? '')) return 'foreign-host'
    const { origin } = request.headers
    if (origin !== undefined && origin !== `http://${request.headers.host ?? ''}`) return 'foreign-origin'
    const site = request.headers['sec-fetch-site']
    // `same-site` is another port of this address: a page of somebody else's. It may link here, and do nothing else.
    const foreign = site === 'cross-site' || site === 'same-site'
    return foreign && request.headers['sec-fetch-mode'] !== 'navigate' ? 'foreign-origin' : null
  }
  const sessionOf = (request: IncomingMessage): HeldSession | null => {
    const name = interfaceCookieName(port())
    const pairs = (request.headers.cookie ?? '').split(';').map((pair) => pair.trim().split('='))
    // Another program of this address may have set one of the same name: each is looked at.
    for (const [given, value = ''] of pairs) {
      const session = given === name ? sessions.byCookie(value) : null
      if (session) return session
    }
    return null
  }
  return {
    checkOrigin,
    check: (request) => checkOrigin(request) ?? sessionOf(request) ?? 'no-session',
    // Lax, not Strict: the owner comes by a file that leads here (open-browser.ts), which browsers call another site. The
    // cookie opens nothing by itself.
    setCookie: (value) => `${interfaceCookieName(port())}=${value}; HttpOnly; SameSite=Lax; Path=/`,
  }
}

/** Programs that fetch an address in order to show what is behind it. */
const PREVIEW_AGENTS =
  /bot\b|crawler|spider|preview|facebookexternalhit|whatsapp|skype|slack|discord|telegram|embedly|quora|outbrain|vkshare|pinterest|urlresolver|iframely/i

/** Headers by which browsers and mail programs say that nobody asked for this page yet. */
const PURPOSE_HEADERS = ['sec-purpose', 'purpose', 'x-purpose', 'x-moz']

/**
 * Whether a person opens this address now. Everything else (HEAD, which changes nothing by RFC 9110 §9.2.1, prefetches,
 * link previews, subresources of a page) must not use up what works once.
 */
export function isVisit({ method, headers }: IncomingMessage): boolean {
  if (method !== 'GET') return false
  if (PURPOSE_HEADERS.some((name) => /prefetch|prerender|preview/i.test(String(headers[name] ?? '')))) return false
  if (PREVIEW_AGENTS.test(headers['user-agent'] ?? '')) return false
  // Browsers say what they fetch for (Fetch Metadata). Node's fetch sends one of the headers only, and no page can.
  if (headers['sec-fetch-site'] === undefined) return true
  return headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document'
}
