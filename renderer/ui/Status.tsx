import {
  IconAlertTriangle,
  IconCircleCheck,
  IconCircleDashed,
  IconCircleX,
  IconClockHour4,
  type TablerIcon,
} from '@tabler/icons-react'
import './ui.css'

/** `good` is for what was proven, `soon` for what will need somebody, `bad` for refused or broken. */
export type Tone = 'good' | 'soon' | 'bad' | 'calm' | 'accent'

const icons: Readonly<Record<Tone, TablerIcon>> = {
  good: IconCircleCheck,
  soon: IconClockHour4,
  bad: IconCircleX,
  calm: IconCircleDashed,
  accent: IconAlertTriangle,
}

/** The most useful sentence of a panel, with the icon of its tone. */
export function StatusSentence({ tone, words }: { tone: Tone; words: string }) {
  const Icon = icons[tone]
  return (
    <p className="status-sentence">
      <Icon size={24} className={`tone-${tone}`} aria-hidden />
      {words}
    </p>
  )
}

/** A status: icon and words, never colour alone. */
export function Status({ tone, words, icon }: { tone: Tone; words: string; icon?: TablerIcon }) {
  const Icon = icon ?? icons[tone]
  return (
    <span className={`status tone-${tone}`}>
      <Icon size={16} aria-hidden />
      {words}
    </span>
  )
}
