import { Suspense, useEffect, useState, type ReactNode } from 'react'

/** Milliseconds after the first screen: nothing is in its way then. */
const SOON = 1500

/** Fetches what a person will want in a moment, so that it is there at once. */
export function useSoon(load: () => Promise<unknown>): void {
  useEffect(() => {
    const timer = setTimeout(() => void load().catch(() => undefined), SOON)
    return () => clearTimeout(timer)
  }, [load])
}

/** Dialogs are not part of a start: fetched when they are opened first, and kept, so that they can close softly. */
export function WhenOpened({ opened, children }: { opened: boolean; children: ReactNode }) {
  const [wanted, setWanted] = useState(opened)
  if (opened && !wanted) setWanted(true)
  return wanted && <Suspense fallback={null}>{children}</Suspense>
}
