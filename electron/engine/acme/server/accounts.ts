import { createSecretKey } from 'node:crypto'
import { flattenedVerify, type FlattenedJWSInput } from 'jose'
import { isDeepStrictEqual } from 'node:util'
import { z } from 'zod'
import type { AcmeClientRow } from '../../store/acme-server.ts'
import { thumbprintOf, type Authenticated, type Authenticator } from './authenticate.ts'
import { createLimit } from './limits.ts'
import { openJwk } from './read-jws.ts'
import { malformed, Refusal, unauthorized } from './refusal.ts'
import { HOURLY_LIMITS, type AcmeServerDeps, type ServerResponse } from './types.ts'
import { jsonAnswer } from './answers.ts'

/** More than any house has machines. */
const MAX_CLIENTS = 1000
const HOUR_MS = 3_600_000

const Contact = z.optional(z.array(z.string().max(500)).max(10))
const NewAccount = z.object({
  contact: Contact,
  onlyReturnExisting: z.optional(z.boolean()),
  termsOfServiceAgreed: z.optional(z.boolean()),
  externalAccountBinding: z.optional(z.unknown()),
})
const UpdateAccount = z.object({ contact: Contact, status: z.optional(z.string().max(40)) })
const KeyChange = z.object({ account: z.string().max(2048), oldKey: z.record(z.string(), z.unknown()) })
const Binding = z.strictObject({
  protected: z.string().max(4096),
  payload: z.string().max(16_384),
  signature: z.string().max(1024),
})

/** The shape or a refusal. */
export function shaped<T extends z.ZodType>(schema: T, payload: unknown): z.output<T> {
  const parsed = schema.safeParse(payload)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw malformed(`The payload is not as expected: ${issue?.path.join('.') || 'it'} ${issue?.message ?? ''}.`)
}

