import type { WebSocket } from 'ws'
import type { Caller, TransportName } from '../../../shared/contract/method.ts'
import type { MethodName } from '../../../shared/contract/index.ts'
import { SESSION_OVER } from '../../../shared/session-protocol.ts'
import type { Transport } from '../../../shared/transport.ts'
import { readCall } from '../../rpc/message.ts'
import type { HeldSession } from './sessions.ts'

/** Milliseconds for a page to show its token, once it is connected. */
const PROOF_TIMEOUT_MS = 10_000
/** A page that has shown nothing has nothing long to say. Characters. */
const MAX_STRANGER_MESSAGE = 4096
/** Bytes that wait for a page that does not read: then it is asked to connect again. */
const MAX_WAITING_BYTES = 64 * 1_048_576

export interface ConnectionOptions {
  readonly session: HeldSession
  readonly transportFor: (caller: Caller) => Transport
  /** Asked before each call; false ends the connection. */
  readonly mayStay?: () => boolean
}

/** What a page shows first: `{ claim }` once, `{ token }` from then on. */
function readProof(text: string): { claim?: string; token?: string } | null {
  if (text.length > 512) return null
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value !== 'object' || value === null) return null
    const { claim, token } = value as Readonly<Record<string, unknown>>
    if (typeof claim === 'string') return { claim }
    return typeof token === 'string' ? { token } : null
  } catch {
    return null
  }
}

/**
 * Calls and events over one WebSocket: `{ id, method, input }` → `{ id, envelope }`, and `{ event, payload }`. The cookie
 * brought it here and opens nothing: the page shows the token of its session first, or a claim for which it gets the token
 * (`{ session: { token? } }`). Until then there are no events, and calls are those of a stranger.
 */
export function connectPage(
  socket: WebSocket,
  { session, transportFor, mayStay = () => true }: ConnectionOptions,
): void {
  const over = (): void => socket.close(SESSION_OVER, 'session over')
  const timer = setTimeout(over, PROOF_TIMEOUT_MS)
  const ends: (() => void)[] = [() => clearTimeout(timer)]
  let via: TransportName = 'page'
  let transport = transportFor({ via })

  const send = (message: unknown): void => {
    if (socket.readyState !== socket.OPEN) return
    if (socket.bufferedAmount > MAX_WAITING_BYTES) socket.terminate()
    else socket.send(JSON.stringify(message))
  }
  const prove = (proof: { claim?: string; token?: string }): void => {
    const token = proof.claim === undefined ? null : session.claim(proof.claim)
    // A device has proven its certificate with the request that brought it here.
    if (token === null && session.device === null && !session.prove(proof.token ?? '')) return over()
    clearTimeout(timer)
    via = session.device === null ? 'browser' : 'device'
    transport = transportFor({ via, session: session.id, ...(session.device && { device: session.device.name }) })
    ends.push(session.attach(over), transport.subscribe(send))
    send({ session: token === null ? {} : { token } })
  }
  const answer = async (text: string): Promise<void> => {
    if (!mayStay()) return over()
    if (via === 'page' && text.length > MAX_STRANGER_MESSAGE) return socket.close(1009)
    const proof = via === 'page' ? readProof(text) : null
    if (proof) return prove(proof)
    const call = readCall(text)
    if (call) send({ id: call.id, envelope: await transport.call(call.method as MethodName, call.input) })
    else socket.close(1007)
  }
  socket.on('message', (data, binary) => {
    if (binary) socket.close(1003)
    else void answer((data as Buffer).toString('utf8'))
  })
  socket.on('error', () => socket.terminate())
  socket.on('close', () => {
    for (const end of ends.splice(0)) end()
  })
}
