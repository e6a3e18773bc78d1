import { AsyncLocalStorage } from 'node:async_hooks'
import type { Caller } from '../../../shared/contract/method.ts'

const callers = new AsyncLocalStorage<Caller>()

/** Runs one call of the contract, so that whatever it leads to can ask who called. */
export function callAs<T>(caller: Caller, work: () => T): T {
  return callers.run(caller, work)
}

/** Who made the call that is being carried out; the program itself where there is none. */
export function currentCaller(): Caller {
  return callers.getStore() ?? { via: 'direct' }
}
