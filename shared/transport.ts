import type { AppEvent, MethodName } from './contract/index.ts'

/** What a person reads of an error: what happened, and what to do. */
export interface Said {
  readonly message: string
  readonly remedy: string
}

/** Values for the `{placeholders}` in a message. Never secrets. */
export type ErrorDetails = Readonly<Record<string, string | number>>

/** An error as it travels: code from the catalogue, in English, and what other languages need. Never a stack. */
export interface Failure extends Said {
  readonly code: string
  readonly details?: ErrorDetails | undefined
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
