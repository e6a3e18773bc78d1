import type { Transport } from '../../shared/transport.ts'

/** A transport that can tell whether it reaches the engine. */
export interface Connection extends Transport {
  readonly connected: () => boolean
  /** Calls `listener` whenever `connected` changes, until the returned function is called. */
  readonly watch: (listener: () => void) => () => void
}
