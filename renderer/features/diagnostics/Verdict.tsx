import { IconAlertCircle, IconCircleCheckFilled, IconCircleXFilled } from '@tabler/icons-react'
import { useWords } from '../../words/index.ts'
import { clock } from '../../words/time.ts'

type Tone = 'good' | 'bad' | 'calm'
const icons = { good: IconCircleCheckFilled, bad: IconCircleXFilled, calm: IconAlertCircle } as const

/** The verdict in one sentence of the engine: the most useful thing on the screen. */
export function Verdict(props: {
  tone: Tone
  sentence: string
  report: { readonly at: string; readonly durationMs: number }
}) {
  const { diagnostics: words, said } = useWords()
  const Icon = icons[props.tone]
  const { at, durationMs } = props.report
  return (
    <output className={`verdict ${props.tone}`}>
      <Icon size={28} aria-hidden />
      <div>
        {said(props.sentence)}
        <small>{words.took((durationMs / 1000).toFixed(1), clock(at))}</small>
      </div>
    </output>
  )
}
