import type { Transport } from '../../shared/transport.ts'

/** A transport that can tell whether it reaches the engine. */
export interface Connection extends Transport {
  readonly connected: () => boolean
  /** Whether this page is shut out, until somebody opens a new address. */
  readonly shutOut: () => boolean
  /** Calls `listener` whenever `connected` or `shutOut` changes, until the returned function is called. */
  readonly watch: (listener: () => void) => () => void
}
