import { IconAlertCircle, IconInfoCircle } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { Said } from '../../shared/messages/say.ts'
import type { Failure, Problem } from '../../shared/transport.ts'
import { useWords } from '../words/index.ts'
import './ui.css'

/** What every failure looks like: what happened, what to do, and the button for it. */
export function ErrorNotice(props: {
  /** What the engine says is said in the language of the window. */
  error: Failure | Problem | Said | undefined | null
  children?: ReactNode
}) {
  const { failure } = useWords()
  if (!props.error) return null
  const said = 'code' in props.error ? failure(props.error) : props.error
  return (
    <div className="notice" role="alert">
      <IconAlertCircle size={18} aria-hidden />
      <div>
        <strong>{said.message}</strong>
        <p>{said.remedy}</p>
        {props.children !== undefined && <div className="notice-actions">{props.children}</div>}
      </div>
    </div>
  )
}

/** Something worth reading that is no failure. */
export function Note({ children }: { children: ReactNode }) {
  return (
    <div className="notice tone-note">
      <IconInfoCircle size={18} aria-hidden />
      <div>{children}</div>
    </div>
  )
}
