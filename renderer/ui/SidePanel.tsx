import { Drawer } from '@mantine/core'
import type { CSSProperties, ReactNode, Ref } from 'react'
import { useWords } from '../words/index.ts'
import { PanelFoot } from './Foot.tsx'

/** The panel's content scrolls; what stands at its foot stays, and covers nothing of it. */
function Scroll({ ref, children }: { ref?: Ref<HTMLDivElement>; style?: CSSProperties; children?: ReactNode }) {
  return (
    <div className="panel">
      <div className="panel-scroll" ref={ref}>
        {children}
      </div>
      <PanelFoot />
    </div>
  )
}

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
      scrollAreaComponent={Scroll}
      transitionProps={{ duration: 140 }}
    >
      {props.children}
    </Drawer>
  )
}
