import { Drawer } from '@mantine/core'
import type { ReactNode } from 'react'
import { useWords } from '../words/index.ts'

/** Details beside the list they belong to; the whole width on a phone. Escape closes it. */
export function SidePanel(props: { title: string | null; onClose: () => void; children: ReactNode }) {
  const { common } = useWords()
  return (
    <Drawer
      opened={props.title !== null}
      onClose={props.onClose}
      position="right"
      size="min(520px, 100vw)"
      title={props.title}
      closeButtonProps={{ 'aria-label': common.close }}
      overlayProps={{ backgroundOpacity: 0.28 }}
      transitionProps={{ duration: 140 }}
    >
      {props.children}
    </Drawer>
  )
}
