import { IconCheck } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useWords } from '../../words/index.ts'

/** One step with its live check mark. */
export function Step(props: {
  number: number
  title: string
  state: 'done' | 'now' | 'later'
  summary?: string | undefined
  children?: ReactNode
}) {
  const { welcome } = useWords()
  const { number, state, summary } = props
  const words = { done: welcome.stepDone, now: welcome.stepNow, later: welcome.stepLater }[state]
  return (
    <li className={`step step-${state}`} {...(state === 'now' ? { 'aria-current': 'step' as const } : {})}>
      <span className="step-mark" aria-hidden>
        {state === 'done' ? <IconCheck size={16} stroke={3} /> : number}
      </span>
      <div className="step-body">
        <h2>
          {props.title}
          <span className="visually-hidden"> ({words})</span>
        </h2>
        {summary !== undefined && <p className="step-summary">{summary}</p>}
        {props.children}
      </div>
    </li>
  )
}
