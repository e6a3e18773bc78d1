import { IconAlertCircle, IconCircleCheckFilled, IconCircleXFilled } from '@tabler/icons-react'
import type { Message } from '../../../shared/messages/message.ts'
import { useWords } from '../../words/index.ts'
import { clock } from '../../words/time.ts'

type Tone = 'good' | 'bad' | 'calm'
const icons = { good: IconCircleCheckFilled, bad: IconCircleXFilled, calm: IconAlertCircle } as const

/** The verdict in one sentence of the engine: the most useful thing on the screen. */
export function Verdict(props: {
  tone: Tone
  sentence: Message
  report: { readonly at: string; readonly durationMs: number }
}) {
  const { diagnostics: words, say } = useWords()
  const Icon = icons[props.tone]
  const { at, durationMs } = props.report
  return (
    <output className={`verdict ${props.tone}`}>
      <Icon size={28} aria-hidden />
      <div>
        {say(props.sentence)}
        <small>{words.took({ seconds: (durationMs / 1000).toFixed(1), at: clock(at) })}</small>
      </div>
    </output>
  )
}
