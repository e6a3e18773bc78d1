/** Two clocks, read together. Milliseconds. */
export interface Reading {
  /** Since 1970: what the computer says the time is, which people and time servers set. */
  readonly wall: number
  /** Since the computer was switched on, sleep included: nobody sets it. */
  readonly running: number
}

export type Change = { readonly why: 'slept' } | { readonly why: 'set'; readonly by: number }

/** Time servers move the clock by less; what is more changes which certificates are valid. Milliseconds. */
const JUMP = 60_000

/** What happened between two readings that were meant to be `every` milliseconds apart. Pure. */
export function compare(before: Reading, after: Reading, every: number): Change | null {
  const running = after.running - before.running
  const by = after.wall - before.wall - running
  if (Math.abs(by) >= JUMP) return { why: 'set', by: Math.round(by) }
  return running >= every + JUMP ? { why: 'slept' } : null
}

export interface ClockOptions {
  readonly read: () => Reading
  /** Milliseconds between two looks. */
  readonly every: number
  readonly onChange: (change: Change) => void
}

/**
 * Watches for sleep and for clocks that are set: neither is told to a program by itself. `wake` is for shells that are
 * told of sleep.
 */
export function watchClock(options: ClockOptions): { wake(): void; stop(): void } {
  let before = options.read()
  const look = (otherwise: Change | null): void => {
    const after = options.read()
    const change = compare(before, after, options.every) ?? otherwise
    before = after
    if (change) options.onChange(change)
  }
  const timer = setInterval(() => look(null), options.every)
  timer.unref()
  return { wake: () => look({ why: 'slept' }), stop: () => clearInterval(timer) }
}
