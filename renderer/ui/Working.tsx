import { Button, Progress } from '@mantine/core'
import { useWords } from '../words/index.ts'
import { Waiting } from './parts.tsx'
import './ui.css'

/** Long work: what is going on, how far it is, and the button that ends it. */
export function Working(props: {
  words: string
  /** From 0 to 1; null as long as nobody knows. */
  part: number | null
  /** Where it cannot be ended any more it has none. */
  onCancel?: () => void
}) {
  const { common } = useWords()
  const { words, part, onCancel } = props
  const percent = part === null ? null : Math.round(part * 100)
  return (
    <div className="working">
      <div className="line">
        <Waiting words={words} />
        {percent !== null && <span className="dim tab">{common.percent({ n: percent })}</span>}
        {onCancel && (
          <Button variant="default" size="xs" onClick={onCancel}>
            {common.cancel}
          </Button>
        )}
      </div>
      <Progress value={percent ?? 0} size={4} aria-label={words} />
    </div>
  )
}
