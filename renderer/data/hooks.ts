import { useCallback, useEffect, useState, useSyncExternalStore } from 'react'
import { asFailureError, FailureError } from '../../shared/errors/failure-error.ts'
import type { EventName, EventPayload, Input, MethodName, Output } from '../../shared/contract/index.ts'
import { useEngine } from './context.ts'
import type { Answer, QueryMethod } from './store.ts'

/** The engine's answer, kept true by its events. */
export function useQuery<M extends QueryMethod>(method: M, input: Input<M>): Answer<Output<M>> & { reload(): void } {
  const { store } = useEngine()
  const key = JSON.stringify(input)
  const subscribe = useCallback(
    (listener: () => void) => store.subscribe(method, JSON.parse(key) as Input<M>, listener),
    [store, method, key],
  )
  const answer = useSyncExternalStore(subscribe, () => store.read(method, input))
  return { ...answer, reload: () => store.reload(method, input) }
}

/** One thing that a person asks the engine to do. */
export interface Action<M extends MethodName> {
  /** The engine's answer; undefined when it failed: then `error` says why. Asks for the passphrase when it is needed. */
  readonly run: (input: Input<M>) => Promise<Output<M> | undefined>
  readonly busy: boolean
  readonly error: FailureError | undefined
  readonly clear: () => void
}

export function useAction<M extends MethodName>(method: M): Action<M> {
  const { client, unlock, askPassphrase } = useEngine()
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<FailureError>()
  const run = useCallback(
    async (input: Input<M>): Promise<Output<M> | undefined> => {
      setBusy(true)
      setError(undefined)
      try {
        return await client.call(method, input).catch(async (problem: unknown) => {
          const code = problem instanceof FailureError ? problem.code : ''
          if (code === 'session/passphrase-each-time') {
            const passphrase = await askPassphrase()
            if (passphrase === null) throw problem
            // Methods without a field for it take it as well (electron/rpc/dispatch.ts).
            return client.call(method, { ...input, passphrase })
          }
          if (code !== 'authority/locked' || !(await unlock())) throw problem
          return client.call(method, input)
        })
      } catch (problem) {
        setError(asFailureError(problem))
        return undefined
      } finally {
        setBusy(false)
      }
    },
    [client, method, unlock, askPassphrase],
  )
  return { run, busy, error, clear: useCallback(() => setError(undefined), []) }
}

/** Calls `listener` (keep it stable) for each event of that name while the component is shown. */
export function useEvent<E extends EventName>(event: E, listener: (payload: EventPayload<E>) => void): void {
  const { client } = useEngine()
  useEffect(() => client.on(event, listener), [client, event, listener])
}

/** Whether the engine can be reached right now. */
export function useConnected(): boolean {
  const { connection } = useEngine()
  return useSyncExternalStore(connection.watch, connection.connected)
}

/** Whether this browser is not, or no longer, let in. */
export function useShutOut(): boolean {
  const { connection } = useEngine()
  return useSyncExternalStore(connection.watch, connection.shutOut)
}

/** The time in milliseconds, told again every `interval` milliseconds. */
export function useNow(interval = 15_000): number {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), interval)
    return () => clearInterval(timer)
  }, [interval])
  return now
}
