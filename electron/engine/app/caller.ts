import { AsyncLocalStorage } from 'node:async_hooks'
import type { Caller } from '../../../shared/contract/method.ts'

/** One call of the contract. */
interface CurrentCall {
  readonly caller: Caller
  /** Whose passphrase came with it. */
  person: string | null
}

const calls = new AsyncLocalStorage<CurrentCall>()

/** Runs one call of the contract, so that whatever it leads to can ask who called. */
export function callAs<T>(caller: Caller, work: () => T): T {
  return calls.run({ caller, person: null }, work)
}

/** Who made the call that is being carried out; the program itself where there is none. */
export function currentCaller(): Caller {
  return calls.getStore()?.caller ?? { via: 'direct' }
}

/** Whose passphrase came with the call that is being carried out; null where none did. */
export function currentPerson(): string | null {
  return calls.getStore()?.person ?? null
}

/** Says whose passphrase it was. */
export function notePerson(name: string): void {
  const call = calls.getStore()
  if (call) call.person = name
}
