import { IconCheck, IconCopy } from '@tabler/icons-react'
import { useClipboard } from '@mantine/hooks'
import type { ReactNode } from 'react'
import { useWords } from '../words/index.ts'
import './ui.css'

/** A text that one click copies. `what` names it for those who cannot see it. */
export function Copyable({ text, what, children }: { text: string; what: string; children?: ReactNode }) {
  const { common } = useWords()
  const clipboard = useClipboard({ timeout: 1600 })
  return (
    <button
      type="button"
      className="copyable"
      onClick={() => clipboard.copy(text)}
      title={common.copyOf({ what })}
      aria-label={`${text}: ${clipboard.copied ? common.copied : common.copyOf({ what })}`}
    >
      <span>{children ?? text}</span>
      {clipboard.copied ? <IconCheck size={15} aria-hidden /> : <IconCopy size={15} aria-hidden />}
    </button>
  )
}

/** Hexadecimal digits in groups of four, for comparing; copied without the spaces. */
export function Hex({ digits, what }: { digits: string; what: string }) {
  const groups = digits.match(/.{1,4}/g) ?? []
  return (
    <Copyable text={digits} what={what}>
      <span className="mono hex">
        {groups.map((group, index) => (
          // oxlint-disable-next-line react/no-array-index-key -- the same group can come twice; the order is the key
          <span key={index}>{group}</span>
        ))}
      </span>
    </Copyable>
  )
}
