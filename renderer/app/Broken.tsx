import { Button } from '@mantine/core'
import { IconMoodSad } from '@tabler/icons-react'
import { Component, type ReactNode } from 'react'
import { EmptyState } from '../ui/parts.tsx'
import { useWords } from '../words/index.ts'

function Apology() {
  const { frame } = useWords()
  return (
    <main className="content">
      <EmptyState icon={<IconMoodSad size={32} aria-hidden />} title={frame.broken.title} hint={frame.broken.body}>
        <Button onClick={() => window.location.reload()}>{frame.broken.action}</Button>
      </EmptyState>
    </main>
  )
}

/** A bug in one screen never leaves a white window. */
export class Broken extends Component<{ children: ReactNode }, { broken: boolean }> {
  override state = { broken: false }

  static getDerivedStateFromError(): { broken: boolean } {
    return { broken: true }
  }

  override render(): ReactNode {
    return this.state.broken ? <Apology /> : this.props.children
  }
}
