import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import type { FailureError } from '../../shared/errors/failure-error.ts'
import { useWords } from '../words/index.ts'
import { ErrorNotice } from './Notice.tsx'
import { Waiting } from './parts.tsx'

/** What is asked once more before it is done: what it means, what can be chosen, and the two buttons, in place. */
export function Confirm(props: {
  /** On the button, and the name of it all. */
  action: string
  lead: string
  /** While it is done. */
  busyWords: string
  busy: boolean
  error: FailureError | undefined
  /** It cannot be undone. */
  danger?: boolean
  onConfirm: () => Promise<void>
  onCancel: () => void
  children?: ReactNode
}) {
  const { common } = useWords()
  const { action, lead, busyWords, busy, error, danger = false, onConfirm, onCancel } = props
  return (
    <section className="surface stack" aria-label={action}>
      <p style={{ margin: 0 }}>{lead}</p>
      {props.children}
      {busy && <Waiting words={busyWords} />}
      <ErrorNotice error={error} />
      <div className="line">
        <Button {...(danger ? { color: 'red.9' } : {})} loading={busy} onClick={() => void onConfirm()}>
          {action}
        </Button>
        <Button variant="default" onClick={onCancel}>
          {common.cancel}
        </Button>
      </div>
    </section>
  )
}
