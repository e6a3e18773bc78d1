import { createPrivateKey, createPublicKey, createSecretKey, type KeyObject } from 'node:crypto'
import { calculateJwkThumbprint, FlattenedSign, type JWK } from 'jose'
import { generateKeyPair } from '../../pki/x509/keys.ts'

/** An account key: P-256, signatures with ES256, which every authority has to take (RFC 8555 §6.2). */
export interface AccountKey {
  readonly key: KeyObject
  /** The public half, with its required members only (RFC 7638 §3.2). */
  readonly jwk: JWK
  /** SHA-256 of the public half, base64url (RFC 7638). */
  readonly thumbprint: string
}

/** A signed request (RFC 7515 §7.2.2). */
export interface SignedRequest {
  readonly protected: string
  readonly payload: string
  readonly signature: string
}

/** @returns PKCS#8, PEM: for the vault */
export async function generateAccountKey(): Promise<string> {
  const { pkcs8 } = await generateKeyPair('p256')
  return createPrivateKey({ key: Buffer.from(pkcs8), format: 'der', type: 'pkcs8' })
    .export({ type: 'pkcs8', format: 'pem' })
    .toString()
}

/** @param pem PKCS#8 of a P-256 key @throws Error for anything else */
export async function readAccountKey(pem: string): Promise<AccountKey> {
  const key = createPrivateKey(pem)
  const { crv, kty, x, y } = createPublicKey(key).export({ format: 'jwk' })
  if (kty !== 'EC' || crv !== 'P-256' || x === undefined || y === undefined) throw new Error('not a P-256 key')
  const jwk: JWK = { crv, kty, x, y }
  return { key, jwk, thumbprint: await calculateJwkThumbprint(jwk, 'sha256') }
}

export interface SignOptions {
  readonly account: AccountKey
  /** URL of the account; null for requests that carry the key itself (newAccount, revocation by certificate key). */
  readonly kid: string | null
  readonly url: string
  /** Null inside a key change only (RFC 8555 §7.3.5). */
  readonly nonce: string | null
  /** Null: POST-as-GET (RFC 8555 §6.3). */
  readonly payload: unknown
}

/** Signs a request (RFC 8555 §6.2). */
export async function signRequest(options: SignOptions): Promise<SignedRequest> {
  const { account, kid, url, nonce, payload } = options
  const bytes = payload === null ? new Uint8Array() : new TextEncoder().encode(JSON.stringify(payload))
  const jws = await new FlattenedSign(bytes)
    .setProtectedHeader({
      alg: 'ES256',
      ...(kid === null ? { jwk: account.jwk } : { kid }),
      ...(nonce === null ? {} : { nonce }),
      url,
    })
    .sign(account.key)
  return { protected: jws.protected ?? '', payload: jws.payload, signature: jws.signature }
}

/**
 * Binds a new account to one that its owner already has with the authority (RFC 8555 §7.3.4).
 * @param options.hmacKey as the authority gave it, base64url
 */
export async function signExternalBinding(options: {
  account: AccountKey
  kid: string
  hmacKey: string
  url: string
}): Promise<SignedRequest> {
  const { account, kid, hmacKey, url } = options
  const jws = await new FlattenedSign(new TextEncoder().encode(JSON.stringify(account.jwk)))
    .setProtectedHeader({ alg: 'HS256', kid, url })
    .sign(createSecretKey(Buffer.from(hmacKey, 'base64url')))
  return { protected: jws.protected ?? '', payload: jws.payload, signature: jws.signature }
}

/** What proves a challenge (RFC 8555 §8.1). */
export function keyAuthorization(token: string, { thumbprint }: Pick<AccountKey, 'thumbprint'>): string {
  return `${token}.${thumbprint}`
}
