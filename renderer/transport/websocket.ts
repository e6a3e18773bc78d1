import type { AppEvent } from '../../shared/contract/index.ts'
import type { Envelope } from '../../shared/transport.ts'
import type { Connection } from './connection.ts'

type Reply = { readonly id: number; readonly envelope: Envelope } | AppEvent

interface Waiting {
  readonly frame: string
  readonly settle: (envelope: Envelope) => void
  sent: boolean
}

/** Milliseconds before the first and the slowest attempt to connect again. */
const FIRST_PAUSE = 500
const LONGEST_PAUSE = 5000

/**
 * Calls and events over one WebSocket that connects again by itself. Calls made while the connection is being
 * opened wait for it; calls whose answer was lost with the connection fail with "app/not-connected": whether the
 * engine did them is not known, so they are never repeated.
 */
export function webSocketConnection(url: string): Connection {
  const waiting = new Map<number, Waiting>()
  const listeners = new Set<(event: AppEvent) => void>()
  const watchers = new Set<() => void>()
  let socket: WebSocket
  let isConnected = false
  let everConnected = false
  let pause = FIRST_PAUSE
  let lastId = 0

  const lost = (): Envelope => ({
    ok: false,
    error: { code: 'app/not-connected', message: 'not connected', remedy: '' },
  })
  const setConnected = (now: boolean): void => {
    if (isConnected === now) return
    isConnected = now
    for (const watcher of watchers) watcher()
  }
  const receive = (reply: Reply): void => {
    if ('event' in reply) {
      for (const listener of listeners) listener(reply)
      return
    }
    const call = waiting.get(reply.id)
    waiting.delete(reply.id)
    call?.settle(reply.envelope)
  }
  const failAll = (): void => {
    for (const call of waiting.values()) call.settle(lost())
    waiting.clear()
  }
  const open = (): void => {
    socket = new WebSocket(url)
    socket.addEventListener('open', () => {
      pause = FIRST_PAUSE
      everConnected = true
      for (const call of waiting.values()) {
        if (!call.sent) socket.send(call.frame)
        call.sent = true
      }
      setConnected(true)
    })
    socket.addEventListener('message', (message: MessageEvent<string>) => receive(JSON.parse(message.data) as Reply))
    socket.addEventListener('close', () => {
      setConnected(false)
      failAll()
      setTimeout(open, pause)
      pause = Math.min(pause * 2, LONGEST_PAUSE)
    })
  }
  open()

  return {
    call: (method, input) =>
      new Promise((settle) => {
        if (everConnected && !isConnected) return settle(lost())
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
    watch(listener) {
      watchers.add(listener)
      return () => watchers.delete(listener)
    },
  }
}
