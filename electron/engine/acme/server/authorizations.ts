import { z } from 'zod'
import { identifierOf } from '../client/objects.ts'
import { keyAuthorization } from '../jws.ts'
import type { AcmeClientRow, ServerAuthorization, ServerChallenge } from '../../store/acme-server.ts'
import { shaped } from './accounts.ts'
import { jsonAnswer } from './answers.ts'
import type { Authenticated } from './authenticate.ts'
import { createLimit } from './limits.ts'
import { findOrder, fullName, statusOf, WAIT_RETRY_AFTER_S } from './order-access.ts'
import { malformed, notFound, Refusal } from './refusal.ts'
import { HOURLY_LIMITS, type AcmeServerDeps, type ServerResponse } from './types.ts'

const HOUR_MS = 3_600_000
/** Orders that may wait for the owner at a time, of all accounts: nobody reads more. */
const MAX_WAITING_ORDERS = 100

const UpdateAuthorization = z.object({ status: z.optional(z.string().max(40)) })

export interface AuthorizationResources {
  authorization(request: Authenticated, id: string, index: number): ServerResponse
  challenge(request: Authenticated, id: string, index: number, type: string): ServerResponse
  /** The owner's word about a client and names: orders that wait for it go on or end. */
  decide(clientId: string, names: readonly string[], allowed: boolean): void
  /** Resolves when no challenge is being checked. */
  idle(): Promise<void>
}

