import type { UpstreamConnection } from './connection.ts'
import { LOGGED_IN_GRACE_MS } from './limits.ts'
import type { ConnectionOwner } from './request.ts'

/** Idle connections that belong to one visitor's connection each: they may be logged in (authentication.ts). */
export class PrivateConnections {
  readonly #idle = new Map<ConnectionOwner, UpstreamConnection[]>()

  get hasIdle(): boolean {
    return this.#idle.size > 0 && [...this.#idle.values()].some((idle) => idle.length > 0)
  }

  /** From now on connections of this owner are kept, until it has gone. */
  open(owner: ConnectionOwner): void {
    if (this.#idle.has(owner)) return
    this.#idle.set(owner, [])
    owner.onClosed(() => {
      const idle = this.#idle.get(owner) ?? []
      this.#idle.delete(owner)
      for (const one of idle) one.destroy()
    })
  }

  /** Those of an owner that are idle. */
  of(owner: ConnectionOwner): UpstreamConnection[] | undefined {
    return this.#idle.get(owner)
  }

  take(owner: ConnectionOwner): UpstreamConnection | null {
    const idle = this.#idle.get(owner) ?? []
    for (let one = idle.pop(); one; one = idle.pop()) if (one.isOpen) return one
    return null
  }

  /** Closes one that has been idle for long enough. @param now performance.now() @returns whether there was one */
  evict(now: number): boolean {
    for (const idle of this.#idle.values()) {
      const [oldest] = idle
      if (!oldest || now - oldest.idleSince < LOGGED_IN_GRACE_MS) continue
      idle.shift()
      oldest.destroy()
      return true
    }
    return false
  }

  close(): void {
    for (const idle of this.#idle.values()) for (const connection of idle.splice(0)) connection.destroy()
  }
}
