import type { JWK } from 'jose'
import { countedAs } from '../../../../shared/access/local-network.ts'
import type { AcmeClientRow } from '../../store/acme-server.ts'
import type { Nonces } from './nonces.ts'
import { parseJson, readJws, thumbprintOf, verifyJws, type RawJws } from './read-jws.ts'
import { malformed, Refusal, unauthorized } from './refusal.ts'
import { MAX_REQUEST_BYTES, type AcmeServerDeps, type ServerRequest } from './types.ts'

/** A request whose signature, nonce and address were found good. */
export interface Authenticated {
  readonly url: string
  readonly address: string
  /** The account that signed; null for requests that carry their key. */
  readonly client: AcmeClientRow | null
  /** The key that signed. */
  readonly jwk: JWK
  /** Null: POST-as-GET. */
  readonly payload: unknown
}

export interface Authenticator {
  /** @throws Refusal */
  check(request: ServerRequest): Promise<Authenticated>
  /** The inner request of a key change (RFC 8555 §7.3.5): signed by the new key, no nonce. @throws Refusal */
  checkInner(value: unknown, url: string): Promise<{ jwk: JWK; payload: unknown }>
}

export function createAuthenticator(deps: AcmeServerDeps, nonces: Nonces): Authenticator {
  const { store } = deps

  const clientOf = (kid: string): AcmeClientRow => {
    const prefix = `${deps.settings().base}/acme/account/`
    const row = kid.startsWith(prefix) ? store.client(kid.slice(prefix.length)) : undefined
    if (!row) throw new Refusal('accountDoesNotExist', 'There is no such account.')
    if (row.status !== 'valid') throw unauthorized(`The account is ${row.status}.`)
    return row
  }

  const payloadOf = (bytes: Uint8Array): unknown => (bytes.length === 0 ? null : parseJson(bytes, 'The payload'))

  const badNonce = (): Refusal =>
    new Refusal('badNonce', 'The nonce is not valid any more: use the one that came along.')

  return {
    async check(request) {
      const { contentType, body, path, address } = request
      // RFC 8555 §6.2.
      if (contentType.split(';')[0]?.trim().toLowerCase() !== 'application/jose+json') {
        throw new Refusal('malformed', 'The content type must be application/jose+json.', { status: 415 })
      }
      if (body.length > MAX_REQUEST_BYTES) {
        throw new Refusal('malformed', 'The request is too long.', { status: 413 })
      }
      const jws: RawJws = readJws(parseJson(body, 'The request'))
      const url = deps.settings().base + path
      if (jws.url !== url) throw unauthorized('The “url” of the protected header is not the address of the request.')
      if (jws.nonce === null || !nonces.fresh(jws.nonce)) throw badNonce()
      const client = jws.kid === null ? null : clientOf(jws.kid)
      const jwk = client?.jwk ?? jws.jwk
      if (!jwk) throw malformed('The request names no key.')
      const payload = await verifyJws(jws, jwk)
      // Only now: nobody else's nonce can be used up.
      if (!nonces.use(jws.nonce)) throw badNonce()
      return { url, address: countedAs(address), client, jwk, payload: payloadOf(payload) }
    },
    async checkInner(value, url) {
      const jws = readJws(value)
      if (jws.jwk === null) throw malformed('The inner request must carry the new key.')
      if (jws.nonce !== null) throw malformed('The inner request must have no nonce.')
      if (jws.url !== url) throw malformed('The inner request has another “url”.')
      return { jwk: jws.jwk, payload: payloadOf(await verifyJws(jws, jws.jwk)) }
    },
  }
}

export { thumbprintOf }
