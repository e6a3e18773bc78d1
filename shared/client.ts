import type { AppEvent, EventName, EventPayload, Input, MethodName, Output } from './contract/index.ts'
import { FailureError } from './errors/failure-error.ts'
import type { Transport } from './transport.ts'

/** The typed API over any transport. */
export interface Client {
  /** @throws FailureError with the engine's code, message and remedy. */
  call<M extends MethodName>(method: M, input: Input<M>): Promise<Output<M>>
  /** Calls `listener` for each event of that name until the returned function is called. */
  on<E extends EventName>(event: E, listener: (payload: EventPayload<E>) => void): () => void
}

/** Makes the typed API from a transport. */
export function createClient(transport: Transport): Client {
  return {
    async call<M extends MethodName>(method: M, input: Input<M>): Promise<Output<M>> {
      const envelope = await transport.call(method, input)
      if (!envelope.ok) throw new FailureError(envelope.error)
      return envelope.value as Output<M>
    },
    on<E extends EventName>(event: E, listener: (payload: EventPayload<E>) => void) {
      return transport.subscribe((message: AppEvent) => {
        if (message.event === event) listener(message.payload as EventPayload<E>)
      })
    },
  }
}