export function createAuthorizationResources(deps: AcmeServerDeps): AuthorizationResources {
  const { store, transaction, now } = deps
  const { challenges: most } = deps.limits ?? HOURLY_LIMITS
  const perName = createLimit({ most, windowMs: HOUR_MS, now, what: 'challenges for that name' })
  const checks = new Set<Promise<void>>()
  const at = (path: string): string => `${deps.settings().base}/acme${path}`

  const viewChallenge = (id: string, index: number, one: ServerChallenge): Record<string, unknown> => ({
    type: one.type,
    url: at(`/chall/${id}/${index}/${one.type}`),
    status: one.status,
    token: one.token,
    ...(one.validatedAt === null ? {} : { validated: new Date(one.validatedAt).toISOString() }),
    ...(one.error === null ? {} : { error: one.error }),
  })

  /** Whether a name that was proven still needs the owner's word. */
  const mayHave = (client: AcmeClientRow, name: string): boolean | undefined => {
    const { approve } = deps.settings()
    const said = store.decision(client.id, name)
    if (said !== undefined) return said
    return approve === 'names' || client.eabKid !== null ? true : undefined
  }

  const change = (id: string, index: number, next: (one: ServerAuthorization) => ServerAuthorization): void =>
    store.updateOrder(id, (state) => ({
      ...state,
      authorizations: state.authorizations.map((one, place) => (place === index ? next(one) : one)),
    }))

  const setChallenge = (
    one: ServerAuthorization,
    type: string,
    fields: Partial<ServerChallenge>,
  ): readonly ServerChallenge[] => one.challenges.map((each) => (each.type === type ? { ...each, ...fields } : each))

  const settle = (
    client: AcmeClientRow,
    order: { id: string; index: number },
    type: ServerChallenge['type'],
    result: { address: string | null } | Refusal,
  ): void => {
    const { id, index } = order
    let asks = false
    transaction(() => {
      change(id, index, (one) => {
        // Given up meanwhile.
        if (one.status !== 'pending') return one
        if (result instanceof Refusal) {
          return {
            ...one,
            status: 'invalid',
            challenges: setChallenge(one, type, { status: 'invalid', error: result.stored() }),
          }
        }
        const may = mayHave(client, fullName(one))
        if (may === undefined) {
          asks = true
          return { ...one, status: 'waiting' }
        }
        if (!may) return refused(one, type)
        return { ...one, status: 'valid', challenges: setChallenge(one, type, { status: 'valid', validatedAt: now() }) }
      })
      if (!(result instanceof Refusal) && result.address !== null) {
        const { address } = result
        store.updateOrder(id, (state) => ({ ...state, address }))
      }
    })
    if (asks) deps.onWaiting()
  }

  const refused = (one: ServerAuthorization, type: string): ServerAuthorization => ({
    ...one,
    status: 'invalid',
    challenges: setChallenge(one, type, {
      status: 'invalid',
      error: new Refusal('unauthorized', 'The owner of this house refused the request.').stored(),
    }),
  })

  const check = async (
    client: AcmeClientRow,
    order: { id: string; index: number },
    one: ServerAuthorization,
    challenge: ServerChallenge,
  ): Promise<void> => {
    try {
      const { type, token } = challenge
      const task = { type, token, name: one.name, keyAuthorization: keyAuthorization(token, client) }
      settle(client, order, type, { address: await deps.validator.run(task) })
    } catch (error) {
      const known =
        error instanceof Refusal ? error : new Refusal('serverInternal', 'The challenge could not be checked.')
      settle(client, order, challenge.type, known)
    }
  }

  return {
    authorization(request, id, index) {
      const { row } = findOrder(store, request, id)
      const one = row.state.authorizations[index]
      if (!one) throw notFound()
      if (request.payload !== null) {
        const { status } = shaped(UpdateAuthorization, request.payload)
        if (status !== undefined && status !== 'deactivated') throw malformed('Only “deactivated” can be asked for.')
        if (status === 'deactivated') {
          transaction(() => change(id, index, (current) => ({ ...current, status: 'deactivated' })))
          deps.onWaiting()
        }
      }
      const current = store.order(id)?.state.authorizations[index] ?? one
      const expired = now() >= row.expiresAt && current.status !== 'deactivated'
      const { name, wildcard, status, challenges } = current
      // RFC 8555 §7.1.4: of an authorization that is settled only the challenge that settled it.
      const settled = status === 'valid' || status === 'invalid'
      const shown = settled ? challenges.filter((each) => each.status === status) : challenges
      return jsonAnswer(
        200,
        {
          status: expired ? 'expired' : status === 'waiting' ? 'pending' : status,
          expires: new Date(row.expiresAt).toISOString(),
          identifier: identifierOf(name),
          ...(wildcard ? { wildcard: true } : {}),
          challenges: (shown.length > 0 ? shown : challenges).map((each) => viewChallenge(id, index, each)),
        },
        status === 'waiting' ? { 'retry-after': String(WAIT_RETRY_AFTER_S) } : {},
      )
    },

    challenge(request, id, index, type) {
      const { row, client } = findOrder(store, request, id)
      const one = row.state.authorizations[index]
      const challenge = one?.challenges.find((each) => each.type === type)
      if (!one || !challenge) throw notFound()
      const up = { link: `<${at(`/authz/${id}/${index}`)}>;rel="up"` }
      // RFC 8555 §7.5.1: an empty object begins the check; nothing at all only looks.
      if (request.payload !== null && challenge.status === 'pending') {
        shaped(z.object({}), request.payload)
        if (statusOf(row, now()) !== 'pending') throw malformed('The order is not pending any more.')
        if (one.status !== 'pending' || one.challenges.some((each) => each.status !== 'pending')) {
          throw malformed('Another challenge of this authorization was begun already.')
        }
        perName.take(one.name)
        if (mayHave(client, fullName(one)) === undefined && store.waiting().length >= MAX_WAITING_ORDERS) {
          throw new Refusal('rateLimited', 'Too many requests wait for the owner.', { retryAfter: HOUR_MS / 1000 })
        }
        deps.validator.reserve()
        transaction(() =>
          change(id, index, (current) => ({
            ...current,
            challenges: setChallenge(current, type, { status: 'processing' }),
          })),
        )
        const work = check(client, { id, index }, one, challenge)
        checks.add(work)
        void work.finally(() => checks.delete(work))
      }
      const after = store.order(id)?.state.authorizations[index]?.challenges.find((each) => each.type === type)
      return jsonAnswer(200, viewChallenge(id, index, after ?? challenge), up)
    },

    decide(clientId, names, allowed) {
      transaction(() => {
        for (const name of names) store.decide(clientId, name, allowed, now())
        for (const order of store.waiting().filter((one) => one.clientId === clientId)) {
          store.updateOrder(order.id, (state) => ({
            ...state,
            authorizations: state.authorizations.map((one): ServerAuthorization => {
              if (one.status !== 'waiting' || !names.includes(fullName(one))) return one
              const type = one.challenges.find((each) => each.status === 'processing')?.type ?? 'http-01'
              if (!allowed) return refused(one, type)
              const challenges = setChallenge(one, type, { status: 'valid', validatedAt: now() })
              return { ...one, status: 'valid', challenges }
            }),
          }))
        }
      })
      deps.onWaiting()
    },
    idle: async () => void (await Promise.all(checks)),
  }
}
