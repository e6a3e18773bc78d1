import { setTimeout } from 'node:timers/promises'
import type { Caller, TransportName } from '../../../shared/contract/method.ts'
import { AppError } from '../../../shared/errors/index.ts'

/** Wrong passphrases in a row that cost nothing: people mistype. */
const FREE_ATTEMPTS = 3
/** The delay after them, which doubles with each. */
const FIRST_DELAY_MS = 1000
/** The owner who has it right at last waits no longer. */
const MAX_DELAY_MS = 30_000
/** Attempts of one source that wait for their turn while it is slowed down: more are refused. */
const MAX_WAITING = 4
/** After so long without one, wrong passphrases are forgotten. */
const FORGET_AFTER_MS = 15 * 60_000

/** What is told of a wrong passphrase. */
export interface WrongPassphrase {
  readonly via: TransportName
  /** In a row, by this source. */
  readonly count: number
}

export interface PassphraseAttemptsOptions {
  readonly caller: () => Caller
  readonly onWrong: (attempt: WrongPassphrase) => void
  /** Milliseconds of a clock that is never set. Default: performance.now. */
  readonly now?: () => number
  readonly sleep?: (milliseconds: number) => Promise<unknown>
}

/** Slows down whoever guesses the passphrase through a running program. */
export interface PassphraseAttempts {
  /**
   * Tries a passphrase, after the delay that its source has earned. A source is a session of a browser, the window, or the
   * command line: the owner at the terminal does not wait for what somebody tries in a browser.
   * @throws AppError authority/too-many-attempts, and what `work` throws
   */
  run<T>(work: () => Promise<T>): Promise<T>
}

interface Source {
  wrong: number
  lastWrong: number
  waiting: number
  /** The attempt before: one at a time, or guessing in parallel would go round the delay. */
  turn: Promise<unknown>
}

/** The delay before the next attempt, after so many wrong ones in a row. Milliseconds. */
export function delayAfter(wrong: number): number {
  return wrong <= FREE_ATTEMPTS ? 0 : Math.min(FIRST_DELAY_MS * 2 ** (wrong - FREE_ATTEMPTS - 1), MAX_DELAY_MS)
}

export function createPassphraseAttempts(options: PassphraseAttemptsOptions): PassphraseAttempts {
  const { caller, onWrong, now = () => performance.now(), sleep = setTimeout } = options
  const sources = new Map<string, Source>()

  const forgetOld = (): void => {
    for (const [name, source] of sources) {
      if (source.waiting === 0 && now() - source.lastWrong >= FORGET_AFTER_MS) sources.delete(name)
    }
  }

  const attempt = async <T>(source: Source, via: TransportName, work: () => Promise<T>): Promise<T> => {
    const rest = source.lastWrong + delayAfter(source.wrong) - now()
    if (source.wrong > 0 && rest > 0) {
      // Also those that came in one burst, before the first of them was known to be wrong.
      if (source.waiting > MAX_WAITING) throw new AppError('authority/too-many-attempts')
      await sleep(rest)
    }
    try {
      const value = await work()
      source.wrong = 0
      return value
    } catch (error) {
      if (error instanceof AppError && error.code === 'authority/wrong-passphrase') {
        source.wrong += 1
        source.lastWrong = now()
        onWrong({ via, count: source.wrong })
      }
      throw error
    }
  }

  return {
    run(work) {
      forgetOld()
      const { via, session = '', device } = caller()
      // A device has as many sessions as it likes.
      const name = `${via} ${device ?? session}`
      const source = sources.get(name) ?? { wrong: 0, lastWrong: now(), waiting: 0, turn: Promise.resolve() }
      sources.set(name, source)
      if (delayAfter(source.wrong) > 0 && source.waiting >= MAX_WAITING) {
        return Promise.reject(new AppError('authority/too-many-attempts'))
      }
      source.waiting += 1
      const turn = source.turn.then(() => attempt(source, via, work)).finally(() => (source.waiting -= 1))
      // Not `catch`: the queue would keep what the work gave, a key.
      source.turn = turn.then(
        () => undefined,
        () => undefined,
      )
      return turn
    },
  }
}
