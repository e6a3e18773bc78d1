/** Lets each address guess a few times; who guesses on is not even listened to. */
export interface Limiter {
  /** Whether this address has used up its guesses. */
  refuses(address: string): boolean
  /** One wrong guess. */
  wrong(address: string): void
}

/** Guesses at once, and how long it takes (milliseconds) until one more is granted. */
const GUESSES = 10
const EACH = 6000
/** Addresses that are remembered; the oldest is forgotten first. */
const MOST = 1024

export function createLimiter(now: () => number): Limiter {
  const debts = new Map<string, { guesses: number; at: number }>()
  const debtOf = (address: string): number => {
    const debt = debts.get(address)
    return debt ? Math.max(0, debt.guesses - (now() - debt.at) / EACH) : 0
  }
  return {
    refuses: (address) => debtOf(address) > GUESSES - 1,
    wrong(address) {
      const guesses = debtOf(address) + 1
      debts.delete(address)
      debts.set(address, { guesses, at: now() })
      const [oldest] = debts.keys()
      if (debts.size > MOST && oldest !== undefined) debts.delete(oldest)
    },
  }
}
