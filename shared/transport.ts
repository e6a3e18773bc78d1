import type { AppEvent, MethodName } from './contract/index.ts'
import type { Value } from './messages/message.ts'
import type { Said } from './messages/say.ts'

/** Something that is not as it should be: its code in the catalogues, and what stands in the gaps of their sentences. */
export interface Problem {
  readonly code: string
  /** Never secrets. */
  readonly values: Readonly<Record<string, Value>>
}

/** An error as it travels: the same, and in English for logs and older readers. Never a stack. */
export interface Failure extends Said {
  readonly code: string
  readonly values?: Problem['values'] | undefined
}

/** The ONE reply envelope, the same over IPC, WebSocket and the command line. */
export type Envelope<T = unknown> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: Failure }

/** What a transport can do: two verbs. */
export interface Transport {
  call(method: MethodName, input: unknown): Promise<Envelope>
  /** Calls `listener` for each event until the returned function is called. */
  subscribe(listener: (event: AppEvent) => void): () => void
}
