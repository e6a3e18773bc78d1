import { createPublicKey, type KeyObject } from 'node:crypto'
import { calculateJwkThumbprint, flattenedVerify, type JWK } from 'jose'
import { z } from 'zod'
import { malformed, Refusal, unauthorized } from './refusal.ts'

/** RFC 8555 §6.2 wants ES256 and forbids `none` and MACs; the others are what clients use. */
export const ACCOUNT_ALGORITHMS = ['ES256', 'ES384', 'ES512', 'RS256', 'EdDSA'] as const

const MAX_DEPTH = 12
const Base64Url = z.string().regex(/^[A-Za-z0-9_-]*$/)

const Flattened = z.strictObject({
  protected: Base64Url.max(16_384),
  payload: Base64Url,
  signature: Base64Url.max(2048),
})

const PublicJwk = z.union([
  z.object({
    kty: z.literal('EC'),
    crv: z.enum(['P-256', 'P-384', 'P-521']),
    x: Base64Url.max(90),
    y: Base64Url.max(90),
  }),
  z.object({ kty: z.literal('RSA'), n: Base64Url.max(1400), e: Base64Url.max(12) }),
  z.object({ kty: z.literal('OKP'), crv: z.literal('Ed25519'), x: Base64Url.max(60) }),
])

const Header = z.strictObject({
  alg: z.string(),
  url: z.string().max(2048),
  nonce: z.optional(z.string().max(512)),
  kid: z.optional(z.string().max(2048)),
  jwk: z.optional(z.record(z.string(), z.unknown())),
  typ: z.optional(z.string().max(100)),
  cty: z.optional(z.string().max(100)),
})

/** A request whose form was found good; its signature was not looked at yet. */
export interface RawJws {
  readonly flattened: z.output<typeof Flattened>
  readonly alg: (typeof ACCOUNT_ALGORITHMS)[number]
  readonly url: string
  readonly nonce: string | null
  /** Exactly one of the two. */
  readonly kid: string | null
  readonly jwk: JWK | null
}

/** JSON, bounded in depth. @throws Refusal malformed */
export function parseJson(bytes: Uint8Array, what: string): unknown {
  let depth = 0
  for (const byte of bytes) {
    if (byte === 0x7b || byte === 0x5b) depth += 1
    else if (byte === 0x7d || byte === 0x5d) depth -= 1
    if (depth > MAX_DEPTH) throw malformed(`${what} is nested too deeply.`)
  }
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    throw malformed(`${what} is not JSON.`)
  }
}

/** Reads a request (RFC 8555 §6.2): flattened JSON with a protected header and nothing beside it. @throws Refusal */
export function readJws(value: unknown): RawJws {
  const outer = Flattened.safeParse(value)
  if (!outer.success) throw malformed('The request is not a flattened JWS with a protected header only.')
  const bytes = Buffer.from(outer.data.protected, 'base64url')
  const header = Header.safeParse(parseJson(bytes, 'The protected header'))
  if (!header.success) {
    const extra = header.error.issues.find((issue) => issue.code === 'unrecognized_keys')
    throw malformed(
      extra ? 'The protected header has a member that is not understood.' : 'The protected header is not complete.',
    )
  }
  const { alg, url, nonce, kid, jwk } = header.data
  const known = ACCOUNT_ALGORITHMS.find((one) => one === alg)
  if (!known) {
    throw new Refusal('badSignatureAlgorithm', 'The signature algorithm is not accepted.', {
      more: { algorithms: ACCOUNT_ALGORITHMS },
    })
  }
  if ((kid === undefined) === (jwk === undefined)) throw malformed('The request needs either “jwk” or “kid”.')
  return {
    flattened: outer.data,
    alg: known,
    url,
    nonce: nonce ?? null,
    kid: kid ?? null,
    jwk: jwk ? readJwk(jwk) : null,
  }
}

/** The public key with its required members only (RFC 7638 §3.2). @throws Refusal badPublicKey */
function readJwk(value: Record<string, unknown>): JWK {
  // A client that sends its private key has no secret any more.
  if (['d', 'p', 'q', 'dp', 'dq', 'qi', 'k', 'oth'].some((name) => name in value)) {
    throw new Refusal('badPublicKey', 'The key must be a public one.')
  }
  const parsed = PublicJwk.safeParse(value)
  if (!parsed.success) throw new Refusal('badPublicKey', 'The key must be RSA, P-256, P-384, P-521 or Ed25519.')
  return parsed.data
}

/** @throws Refusal badPublicKey for what is no point, or weak */
export function openJwk(jwk: JWK): KeyObject {
  let key
  try {
    key = createPublicKey({ key: jwk, format: 'jwk' })
  } catch {
    throw new Refusal('badPublicKey', 'The key cannot be read.')
  }
  if (key.asymmetricKeyType !== 'rsa') return key
  const { modulusLength = 0, publicExponent = 0n } = key.asymmetricKeyDetails ?? {}
  if (modulusLength < 2048 || modulusLength > 4096 || publicExponent < 65_537n || publicExponent > 2n ** 32n) {
    throw new Refusal('badPublicKey', 'An RSA key must have 2048 to 4096 bits and an exponent of 65537 or more.')
  }
  return key
}

export function thumbprintOf(jwk: JWK): Promise<string> {
  return calculateJwkThumbprint(jwk, 'sha256')
}

/** Keys that were opened before: most requests come from the same few accounts. */
const opened = new WeakMap<JWK, KeyObject>()

/** Checks the signature. @returns the payload @throws Refusal unauthorized */
export async function verifyJws(jws: RawJws, jwk: JWK): Promise<Uint8Array> {
  let key = opened.get(jwk)
  if (!key) {
    key = openJwk(jwk)
    opened.set(jwk, key)
  }
  try {
    const { payload } = await flattenedVerify(jws.flattened, key, { algorithms: [jws.alg] })
    return payload
  } catch {
    throw unauthorized('The signature is wrong.')
  }
}
