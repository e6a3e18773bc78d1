import { AppError } from '../../../../shared/errors/index.ts'
import { keyAuthorization } from '../jws.ts'
import { ProblemError } from '../problem.ts'
import type { ChallengeType, Responder, Task } from './challenge.ts'
import { Authorization, type Challenge } from './objects.ts'
import { poll } from './poll.ts'
import type { Session } from './session.ts'
import { message } from '../../../../shared/messages/message.ts'

interface Pending {
  readonly url: string
  readonly task: Task
  readonly challenge: Challenge
}

/**
 * Brings every authorization of an order to `valid` (RFC 8555 §7.5): those that are valid already are left alone, answers
 * are published, the authority is told, and the answers are taken back whatever came of it.
 * @throws ProblemError, AppError acme/challenge-missing, acme/order-slow and as the responder
 */
export async function authorizeAll(
  session: Session,
  urls: readonly string[],
  responder: Responder,
  signal: AbortSignal,
): Promise<void> {
  const pending: Pending[] = []
  for (const url of urls) {
    const { value: authorization } = await session.get(url, Authorization)
    if (authorization.status === 'valid') continue
    if (authorization.status !== 'pending') throw failureOf(session, authorization)
    const challenge = challengeFor(session, authorization, responder.type)
    const { identifier } = authorization
    const task: Task = {
      type: responder.type,
      identifier: identifier.value.replace(/^\*\./, ''),
      token: challenge.token ?? '',
      keyAuthorization: keyAuthorization(challenge.token ?? '', session.account),
    }
    pending.push({ url, task, challenge })
  }
  try {
    for (let at = 0; at < pending.length; at += responder.atOnce) {
      await answer(session, pending.slice(at, at + responder.atOnce), responder, signal)
    }
  } catch (error) {
    await giveUp(session, pending)
    throw error
  }
}

function challengeFor(session: Session, authorization: Authorization, type: ChallengeType): Challenge {
  const { identifier, wildcard, challenges } = authorization
  const found = challenges.find((one) => one.type === type && one.token !== undefined)
  if (found) return found
  throw new AppError('acme/challenge-missing', {
    host: session.host,
    challenge: type,
    name: wildcard === true ? `*.${identifier.value}` : identifier.value,
    offered: challenges.map((one) => one.type).join(', ') || message('parts.acme.nothing'),
  })
}

async function answer(
  session: Session,
  batch: readonly Pending[],
  responder: Responder,
  signal: AbortSignal,
): Promise<void> {
  if (batch.length === 0) return
  const withdraw = await responder.publish(
    batch.map((one) => one.task),
    signal,
  )
  try {
    for (const { challenge } of batch) {
      // One that is being validated already was answered before a kill; answering again is allowed, and refused by some.
      if (challenge.status === 'pending') await session.post(challenge.url, {})
    }
    for (const { url } of batch) {
      const authorization = await poll(session, url, Authorization, (one) => one.status !== 'pending')
      if (authorization.status !== 'valid') throw failureOf(session, authorization)
    }
  } finally {
    await withdraw()
  }
}

/** What the authority says of the challenge that failed, with the name that it is about. */
function failureOf(session: Session, { identifier, challenges, status }: Authorization): Error {
  const problem = challenges.find((one) => one.error)?.error
  if (problem) return new ProblemError({ ...problem, identifier: problem.identifier ?? identifier })
  return new AppError('acme/order-invalid', {
    host: session.host,
    why: message('parts.acme.authorizationStatus', { name: identifier.value, status }),
  })
}

/** Authorities limit how many authorizations of an account may be pending. Never throws. */
async function giveUp(session: Session, pending: readonly Pending[]): Promise<void> {
  for (const { url } of pending) {
    try {
      const { value } = await session.get(url, Authorization)
      if (value.status === 'pending') await session.post(url, { status: 'deactivated' })
    } catch {
      return
    }
  }
}