/** RFC 8555 §7.3: one address a mailto URL, no header fields. */
function contactOf(contact: readonly string[] | undefined): string[] {
  for (const url of contact ?? []) {
    if (!url.startsWith('mailto:')) throw new Refusal('unsupportedContact', 'Only mail addresses (mailto:) are taken.')
    if (!/^mailto:[^\s@,?<>"]{1,64}@[A-Za-z0-9.-]{1,253}$/.test(url)) {
      throw new Refusal('invalidContact', 'A mail address is not written NAME@HOST.')
    }
  }
  return [...(contact ?? [])]
}

export interface AccountResources {
  create(request: Authenticated): Promise<ServerResponse>
  update(request: Authenticated, id: string): ServerResponse
  orders(request: Authenticated, id: string): ServerResponse
  changeKey(request: Authenticated): Promise<ServerResponse>
}

export function createAccountResources(deps: AcmeServerDeps, authenticator: Authenticator): AccountResources {
  const { store, transaction, now } = deps
  const { accounts: most } = deps.limits ?? HOURLY_LIMITS
  const perAddress = createLimit({ most, windowMs: HOUR_MS, now, what: 'new accounts' })
  const urlOf = (id: string): string => `${deps.settings().base}/acme/account/${id}`

  const view = (row: AcmeClientRow): Record<string, unknown> => ({
    status: row.status,
    contact: row.contact,
    orders: `${urlOf(row.id)}/orders`,
  })

  /** RFC 8555 §7.3.4. @returns the key identifier @throws Refusal */
  const checkBinding = async (value: unknown, { url, jwk }: Authenticated): Promise<string> => {
    const binding = shaped(Binding, value)
    const header = headerOf(binding)
    const row = typeof header['kid'] === 'string' ? store.eabKey(header['kid']) : undefined
    const secret = row && store.eabSecret(row.kid)
    // Said of unknown keys and of wrong signatures alike.
    const refused = unauthorized('The external account binding is not valid.')
    if (header['url'] !== url || !row || secret === null || secret === undefined) throw refused
    let payload: Uint8Array
    try {
      const key = createSecretKey(Buffer.from(secret, 'base64url'))
      payload = (await flattenedVerify(binding as FlattenedJWSInput, key, { algorithms: ['HS256'] })).payload
    } catch {
      throw refused
    }
    const bound: unknown = JSON.parse(new TextDecoder().decode(payload))
    if (typeof bound !== 'object' || bound === null) throw refused
    const members = Object.fromEntries(Object.entries(bound).filter(([name]) => name in jwk))
    if (!isDeepStrictEqual(members, { ...jwk })) throw refused
    if (row.clientId !== null) throw unauthorized('That key has let another account in already.')
    return row.kid
  }

  return {
    async create(request) {
      if (request.client) throw malformed('A new account must be asked for with its key, not with “kid”.')
      openJwk(request.jwk)
      const wanted = shaped(NewAccount, request.payload)
      const thumbprint = await thumbprintOf(request.jwk)
      const known = store.clientByKey(thumbprint)
      if (known) {
        if (known.status !== 'valid') throw unauthorized(`The account is ${known.status}.`)
        return jsonAnswer(200, view(known), { location: urlOf(known.id) })
      }
      if (wanted.onlyReturnExisting === true)
        throw new Refusal('accountDoesNotExist', 'There is no account with this key.')
      const contact = contactOf(wanted.contact)
      const binding = wanted.externalAccountBinding
      if (binding === undefined && deps.settings().approve === 'eab') {
        throw new Refusal('externalAccountRequired', 'This server wants a key of its owner (external account binding).')
      }
      perAddress.take(request.address)
      const eabKid = binding === undefined ? null : await checkBinding(binding, request)
      const row: AcmeClientRow = {
        id: deps.newId(),
        thumbprint,
        jwk: request.jwk,
        status: 'valid',
        contact,
        eabKid,
        address: request.address,
        createdAt: now(),
        lastAt: now(),
      }
      const made = transaction(() => {
        // Two requests with one key, or one binding, at the same moment.
        const other = store.clientByKey(thumbprint)
        if (other) return other
        if (eabKid !== null && (store.eabKey(eabKid)?.clientId ?? null) !== null) {
          throw unauthorized('That key has let another account in already.')
        }
        if (store.countClients() >= MAX_CLIENTS) throw new Refusal('rateLimited', 'There are too many accounts.')
        store.insertClient(row)
        if (eabKid !== null) store.bindEabKey(eabKid, row.id)
        return row
      })
      return jsonAnswer(made === row ? 201 : 200, view(made), { location: urlOf(made.id) })
    },

    update(request, id) {
      const { client } = request
      if (client?.id !== id) throw unauthorized('That is the account of somebody else.')
      if (request.payload === null) return jsonAnswer(200, view(client))
      const wanted = shaped(UpdateAccount, request.payload)
      if (wanted.status !== undefined && wanted.status !== 'deactivated') {
        throw malformed('The only status that can be asked for is “deactivated”.')
      }
      const contact = wanted.contact === undefined ? null : contactOf(wanted.contact)
      return transaction(() => {
        store.updateClient(id, (current) => ({
          ...current,
          contact: contact ?? current.contact,
          status: wanted.status === 'deactivated' ? 'deactivated' : current.status,
        }))
        const after = store.client(id)
        return jsonAnswer(200, after ? view(after) : {})
      })
    },

    orders({ client }, id) {
      if (client?.id !== id) throw unauthorized('That is the account of somebody else.')
      const list = store.orders(id, 100).map((order) => `${deps.settings().base}/acme/order/${order.id}`)
      return jsonAnswer(200, { orders: list })
    },

    async changeKey(request) {
      const { client, payload, url } = request
      if (!client) throw malformed('A change of the key must be signed with the account.')
      const inner = await authenticator.checkInner(payload, url)
      openJwk(inner.jwk)
      const wanted = shaped(KeyChange, inner.payload)
      if (wanted.account !== urlOf(client.id)) throw malformed('The inner request is about another account.')
      const oldKey = Object.fromEntries(Object.entries(wanted.oldKey).filter(([name]) => name in client.jwk))
      if (!isDeepStrictEqual(oldKey, { ...client.jwk })) throw malformed('“oldKey” is not the key of the account.')
      const thumbprint = await thumbprintOf(inner.jwk)
      return transaction(() => {
        const other = store.clientByKey(thumbprint)
        if (other) {
          throw new Refusal('malformed', 'Another account has that key.', {
            status: 409,
            headers: { location: urlOf(other.id) },
          })
        }
        // Somebody else may have changed it meanwhile.
        const current = store.client(client.id)
        if (current?.thumbprint !== client.thumbprint) throw unauthorized('The account has another key by now.')
        store.updateClient(client.id, (row) => ({ ...row, jwk: inner.jwk, thumbprint }))
        const after = store.client(client.id)
        return jsonAnswer(200, after ? view(after) : {}, { location: urlOf(client.id) })
      })
    },
  }
}

function headerOf(binding: z.output<typeof Binding>): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(Buffer.from(binding.protected, 'base64url').toString('utf8'))
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>
  } catch {
    // Told below.
  }
  throw malformed('The external account binding is not a flattened JWS.')
}
