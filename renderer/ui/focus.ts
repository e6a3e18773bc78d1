import { useEffect, useRef, type RefObject } from 'react'

/** Puts the cursor where the person will type next, once, when that part of the screen appears. */
export function useInitialFocus<T extends HTMLElement>(wanted = true): RefObject<T | null> {
  const ref = useRef<T>(null)
  useEffect(() => {
    if (wanted) ref.current?.focus()
  }, [wanted])
  return ref
}
