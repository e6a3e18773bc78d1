import { AppError } from '../../../../shared/errors/index.ts'
import { writeCsr } from '../../../pki/x509/write-csr.ts'
import { fromPem } from '../../../pki/x509/pem.ts'
import { ProblemError } from '../problem.ts'
import { authorizeAll } from './authorize.ts'
import type { Responder } from './challenge.ts'
import { HttpsUrl } from './json.ts'
import { identifierOf, Order } from './objects.ts'
import { poll } from './poll.ts'
import type { Session } from './session.ts'
import { message } from '../../../../shared/messages/message.ts'

/**
 * How far an order is. It is written down after every step, so that it goes on after a kill: with the same key and at the
 * same address of the authority, where nothing is issued twice.
 */
export interface OrderState {
  /** Host names, `*.name` and addresses. */
  readonly names: readonly string[]
  readonly profile: string | null
  /** Renewal identifier of the certificate that this one takes the place of (RFC 9773 §5). */
  readonly replaces: string | null
  /** Of the certificate: PKCS#8, PEM. Made before anything is asked for. */
  readonly keyPem: string
  /** Where the authority keeps the order; null before it was made. */
  readonly url: string | null
  /** What was issued: leaf first, then its chain, PEM. */
  readonly certificatePem: string | null
}

export interface OrderOptions {
  readonly session: Session
  readonly responder: Responder
  readonly signal: AbortSignal
  /** Called after each step; what it gets is on the disk when it returns. */
  readonly save: (state: OrderState) => void
}

/**
 * Takes an order from wherever it is to its certificate (RFC 8555 §7.4).
 * @throws ProblemError with what the authority said, AppError "acme/…". An order that cannot come to a good end any more
 *   has `acme/order-invalid`, `acme/order-expired` or a ProblemError: see `isOver`.
 */
export async function runOrder(before: OrderState, options: OrderOptions): Promise<OrderState> {
  const { session, responder, signal, save } = options
  let state = before
  if (state.certificatePem !== null) return state
  if (state.url === null) {
    state = { ...state, url: await placeOrder(session, state) }
    save(state)
  }
  const url = state.url ?? ''
  let { value: order } = await session.get(url, Order).catch((error: unknown) => {
    const gone = error instanceof ProblemError && (error.problem.status === 404 || error.problem.status === 410)
    throw gone ? new AppError('acme/order-expired', { host: session.host }) : error
  })
  if (order.status === 'pending') {
    await authorizeAll(session, order.authorizations, responder, signal)
    order = await settled(session, url, (status) => status !== 'pending')
  }
  if (order.status === 'ready') {
    const csr = Buffer.from(await writeCsr({ pkcs8: keyOf(state), names: state.names })).toString('base64url')
    await session.post(order.finalize, { csr })
    order = await settled(session, url, (status) => status === 'valid' || status === 'invalid')
  } else if (order.status === 'processing') {
    order = await settled(session, url, (status) => status !== 'processing')
  }
  if (order.status !== 'valid') {
    if (order.error) throw new ProblemError(order.error)
    throw new AppError('acme/order-invalid', { host: session.host, why: '' })
  }
  if (order.certificate === undefined) {
    throw new AppError('acme/bad-answer', {
      host: session.host,
      problem: message('parts.acme.validWithoutCertificate'),
    })
  }
  state = { ...state, certificatePem: await download(session, order.certificate) }
  save(state)
  return state
}

function settled(session: Session, url: string, is: (status: string) => boolean): Promise<Order> {
  return poll(session, url, Order, (order) => is(order.status))
}

function keyOf({ keyPem }: OrderState): Uint8Array {
  return fromPem(keyPem)[0]?.der ?? new Uint8Array()
}

/** @returns the address of the order */
async function placeOrder(session: Session, state: OrderState): Promise<string> {
  const { directory, host } = session
  const { profile, names } = state
  const known = directory.meta?.profiles
  if (profile !== null && !(known && Object.hasOwn(known, profile))) {
    if (!known) throw new AppError('acme/no-feature', { host, feature: message('parts.acme.profiles') })
    throw new AppError('acme/profile-unknown', { host, profile, known: Object.keys(known).join(', ') })
  }
  const order = {
    identifiers: names.map(identifierOf),
    ...(profile === null ? {} : { profile }),
  }
  const replaces = directory.renewalInfo === undefined ? null : state.replaces
  let answer
  try {
    answer = await session.post(directory.newOrder, replaces === null ? order : { ...order, replaces })
  } catch (error) {
    // RFC 9773 §5: the authority does not know the old certificate, or has replaced it already. No reason not to renew.
    const aboutReplaces =
      error instanceof ProblemError &&
      replaces !== null &&
      (error.is('alreadyReplaced') || error.is('malformed') || error.problem.status === 409)
    if (!aboutReplaces) throw error
    answer = await session.post(directory.newOrder, order)
  }
  const location = answer.header('location')
  if (location !== null && HttpsUrl.safeParse(location).success) return location
  throw new AppError('acme/bad-answer', { host, problem: message('parts.acme.noOrderAddress') })
}

async function download(session: Session, url: string): Promise<string> {
  const answer = await session.post(url, null)
  const pem = answer.body.toString('latin1')
  if (!fromPem(pem).some((block) => block.label === 'CERTIFICATE')) {
    throw new AppError('acme/bad-answer', { host: session.host, problem: message('parts.acme.notPem') })
  }
  return pem
}

/** Whether an order that failed like this is over: then the next attempt is a new one. */
export function isOver(error: unknown): boolean {
  if (error instanceof ProblemError) {
    const { status, type } = error.problem
    // A problem of the request or the server leaves the order as it is; one of an authorization or the order ends it.
    return status === 0 || (status >= 400 && status < 500 && !error.is('rateLimited') && !type.endsWith(':badNonce'))
  }
  return (
    error instanceof AppError &&
    ['acme/order-invalid', 'acme/order-expired', 'acme/challenge-missing', 'acme/certificate-bad'].includes(error.code)
  )
}
