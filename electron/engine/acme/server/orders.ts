import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { AppError } from '../../../../shared/errors/index.ts'
import { renewalIdentifier } from '../../../pki/x509/acme.ts'
import { identifierOf } from '../client/objects.ts'
import type { Identifier } from '../problem.ts'
import type { AcmeClientRow, ServerAuthorization, ServerOrderRow, ServerOrderState } from '../../store/acme-server.ts'
import { shaped } from './accounts.ts'
import { jsonAnswer } from './answers.ts'
import type { Authenticated } from './authenticate.ts'
import { checkCsr } from './csr.ts'
import { createLimit } from './limits.ts'
import { findOrder, statusOf, WAIT_RETRY_AFTER_S } from './order-access.ts'
import { isIdentifier, matchesPattern } from './names.ts'
import { openJwk } from './read-jws.ts'
import { malformed, Refusal } from './refusal.ts'
import { HOURLY_LIMITS, PROFILES, type AcmeServerDeps, type ServerResponse } from './types.ts'

const HOUR_MS = 3_600_000
const ORDER_LIFETIME_MS = 7 * 24 * HOUR_MS
const MAX_NAMES = 100
/** Orders that came to no certificate yet, of all accounts: a house has far fewer in a week. */
const MAX_OPEN_ORDERS = 2000
/** Seconds after which somebody comes again while there are too many. */
const FULL_RETRY_AFTER_S = 3600
/** Seconds, while the authority is locked. */
const LOCKED_RETRY_AFTER_S = 300

const NewOrder = z.object({
  identifiers: z.array(z.object({ type: z.string().max(20), value: z.string().max(300) })).min(1),
  profile: z.optional(z.string().max(100)),
  replaces: z.optional(z.string().max(200)),
  notBefore: z.optional(z.unknown()),
  notAfter: z.optional(z.unknown()),
})
const Finalize = z.object({ csr: z.string().regex(/^[A-Za-z0-9_-]*$/) })

export interface OrderResources {
  create(request: Authenticated): ServerResponse
  show(request: Authenticated, id: string): ServerResponse
  finalize(request: Authenticated, id: string): Promise<ServerResponse>
}

