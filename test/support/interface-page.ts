import { WebSocket } from 'ws'
import type { Served } from '../../electron/headless/interface/server.ts'
import type { AppEvent, MethodName } from '../../shared/contract/index.ts'
import { CLAIM_PARAMETER } from '../../shared/session-protocol.ts'
import type { Envelope, Transport } from '../../shared/transport.ts'

/** What a browser has after it has opened a one-time address. */
export interface EnteredBrowser {
  readonly cookie: string
  readonly claim: string
}

/** Opens an address as a browser does. @throws when it is not let in */
export async function enterInterface(address: string): Promise<EnteredBrowser> {
  const answer = await fetch(address, { redirect: 'manual' })
  const cookie = answer.headers.getSetCookie()[0]?.split(';', 1)[0]
  const claim = new URL(answer.headers.get('location') ?? '/', address).searchParams.get(CLAIM_PARAMETER)
  if (answer.status !== 303 || cookie === undefined || claim === null) throw new Error(`not let in: ${answer.status}`)
  return { cookie, claim }
}

/** A WebSocket as the page opens it, with nothing shown yet. Rejects with the status of a refusal. */
export function connectPageSocket(port: number, cookie: string): Promise<WebSocket> {
  return new Promise((resolve, reject) => {
    const origin = `http://127.0.0.1:${port}`
    const socket = new WebSocket(`ws://127.0.0.1:${port}/rpc`, { headers: { cookie, origin } })
    socket.once('open', () => resolve(socket))
    socket.once('unexpected-response', (_request, response) => reject(new Error(String(response.statusCode))))
    socket.once('error', reject)
  })
}

/** The next message of a socket. */
export function nextMessage(socket: WebSocket): Promise<unknown> {
  return new Promise((resolve) =>
    socket.once('message', (data) => resolve(JSON.parse((data as Buffer).toString('utf8')))),
  )
}

/** The close code of a socket. */
export function closeCode(socket: WebSocket): Promise<number> {
  return new Promise((resolve) => socket.once('close', resolve))
}

/** Shows a claim or token; rejects when the server closes instead of accepting it. @returns the session's token */
export async function showProof(
  socket: WebSocket,
  proof: { readonly claim: string } | { readonly token: string },
): Promise<string | undefined> {
  socket.send(JSON.stringify(proof))
  const closed = closeCode(socket).then((code) => Promise.reject(new Error(`closed with ${code}`)))
  const answer = await Promise.race([nextMessage(socket), closed])
  return (answer as { session: { token?: string } }).session.token
}

/** A page that was let in. */
export interface OpenPage extends Transport {
  readonly socket: WebSocket
  readonly token: string
  readonly cookie: string
}

/** Calls and events over a socket, whoever is behind it. */
export function transportOver(socket: WebSocket): Transport {
  const waiting = new Map<number, (envelope: Envelope) => void>()
  const listeners = new Set<(event: AppEvent) => void>()
  socket.on('message', (data) => {
    const message = JSON.parse((data as Buffer).toString('utf8')) as { id: number; envelope: Envelope } | AppEvent
    if ('event' in message) for (const listener of listeners) listener(message)
    else waiting.get(message.id)?.(message.envelope)
  })
  let next = 0
  return {
    call: (method: MethodName, input: unknown) =>
      new Promise((resolve) => {
        waiting.set(next, resolve)
        socket.send(JSON.stringify({ id: next, method, input }))
        next += 1
      }),
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

/** Opens a new address of the interface, as the owner's browser does. */
export async function openInterface(served: Pick<Served, 'entrance' | 'port'>): Promise<OpenPage> {
  const { cookie, claim } = await enterInterface(served.entrance())
  const socket = await connectPageSocket(served.port, cookie)
  const token = (await showProof(socket, { claim })) ?? ''
  return { ...transportOver(socket), socket, token, cookie }
}
