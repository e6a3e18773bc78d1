import { IconAlertCircle, IconInfoCircle } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import './ui.css'

/** What every failure looks like: what happened, what to do, and the button for it. */
export function ErrorNotice(props: {
  error: { readonly message: string; readonly remedy: string } | undefined | null
  children?: ReactNode
}) {
  if (!props.error) return null
  return (
    <div className="notice" role="alert">
      <IconAlertCircle size={18} aria-hidden />
      <div>
        <strong>{props.error.message}</strong>
        <p>{props.error.remedy}</p>
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