export function createOrderResources(deps: AcmeServerDeps): OrderResources {
  const { store, transaction, now } = deps
  const { orders: most } = deps.limits ?? HOURLY_LIMITS
  const perClient = createLimit({ most, windowMs: HOUR_MS, now, what: 'new orders' })
  // Accounts are free: one machine with many of them counts once.
  const perAddress = createLimit({ most: most * 2, windowMs: HOUR_MS, now, what: 'new orders from that address' })
  const finalizing = new Set<string>()
  const at = (path: string): string => `${deps.settings().base}/acme${path}`

  const view = (row: ServerOrderRow): Record<string, unknown> => {
    const { state, id } = row
    return {
      status: statusOf(row, now()),
      expires: new Date(row.expiresAt).toISOString(),
      identifiers: state.names.map(identifierOf),
      authorizations: state.authorizations.map((_, index) => at(`/authz/${id}/${index}`)),
      finalize: at(`/order/${id}/finalize`),
      ...(state.profile === null ? {} : { profile: state.profile }),
      ...(state.replaces === null ? {} : { replaces: state.replaces }),
      ...(state.issuedId === null ? {} : { certificate: at(`/cert/${state.issuedId}`) }),
      ...(state.error === null ? {} : { error: state.error }),
    }
  }
  const answerOrder = (status: number, row: ServerOrderRow): ServerResponse => {
    const waits = row.state.authorizations.some((one) => one.status === 'waiting')
    return jsonAnswer(status, view(row), {
      location: at(`/order/${row.id}`),
      ...(waits ? { 'retry-after': String(WAIT_RETRY_AFTER_S) } : {}),
    })
  }

  /** Every name must be one of the house's (RFC 8555 §7.4), told one by one. */
  const checkNames = (identifiers: readonly { type: string; value: string }[]): string[] => {
    if (identifiers.length > MAX_NAMES) throw malformed(`An order has at most ${MAX_NAMES} names.`)
    const names = identifiers.map((one) => one.value)
    if (new Set(names).size !== names.length) throw malformed('A name is in the order twice.')
    const { patterns } = deps.settings()
    const problems = identifiers.flatMap(({ type, value }) => {
      if (type !== 'dns' && type !== 'ip') {
        throw new Refusal('unsupportedIdentifier', 'Names and addresses are issued for, nothing else.')
      }
      const identifier: Identifier = { type, value }
      if (!isIdentifier(type, value)) return [{ identifier, detail: `“${value.slice(0, 60)}” is no name.` }]
      if (patterns.some((pattern) => matchesPattern(value, pattern))) return []
      return [{ identifier, detail: `${value} is not a name of this house.` }]
    })
    const [first] = problems
    if (!first) return names
    throw new Refusal('rejectedIdentifier', first.detail, {
      identifier: first.identifier,
      ...(problems.length > 1
        ? {
            subproblems: problems.map(({ detail, identifier }) => ({
              type: 'urn:ietf:params:acme:error:rejectedIdentifier',
              detail,
              identifier,
            })),
          }
        : {}),
    })
  }

  /** RFC 9773 §5. */
  const checkReplaces = (renewalId: string, client: AcmeClientRow): string => {
    const old = store.issuedByRenewalId(renewalId)
    if (old?.clientId !== client.id) throw malformed('“replaces” names no certificate of this account.')
    if (old.replacedBy !== null) throw new Refusal('alreadyReplaced', 'That certificate was replaced already.')
    return renewalId
  }

  const newAuthorization = (name: string): ServerAuthorization => {
    const wildcard = name.startsWith('*.')
    const bare = wildcard ? name.slice(2) : name
    const types = wildcard
      ? (['dns-01'] as const)
      : identifierOf(bare).type === 'ip'
        ? (['http-01', 'tls-alpn-01'] as const)
        : (['http-01', 'tls-alpn-01', 'dns-01'] as const)
    const token = randomBytes(32).toString('base64url')
    return {
      name: bare,
      wildcard,
      status: 'pending',
      challenges: types.map((type) => ({ type, token, status: 'pending', validatedAt: null, error: null })),
    }
  }

  return {
    create(request) {
      const { client } = request
      if (!client) throw malformed('An order must be signed with an account.')
      const wanted = shaped(NewOrder, request.payload)
      if (wanted.notBefore !== undefined || wanted.notAfter !== undefined) {
        throw malformed('notBefore and notAfter are not taken: the profile says how long.')
      }
      const known = wanted.profile === undefined || Object.hasOwn(PROFILES, wanted.profile)
      if (!known) {
        throw new Refusal('invalidProfile', `The profiles are ${Object.keys(PROFILES).join(', ')}.`)
      }
      const names = checkNames(wanted.identifiers)
      const replaces = wanted.replaces === undefined ? null : checkReplaces(wanted.replaces, client)
      perClient.take(client.id)
      perAddress.take(request.address)
      const row: ServerOrderRow = {
        id: deps.newId(),
        clientId: client.id,
        createdAt: now(),
        expiresAt: now() + ORDER_LIFETIME_MS,
        state: {
          names,
          days: PROFILES[wanted.profile ?? '']?.days ?? deps.settings().days,
          profile: wanted.profile ?? null,
          authorizations: names.map(newAuthorization),
          replaces,
          error: null,
          issuedId: null,
          address: request.address,
        },
      }
      transaction(() => {
        store.expire(now())
        if (store.countOpenOrders() >= MAX_OPEN_ORDERS) {
          throw new Refusal('rateLimited', 'Too many orders are open.', { retryAfter: FULL_RETRY_AFTER_S })
        }
        store.insertOrder(row)
        store.updateClient(client.id, (current) => ({ ...current, lastAt: now() }))
      })
      return answerOrder(201, row)
    },

    show: (request, id) => answerOrder(200, findOrder(store, request, id).row),

    async finalize(request, id) {
      const { row, client } = findOrder(store, request, id)
      const { csr } = shaped(Finalize, request.payload)
      const status = statusOf(row, now())
      if (status !== 'ready' || finalizing.has(id)) {
        throw new Refusal('orderNotReady', `The order is ${finalizing.has(id) ? 'processing' : status}.`)
      }
      finalizing.add(id)
      try {
        // Its owner may have changed the names since the order.
        checkNames(row.state.names.map(identifierOf))
        const spki = checkCsr(Buffer.from(csr, 'base64url'), row.state.names)
        refuseAccountKey(spki, client)
        const signed = await deps
          .sign({ spki, names: row.state.names, days: row.state.days })
          .catch((error: unknown) => {
            throw lockedOr(error)
          })
        const after = transaction((): ServerOrderRow => {
          const current = store.order(id)
          // Given up while it was signed: then nobody gets it, and it is not recorded as issued.
          if (!current || statusOf(current, now()) !== 'ready' || store.client(client.id)?.status !== 'valid') {
            throw new Refusal('orderNotReady', 'The order is not ready any more.')
          }
          const issuedId = deps.newId()
          store.insertIssued({
            id: issuedId,
            clientId: client.id,
            orderId: id,
            certificateId: signed.store(),
            renewalId: renewalIdentifier(signed.der) ?? issuedId,
            names: row.state.names,
            chains: signed.chains,
            issuedAt: now(),
            replacedBy: null,
          })
          const { replaces } = row.state
          const old = replaces === null ? undefined : store.issuedByRenewalId(replaces)
          if (old) store.markReplaced(old.id, issuedId)
          store.updateOrder(id, (state): ServerOrderState => ({ ...state, issuedId }))
          return store.order(id) ?? current
        })
        return answerOrder(200, after)
      } finally {
        finalizing.delete(id)
      }
    },
  }
}

/** RFC 8555 §11.1: the key of the account must not be that of the certificate. */
function refuseAccountKey(spki: Uint8Array, client: AcmeClientRow): void {
  const account = openJwk(client.jwk).export({ type: 'spki', format: 'der' })
  if (account.equals(spki)) throw new Refusal('badCSR', 'The key of the certificate must not be that of the account.')
}

function lockedOr(error: unknown): unknown {
  if (!(error instanceof AppError) || !error.code.startsWith('authority/')) return error
  const locked = error.code === 'authority/locked' || error.code === 'authority/passphrase-required'
  const detail = locked
    ? 'The authority is locked: its owner has to unlock it in Vestibule.'
    : 'The authority cannot sign at present: its owner finds the reason in Vestibule.'
  return new Refusal('serverInternal', detail, { status: 503, retryAfter: LOCKED_RETRY_AFTER_S })
}
