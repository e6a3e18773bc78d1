import { promisify } from 'node:util'
import type * as Crypto from 'node:crypto'

/** Stops one slow step of a call, so that another call runs in the middle of it. */
export interface Pauses {
  /** Every slow step begins with this. */
  step(): Promise<void>
  /** Holds the n-th step from now on, counted from 1; 0 holds none. */
  hold(nth: number): void
  /** Resolves when a step is held. */
  readonly held: () => Promise<void>
  release(): void
}

export function createPauses(): Pauses {
  let left = 0
  let onHeld: () => void = () => undefined
  let onRelease: (() => void) | null = null
  let held: Promise<void> = Promise.resolve()
  return {
    step() {
      if (left === 0) return Promise.resolve()
      left -= 1
      if (left > 0) return Promise.resolve()
      return new Promise((resolve) => {
        onRelease = resolve
        onHeld()
      })
    },
    hold(nth) {
      left = nth
      held = new Promise((resolve) => (onHeld = resolve))
    },
    held: () => held,
    release() {
      left = 0
      onRelease?.()
      onRelease = null
    },
  }
}

/** scrypt as fast as it can be: its time is not what is tested. */
const FAST = { N: 2, r: 1, p: 1 }

/** `node:crypto` whose keys, signatures and scrypt begin with a step that can be held. */
export function pausedCrypto(real: typeof Crypto, pauses: Pauses): typeof Crypto {
  const generate = promisify(real.generateKeyPair) as (type: string, options: object) => Promise<object>
  // RSA takes seconds; what is tested is what happens meanwhile, so all authorities share one such key.
  let rsa: Promise<object> | null = null
  const generateKeyPair = Object.assign(() => undefined, {
    [promisify.custom]: async (type: string, options: object) => {
      await pauses.step()
      return type === 'rsa' ? (rsa ??= generate('rsa', { modulusLength: 2048 })) : generate(type, options)
    },
  })
  const sign = (...args: unknown[]): unknown => {
    const callback = args.at(-1)
    if (typeof callback !== 'function') return (real.sign as (...all: unknown[]) => unknown)(...args)
    void pauses.step().then(() => (real.sign as (...all: unknown[]) => unknown)(...args))
    return undefined
  }
  const scrypt = (
    password: Crypto.BinaryLike,
    salt: Crypto.BinaryLike,
    length: number,
    _cost: object,
    callback: (error: Error | null, key: Buffer) => void,
  ): void => {
    void pauses.step().then(() => real.scrypt(password, salt, length, FAST, callback))
  }
  return { ...real, generateKeyPair, sign, scrypt } as unknown as typeof Crypto
}
