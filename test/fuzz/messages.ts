/** What the watchdog and the thread that reads say to each other. */
export interface Setup {
  /** Int32: see BELL. */
  readonly bell: SharedArrayBuffer
  /** The input that is read at the moment. */
  readonly input: SharedArrayBuffer
  /** Exports `targets`. */
  readonly module: string
  /** Folder of the corpus. */
  readonly corpus: string
}

/** Places in the shared numbers. */
export const BELL = { index: 0, length: 1 } as const

export interface Asked {
  readonly target: string
  readonly seed: number
  /** The first input; every one depends on seed, target and its own number only. */
  readonly first: number
  readonly runs: number
  /** Milliseconds since 1970. */
  readonly until: number
  /** Reads this instead of making one. */
  readonly input: Uint8Array | null
}

export type Told =
  | { readonly type: 'ready'; readonly targets: readonly string[] }
  | { readonly type: 'done'; readonly index: number }
  | { readonly type: 'failed'; readonly index: number; readonly wrong: string; readonly input: Uint8Array }
  /** The fuzzer itself is. */
  | { readonly type: 'broken'; readonly detail: string }
