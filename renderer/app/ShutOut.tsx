import { Button } from '@mantine/core'
import { IconLock } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useShutOut } from '../data/hooks.ts'
import { Copyable } from '../ui/Copyable.tsx'
import { EmptyState } from '../ui/parts.tsx'
import { useWords } from '../words/index.ts'

const COMMAND = 'vestibule sessions new'

/** In the place of everything, when this browser is not, or no longer, let in. */
export function UnlessShutOut({ children }: { children: ReactNode }) {
  const { shutOut } = useWords().frame
  if (!useShutOut()) return children
  // Through the gate there is no one-time address: the certificate begins a session.
  if (window.location.protocol === 'https:') {
    const words = shutOut.fromDevice
    return (
      <main className="content">
        <EmptyState icon={<IconLock size={32} aria-hidden />} title={words.title} hint={words.body}>
          <Button onClick={() => window.location.assign('/')}>{words.reload}</Button>
        </EmptyState>
      </main>
    )
  }
  return (
    <main className="content">
      <EmptyState icon={<IconLock size={32} aria-hidden />} title={shutOut.title} hint={shutOut.body}>
        <Copyable text={COMMAND} what={shutOut.what}>
          <span className="mono">{COMMAND}</span>
        </Copyable>
      </EmptyState>
    </main>
  )
}
