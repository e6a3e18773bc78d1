import type { AppEvent } from '../../shared/contract/index.ts'
import { SESSION_OVER } from '../../shared/session-protocol.ts'
import type { Envelope } from '../../shared/transport.ts'
import type { Connection } from './connection.ts'
import type { PageSession } from './session.ts'

type Reply =
  { readonly id: number; readonly envelope: Envelope } | { readonly session: { readonly token?: string } } | AppEvent

interface Waiting {
  readonly frame: string
  readonly settle: (envelope: Envelope) => void
  sent: boolean
}

/** Milliseconds before the first and the slowest attempt to connect again. */
const FIRST_PAUSE_MS = 500
const LONGEST_PAUSE_MS = 5000

/**
 * Calls and events over one WebSocket that connects again by itself, and shows each time that the page belongs to a
 * session. Calls made while the connection is being opened wait for it; calls whose answer was lost with the connection
 * fail with "app/not-connected": whether the engine did them is not known, so they are never repeated.
 */
export function webSocketConnection(url: string, session: PageSession): Connection {
  const waiting = new Map<number, Waiting>()
  const listeners = new Set<(event: AppEvent) => void>()
  const watchers = new Set<() => void>()
  let socket: WebSocket
  let isConnected = false
  let isShutOut = false
  let everConnected = false
  let pause = FIRST_PAUSE_MS
  let lastId = 0

  const lost = (): Envelope => ({
    ok: false,
    error: { code: isShutOut ? 'session/not-let-in' : 'app/not-connected', message: 'not connected', remedy: '' },
  })
  const tell = (connected: boolean, shutOut: boolean): void => {
    if (isConnected === connected && isShutOut === shutOut) return
    isConnected = connected
    isShutOut = shutOut
    for (const watcher of watchers) watcher()
  }
  const failAll = (): void => {
    for (const call of waiting.values()) call.settle(lost())
    waiting.clear()
  }
  /** For good: only a new address lets this browser in again. */
  const shutOut = (): void => {
    session.over()
    tell(false, true)
    failAll()
  }
  const receive = (reply: Reply): void => {
    if ('session' in reply) {
      session.accepted(reply.session.token)
      pause = FIRST_PAUSE_MS
      everConnected = true
      for (const call of waiting.values()) {
        if (!call.sent) socket.send(call.frame)
        call.sent = true
      }
      tell(true, false)
    } else if ('event' in reply) {
      for (const listener of listeners) listener(reply)
    } else {
      const call = waiting.get(reply.id)
      waiting.delete(reply.id)
      call?.settle(reply.envelope)
    }
  }
  const open = async (): Promise<void> => {
    const proof = await session.proof()
    if (proof === null) return shutOut()
    let opened = false
    socket = new WebSocket(url)
    socket.addEventListener('open', () => {
      opened = true
      socket.send(JSON.stringify(proof))
    })
    socket.addEventListener('message', (message: MessageEvent<string>) => receive(JSON.parse(message.data) as Reply))
    socket.addEventListener('close', ({ code }) => {
      if (code === SESSION_OVER) return shutOut()
      tell(false, false)
      failAll()
      setTimeout(() => void again(opened), pause)
      pause = Math.min(pause * 2, LONGEST_PAUSE_MS)
    })
  }
  /** A program that was started anew knows no session of before: it answers 403, which a WebSocket does not tell. A device begins another one by asking. */
  const again = async (wasOpen: boolean): Promise<void> => {
    const answer = wasOpen ? null : await fetch('/', { method: 'HEAD' }).catch(() => null)
    if (answer?.status === 403) shutOut()
    else await open()
  }
  void open()

  return {
    call: (method, input) =>
      new Promise((settle) => {
        if (isShutOut || (everConnected && !isConnected)) return settle(lost())
        lastId += 1
        const frame = JSON.stringify({ id: lastId, method, input })
        waiting.set(lastId, { frame, settle, sent: isConnected })
        if (isConnected) socket.send(frame)
      }),
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    connected: () => isConnected,
    shutOut: () => isShutOut,
    watch(listener) {
      watchers.add(listener)
      return () => watchers.delete(listener)
    },
  }
}
