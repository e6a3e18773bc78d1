import { useCallback, useRef, useState } from 'react'

/** One question to the person, shared by all who wait for its answer. */
export interface PersonQuestion<T> {
  readonly open: boolean
  readonly ask: () => Promise<T>
  readonly answer: (answer: T) => void
}

/** True when the authority was unlocked, false when the person closed the question. */
export type UnlockRequest = PersonQuestion<boolean>
/** The passphrase; null when the person closed the question. */
export type PassphraseRequest = PersonQuestion<string | null>

export function usePersonQuestion<T>(): PersonQuestion<T> {
  const [open, setOpen] = useState(false)
  const waiting = useRef<((answer: T) => void)[]>([])
  const ask = useCallback(() => {
    setOpen(true)
    return new Promise<T>((resolve) => waiting.current.push(resolve))
  }, [])
  const answer = useCallback((given: T) => {
    setOpen(false)
    for (const resolve of waiting.current.splice(0)) resolve(given)
  }, [])
  return { open, ask, answer }
}
