import { randomBytes } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { sameSecret } from '../engine/app/secret.ts'

/** Why a request to the local interface is refused; null lets it pass. */
export type Refusal = 'foreign-host' | 'foreign-origin' | 'no-session'

/** Keeps everyone but the owner's browser out of the local interface: other web pages, DNS rebinding, other users. */
export interface Guard {
  /** A new `/enter/TOKEN`, good for one visit; one from before is good for none any more. */
  entrance(): string
  /** The cookie for this token, once; null when the token is wrong or was used. */
  enter(token: string): string | null
  /** Checks Host, and Origin where one is sent. */
  checkOrigin(request: IncomingMessage): Refusal | null
  /** Also the cookie. */
  check(request: IncomingMessage): Refusal | null
}

const COOKIE = 'vestibule'

/** `port` is only known once the server listens, so it is asked for. */
export function createGuard(port: () => number): Guard {
  let token: string | null = null
  const session = randomBytes(32).toString('base64url')
  const hosts = (): string[] => [`127.0.0.1:${port()}`, `localhost:${port()}`]

  const checkOrigin = (request: IncomingMessage): Refusal | null => {
    // A page that rebinds its own name to 127.0.0.1 still sends its own name here.
    if (!hosts().includes(request.headers.host ?? '')) return 'foreign-host'
    const { origin } = request.headers
    if (origin !== undefined && origin !== `http://${request.headers.host ?? ''}`) return 'foreign-origin'
    const site = request.headers['sec-fetch-site']
    if (site === 'cross-site' && request.headers['sec-fetch-mode'] !== 'navigate') return 'foreign-origin'
    return null
  }
  const cookieOf = (request: IncomingMessage): string => {
    const pairs = (request.headers.cookie ?? '').split(';').map((pair) => pair.trim().split('='))
    return pairs.find(([name]) => name === `${COOKIE}-${port()}`)?.[1] ?? ''
  }
  return {
    entrance() {
      token = randomBytes(32).toString('base64url')
      return `/enter/${token}`
    },
    enter(given) {
      if (token === null || !sameSecret(given, token)) return null
      token = null
      // Cookies do not know ports: the name does, so that two instances do not throw each other out.
      return `${COOKIE}-${port()}=${session}; HttpOnly; SameSite=Strict; Path=/`
    },
    checkOrigin,
    check(request) {
      return checkOrigin(request) ?? (sameSecret(cookieOf(request), session) ? null : 'no-session')
    },
  }
}
