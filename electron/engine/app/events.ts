import type { AppEvent, EventName, EventPayload } from '../../../shared/contract/index.ts'

export type Emit = <E extends EventName>(event: E, payload: EventPayload<E>) => void

export interface Events {
  /** Only after the change was committed. */
  readonly emit: Emit
  subscribe(listener: (event: AppEvent) => void): () => void
}

/** A listener that throws stops neither the others nor the call whose event it is. */
export function createEvents(): Events {
  const listeners = new Set<(event: AppEvent) => void>()
  return {
    emit(event, payload) {
      for (const listener of listeners) {
        try {
          listener({ event, payload } as AppEvent)
        } catch {
          // A window that is just closing must not fail the call of another one.
        }
      }
    },
    subscribe(listener) {
      // Wrapped, so that the same function subscribed twice is two subscriptions.
      const own = (event: AppEvent): void => listener(event)
      listeners.add(own)
      return () => void listeners.delete(own)
    },
  }
}
