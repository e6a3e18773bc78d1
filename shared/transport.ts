import type { AppEvent, MethodName } from './contract/index.ts'

/** An error as it travels: code from the catalogue, a sentence, and what to do. Never a stack. */
export interface Failure {
  readonly code: string
  readonly message: string
  readonly remedy: string
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
