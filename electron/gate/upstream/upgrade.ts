import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { HeaderList } from '../http/head.ts'

/** Both ends of a WebSocket, once they have agreed. */
export interface Joined {
  readonly visitor: Duplex
  /** Bytes that came from the visitor before the upstream had agreed. */
  readonly early: Buffer | null
  readonly upstream: Socket
  /** Bytes that came right behind the upstream's agreement. */
  readonly rest: Buffer
  readonly onEnd: () => void
}

/** Carries a WebSocket through, byte for byte. @returns a function that ends it at once */
export function join({ visitor, early, upstream, rest, onEnd }: Joined): () => void {
  let over = false
  const finish = (): void => {
    if (over) return
    over = true
    visitor.destroy()
    upstream.destroy()
    onEnd()
  }
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
