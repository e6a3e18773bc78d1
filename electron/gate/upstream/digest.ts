import { createHash, randomBytes } from 'node:crypto'
import { readChallenges, type Challenge } from '../../../shared/challenges.ts'
import type { HeaderList } from '../http/head.ts'
import type { DigestCredentials } from '../protocol.ts'

/** Hash functions by the names of RFC 7616 §6.1, the strongest first, with OpenSSL's. */
const HASHES: readonly (readonly [name: string, hash: string])[] = [
  ['sha-512-256', 'sha512-256'],
  ['sha-256', 'sha256'],
  ['md5', 'md5'],
]

/** Longer values would be sent back with every request. */
const MAX_PARAMETER_LENGTH = 1024

/** A challenge that can be answered. */
interface DigestChallenge {
  readonly realm: string
  readonly nonce: string
  readonly opaque: string | null
  /** As it was written; null where none was named, which means MD5. */
  readonly algorithm: string | null
  readonly hash: string
  /** Whether the secret is hashed with both nonces, once for a session (§3.4.2). */
  readonly isSession: boolean
  /** Null: the form of RFC 2069, without counter. */
  readonly qop: 'auth' | null
  readonly hashesUser: boolean
  readonly stale: boolean
}

function hashOf(algorithm: string): { hash: string; isSession: boolean; rank: number } | null {
  const plain = algorithm.toLowerCase().replace(/-sess$/, '')
  const rank = HASHES.findIndex(([name]) => name === plain)
  const hash = HASHES[rank]?.[1]
  return hash === undefined ? null : { hash, isSession: plain.length < algorithm.length, rank }
}

function readDigest({ scheme, parameters }: Challenge): (DigestChallenge & { readonly rank: number }) | null {
  if (scheme !== 'digest') return null
  const realm = parameters.get('realm')
  const nonce = parameters.get('nonce')
  // Both must be there (RFC 7616 §3.3): what lacks one is not answered, and the visitor is asked.
  if (realm === undefined || nonce === undefined || nonce === '') return null
  const opaque = parameters.get('opaque') ?? null
  const algorithm = parameters.get('algorithm') ?? null
  const found = hashOf(algorithm ?? 'MD5')
  // What comes back in a header must be able to stand in one.
  const writable = [realm, nonce, ...(opaque === null ? [] : [opaque])].every(
    (text) => text.length <= MAX_PARAMETER_LENGTH && /^[ -~\u00A0-\u00FF]*$/.test(text),
  )
  if (!found || !writable) return null
  const qops = parameters.get('qop')
  const isAuth =
    qops !== undefined &&
    qops
      .toLowerCase()
      .split(/[\s,]+/)
      .includes('auth')
  // Without `auth` the body would have to be hashed before it is there.
  if (qops !== undefined && qops.trim() !== '' && !isAuth) return null
  return {
    realm,
    nonce,
    opaque,
    algorithm,
    ...found,
    qop: isAuth ? 'auth' : null,
    hashesUser: parameters.get('userhash')?.toLowerCase() === 'true',
    stale: parameters.get('stale')?.toLowerCase() === 'true',
  }
}

const valuesOf = (headers: HeaderList, name: string): string[] =>
  headers.filter((_value, at) => at % 2 === 1 && headers[at - 1]?.toLowerCase() === name)

/** The strongest challenge of a 401 that can be answered; null for none. */
function digestChallenge(headers: HeaderList): DigestChallenge | null {
  const challenges = readChallenges(valuesOf(headers, 'www-authenticate')).flatMap((one) => readDigest(one) ?? [])
  return challenges.toSorted((a, b) => a.rank - b.rank)[0] ?? null
}

/** `quoted-string` (RFC 9110 §5.6.4). */
const quoted = (text: string): string => `"${text.replace(/["\\]/g, '\\$&')}"`

/** UTF-8 as the characters of a header: one for each byte. */
const bytesOf = (text: string): string => Buffer.from(text, 'utf8').toString('latin1')

