import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import https from 'node:https'
import { FlattenedSign, type JWK } from 'jose'
import type { TestAcmeServer } from './acme-server.ts'

/** What is asked: a server, and what vouches for it. */
type House = Pick<TestAcmeServer, 'directory' | 'ca'>

/** A client that can get everything wrong. */
export interface RawClient {
  readonly key: KeyObject
  readonly jwk: JWK
  readonly kid: string
}

export interface RawAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: Record<string, unknown>
  readonly text: string
}

export function newKey(curve = 'P-256'): { key: KeyObject; jwk: JWK } {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: curve })
  return { key: privateKey, jwk: publicKey.export({ format: 'jwk' }) }
}

export function send(
  house: House,
  path: string,
  body: string | Buffer,
  options: { method?: string; type?: string } = {},
): Promise<RawAnswer> {
  const { method = 'POST', type = 'application/jose+json' } = options
  return new Promise((resolve, reject) => {
    const url = new URL(path, house.directory)
    const request = https.request(
      url,
      { method, ca: house.ca, agent: false, headers: { 'content-type': type } },
      (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString('utf8')
          const json = (response.headers['content-type'] ?? '').includes('json')
          const parsed = json ? (JSON.parse(text) as Record<string, unknown>) : {}
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body: parsed, text })
        })
      },
    )
    request.on('error', reject)
    request.end(body)
  })
}

export async function nonceOf(house: House): Promise<string> {
  const answer = await send(house, '/acme/new-nonce', '', { method: 'HEAD' })
  return String(answer.headers['replay-nonce'])
}

export interface RawOptions {
  /** Members of the protected header, instead of or beside the right ones; undefined leaves one out. */
  readonly header?: Readonly<Record<string, unknown>>
  readonly key?: KeyObject
  readonly alg?: string
  /** The whole body, made from the right one. */
  readonly body?: (jws: Record<string, unknown>) => unknown
  readonly type?: string
}

/** A signed request that is right but for the options. */
export async function post(
  house: House,
  client: { key: KeyObject; jwk: JWK; kid?: string },
  path: string,
  payload: unknown,
  options: RawOptions = {},
): Promise<RawAnswer> {
  const header = Object.fromEntries(
    Object.entries({
      alg: options.alg ?? 'ES256',
      nonce: await nonceOf(house),
      url: new URL(path, house.directory).href,
      ...(client.kid === undefined ? { jwk: client.jwk } : { kid: client.kid }),
      ...options.header,
    }).filter(([, value]) => value !== undefined),
  )
  const bytes = new TextEncoder().encode(payload === null ? '' : JSON.stringify(payload))
  const jws = await new FlattenedSign(bytes).setProtectedHeader(header).sign(options.key ?? client.key)
  const body = options.body ? options.body({ ...jws }) : jws
  return send(
    house,
    path,
    typeof body === 'string' ? body : JSON.stringify(body),
    options.type === undefined ? {} : { type: options.type },
  )
}

export async function newClient(house: House): Promise<RawClient> {
  const { key, jwk } = newKey()
  const made = await post(house, { key, jwk }, '/acme/new-account', {})
  return { key, jwk, kid: String(made.headers['location']) }
}
