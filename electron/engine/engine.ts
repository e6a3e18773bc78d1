import type { AppEvent, MethodName, Output, Parsed } from '../../shared/contract/index.ts'
import type { Log } from './log/log.ts'
import type { Caller } from '../../shared/contract/method.ts'

/** The core as every shell sees it. Made by `createEngine(deps)`. */
export interface Engine {
  /**
   * One function a method of the contract. Inputs are already parsed, and the caller may call it (rpc/dispatch.ts).
   * @throws AppError for expected failures.
   */
  readonly methods: { readonly [M in MethodName]: (input: Parsed<M>, caller?: Caller) => Promise<Output<M>> }
  /**
   * The same for a caller who has to show the passphrase with each call: it is checked before anything is done.
   * @throws AppError authority/wrong-passphrase, authority/too-many-attempts, and what the call throws
   */
  confirmed<M extends MethodName>(method: M, input: Parsed<M>, passphrase: string): Promise<Output<M>>
  /** Events come after the change was committed. */
  subscribe(listener: (event: AppEvent) => void): () => void
  /** For what a shell has to say: it never fails. */
  readonly log: Log
  /** The computer was asleep: the shell was told so by the system, before the engine could find out by itself. */
  wake(): void
  /** Stops the gate, locks the vault, closes the database. Safe to call twice. */
  close(): Promise<void>
}