/** RFC 8187 §3.2.1. */
function extended(text: string): string {
  const escape = (byte: string): string => `%${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`
  return `UTF-8''${bytesOf(text).replace(/[^A-Za-z0-9!#$&+.^_`|~-]/g, escape)}`
}

/** What is asked for, as it stands in the request line. */
export interface DigestTarget {
  readonly method: string
  readonly path: string
}

/** An answer to a challenge, and which nonce it was given for. */
export interface DigestAnswer {
  /** Value of `Authorization`. */
  readonly value: string
  readonly nonce: string
}

/**
 * A login by HTTP Digest (RFC 7616) at one upstream: remembers its challenge, so that only the first request is made
 * twice, and counts. A nonce that the upstream gives out with an answer is taken for the next request (§3.5).
 */
export class DigestLogin {
  readonly #credentials: DigestCredentials
  readonly #cnonce: () => string
  #challenge: DigestChallenge | null = null
  #count = 0
  /** For MD5-sess and the like: the client's nonce of the session. */
  #session = ''

  /** @param cnonce a new nonce of the client; for tests */
  constructor(credentials: DigestCredentials, cnonce: () => string = () => randomBytes(16).toString('hex')) {
    this.#credentials = credentials
    this.#cnonce = cnonce
  }

  /** The answer for one request; null while no challenge is known. Each may be sent once: it is counted. */
  answer({ method, path }: DigestTarget): DigestAnswer | null {
    const challenge = this.#challenge
    if (!challenge) return null
    const { realm, nonce, opaque, algorithm, hash, isSession, qop, hashesUser } = challenge
    const digest = (text: string): string => createHash(hash).update(text, 'latin1').digest('hex')
    this.#count += 1
    const nc = this.#count.toString(16).padStart(8, '0')
    if (!isSession || this.#session === '') this.#session = this.#cnonce()
    const cnonce = this.#session
    const [user, password] = [bytesOf(this.#credentials.user), bytesOf(this.#credentials.password)]
    const secret = digest(`${user}:${realm}:${password}`)
    const first = isSession ? digest(`${secret}:${nonce}:${cnonce}`) : secret
    const second = digest(`${method}:${path}`)
    const middle = qop === null ? nonce : `${nonce}:${nc}:${cnonce}:${qop}`
    const isPlain = /^[ -~]*$/.test(this.#credentials.user)
    const parts = [
      hashesUser
        ? `username=${quoted(digest(`${user}:${realm}`))}`
        : isPlain
          ? `username=${quoted(user)}`
          : `username*=${extended(this.#credentials.user)}`,
      `realm=${quoted(realm)}`,
      `nonce=${quoted(nonce)}`,
      `uri=${quoted(path)}`,
      `response="${digest(`${first}:${middle}:${second}`)}"`,
      ...(algorithm === null ? [] : [`algorithm=${algorithm}`]),
      ...(opaque === null ? [] : [`opaque=${quoted(opaque)}`]),
      ...(qop === null ? [] : [`qop=${qop}`, `nc=${nc}`]),
      ...(qop === null && !isSession ? [] : [`cnonce="${cnonce}"`]),
      ...(hashesUser ? ['userhash=true'] : []),
    ]
    return { value: `Digest ${parts.join(', ')}`, nonce }
  }

  /**
   * Reads a 401. @param sent what was answered already; null for nothing @param isFresh the nonce of that was given out in
   * the course of the same request
   * @returns whether to answer: not again where a fresh nonce was refused, which tells a wrong password
   */
  challenged(headers: HeaderList, sent: DigestAnswer | null, isFresh: boolean): boolean {
    const challenge = digestChallenge(headers)
    if (!challenge || !isAvailable(challenge.hash)) return false
    const isNew = challenge.nonce !== this.#challenge?.nonce
    if (isNew) {
      this.#challenge = challenge
      this.#count = 0
      this.#session = ''
    }
    return sent === null || challenge.stale || (!isFresh && challenge.nonce !== sent.nonce)
  }

  /** Reads what comes with an answer that is no 401: the nonce for the next request. */
  answered(headers: HeaderList): void {
    const next = valuesOf(headers, 'authentication-info').flatMap((value) =>
      readChallenges([`digest ${value}`]).flatMap((one) => one.parameters.get('nextnonce') ?? []),
    )[0]
    if (!this.#challenge || !next || next.length > MAX_PARAMETER_LENGTH || !/^[ -~]+$/.test(next)) return
    if (next === this.#challenge.nonce) return
    this.#challenge = { ...this.#challenge, nonce: next }
    this.#count = 0
    this.#session = ''
  }
}

/** FIPS builds have no MD5. */
function isAvailable(hash: string): boolean {
  try {
    createHash(hash)
    return true
  } catch {
    return false
  }
}
