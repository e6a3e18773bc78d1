import { useCallback, useRef, useState } from 'react'

/** One question for the passphrase, shared by all who wait for its answer. */
export interface UnlockRequest {
  readonly open: boolean
  /** True when the authority was unlocked, false when the person closed the question. */
  readonly ask: () => Promise<boolean>
  readonly answer: (unlocked: boolean) => void
}

export function useUnlockRequest(): UnlockRequest {
  const [open, setOpen] = useState(false)
  const waiting = useRef<((unlocked: boolean) => void)[]>([])
  const ask = useCallback(() => {
    setOpen(true)
    return new Promise<boolean>((resolve) => waiting.current.push(resolve))
  }, [])
  const answer = useCallback((unlocked: boolean) => {
    setOpen(false)
    for (const resolve of waiting.current.splice(0)) resolve(unlocked)
  }, [])
  return { open, ask, answer }
}
