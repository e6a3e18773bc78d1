import { useEffect } from 'react'
import { useRoute } from './route.ts'

/**
 * Goes to the part of a screen that an address names (`?at=NAME`): it is unfolded, seen, and has the focus.
 * @param ready whether the parts are there
 */
export function useArrival(ready: boolean): void {
  const { params } = useRoute()
  const at = params.get('at')
  useEffect(() => {
    if (at === null || !ready) return
    const part = document.querySelector<HTMLElement>(`[data-at="${CSS.escape(at)}"]`)
    if (!part) return
    if (part instanceof HTMLDetailsElement) part.open = true
    part.scrollIntoView({ block: 'start' })
    const focusable = 'input:not([type=hidden]):not([disabled]), select, textarea, button:not([disabled])'
    part.querySelector<HTMLElement>(focusable)?.focus({ preventScroll: true })
  }, [at, ready])
}
