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
