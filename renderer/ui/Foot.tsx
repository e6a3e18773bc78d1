import { createContext, useCallback, useContext, useEffect, useMemo, useState, type ReactNode } from 'react'

interface Feet {
  readonly foot: ReactNode
  /** How many panels lie over the window now. */
  readonly panels: number
  /** A panel was opened; the returned function says that it is gone. */
  readonly enter: () => () => void
}

const FootContext = createContext<Feet>({ foot: null, panels: 0, enter: () => () => undefined })

/**
 * What stands at the foot of what is being worked on: of the window, or of the panel that lies over it, where the
 * keyboard can reach it too. It has a place of its own there and covers nothing.
 */
export function FootProvider({ foot, children }: { foot: ReactNode; children: ReactNode }) {
  const [panels, setPanels] = useState(0)
  const enter = useCallback(() => {
    setPanels((count) => count + 1)
    return () => setPanels((count) => count - 1)
  }, [])
  const feet = useMemo(() => ({ foot, panels, enter }), [foot, panels, enter])
  return <FootContext value={feet}>{children}</FootContext>
}

/** The foot of the window, as long as no panel has it. */
export function WindowFoot() {
  const { foot, panels } = useContext(FootContext)
  return <div className="foot">{panels === 0 && foot}</div>
}

/** The foot of the panel that it is part of. */
export function PanelFoot() {
  const { foot, enter } = useContext(FootContext)
  useEffect(enter, [enter])
  return <div className="foot">{foot}</div>
}
