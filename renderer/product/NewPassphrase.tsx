import { PasswordInput, Progress } from '@mantine/core'
import type { Ref } from 'react'
import type { PassphraseStrength } from '../../shared/contract/passphrase.ts'
import { message } from '../../shared/messages/message.ts'
import { useWords } from '../words/index.ts'
import { usePassphraseStrength } from './strength.ts'

const colours = ['red', 'red', 'yellow', 'ink', 'green'] as const

/** How hard it is to guess, as a bar and in words. */
function Strength({ strength, empty }: { strength: PassphraseStrength | null; empty: boolean }) {
  const { say, welcome } = useWords()
  const score = strength?.score ?? 0
  return (
    <div aria-live="polite">
      <Progress
        value={strength ? (score + 1) * 20 : 0}
        color={colours[score]}
        size={4}
        aria-hidden
        transitionDuration={120}
      />
      <p className="strength">
        {empty && say(message('passphrase.empty'))}
        {strength && `${welcome.authority.strength} ${say(strength.words)}`}
        {/* Keeps the line's height while the engine is asked. */}
        {!empty && !strength && '\u00A0'}
      </p>
    </div>
  )
}

/** A passphrase that is set, typed twice, with how hard it is to guess. */
export interface ChosenPassphrase {
  readonly first: string
  readonly second: string
}

export const NO_PASSPHRASE: ChosenPassphrase = { first: '', second: '' }

/** Whether both are the same and not known to be too weak. Nobody waits for the hint: the engine refuses what is weak. */
export function useIsChosen({ first, second }: ChosenPassphrase): boolean {
  const strength = usePassphraseStrength(first)
  return first !== '' && first === second && strength?.score !== 0
}

/** The two fields. */
export function NewPassphrase(props: {
  label: string
  description?: string
  value: ChosenPassphrase
  onChange: (value: ChosenPassphrase) => void
  ref?: Ref<HTMLInputElement>
}) {
  const { label, description, value, onChange, ref } = props
  const words = useWords().welcome.authority
  const strength = usePassphraseStrength(value.first)
  const different = value.second !== '' && !value.first.startsWith(value.second)
  return (
    <>
      <div className="stack-tight">
        <PasswordInput
          label={label}
          description={description}
          value={value.first}
          onChange={(event) => onChange({ ...value, first: event.currentTarget.value })}
          autoComplete="new-password"
          ref={ref}
        />
        <Strength strength={strength} empty={value.first === ''} />
      </div>
      <PasswordInput
        label={words.repeat}
        value={value.second}
        onChange={(event) => onChange({ ...value, second: event.currentTarget.value })}
        error={different && words.repeatWrong}
        autoComplete="new-password"
      />
    </>
  )
}
