import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { HeaderList } from '../http/head.ts'
import { Http1Visit } from '../http/http1-visit.ts'
import type { Visit } from '../http/visit.ts'

/** A request to change to another protocol that may go on. */
export interface Opening {
  readonly visit: Http1Visit
  /** In lower case. */
  readonly protocol: string
}

/** @param allowed protocols besides WebSocket that the owner lets through, in lower case */
export function openingOf(visit: Visit, allowed: readonly string[]): Opening | null {
  if (!(visit instanceof Http1Visit)) return null
  if (visit.webSocket) return { visit, protocol: 'websocket' }
  const asked = visit.upgrade === '' ? [] : visit.upgrade.split(',').map((one) => one.trim())
  const protocol = asked.find((one) => one !== 'websocket' && allowed.includes(one))
  return protocol === undefined ? null : { visit, protocol }
}

/** Both ends of a WebSocket, or of another protocol, once they have agreed. */
export interface Joined {
  readonly visitor: Duplex
  /** Bytes that came from the visitor before the upstream had agreed. */
  readonly early: Buffer | null
  readonly upstream: Socket
  /** Bytes that came right behind the upstream's agreement. */
  readonly rest: Buffer
  /** Milliseconds that both may be silent; null: any time. */
  readonly idleTimeoutMs: number | null
  readonly onEnd: () => void
}

/** Carries it through, byte for byte. @returns a function that ends it at once */
export function join({ visitor, early, upstream, rest, idleTimeoutMs, onEnd }: Joined): () => void {
  let over = false
  const finish = (): void => {
    if (over) return
    over = true
    visitor.destroy()
    upstream.destroy()
    onEnd()
  }
  // What goes either way counts.
  if (idleTimeoutMs !== null) upstream.setTimeout(idleTimeoutMs, finish)
  if (rest.length > 0) visitor.write(rest)
  if (early) upstream.write(early)
  upstream.pipe(visitor)
  visitor.pipe(upstream)
  for (const side of [visitor, upstream]) {
    side.on('error', finish)
    side.on('close', finish)
  }
  return finish
}

/** What the upstream says of the WebSocket: everything, and the connection with it (RFC 6455 §4.2.2). */
export function agreement(headers: HeaderList): HeaderList {
  const kept: HeaderList = []
  for (let at = 0; at < headers.length; at += 2) {
    const name = headers[at] as string
    if (!/^(?:x-vestibule-|alt-svc$)/i.test(name)) kept.push(name, headers[at + 1] as string)
  }
  return kept
}
