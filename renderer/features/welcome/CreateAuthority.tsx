import { Button, PasswordInput, Progress, TextInput } from '@mantine/core'
import { useState, type FormEvent } from 'react'
import type { PassphraseStrength } from '../../../shared/contract/passphrase.ts'
import { message } from '../../../shared/messages/message.ts'
import { useAction, useQuery } from '../../data/hooks.ts'
import { Remember } from '../../product/Remember.tsx'
import { usePassphraseStrength } from '../../product/strength.ts'
import { useInitialFocus } from '../../ui/focus.ts'
import { ErrorNotice } from '../../ui/Notice.tsx'
import { Waiting } from '../../ui/parts.tsx'
import { useWords } from '../../words/index.ts'

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

/** Step 1: a name that is filled in already, and a passphrase. */
export function CreateAuthority() {
  const { welcome } = useWords()
  const words = welcome.authority
  const first = useInitialFocus<HTMLInputElement>()
  const status = useQuery('app.status', {})
  const create = useAction('authority.create')
  const [typedName, setTypedName] = useState<string>()
  const [passphrase, setPassphrase] = useState('')
  const [repeated, setRepeated] = useState('')
  const [remember, setRemember] = useState(false)
  const name =
    typedName ?? (status.value ? words.proposal({ computer: status.value.computer.hostName }).slice(0, 64) : '')
  const different = repeated !== '' && !passphrase.startsWith(repeated)
  const strength = usePassphraseStrength(passphrase)
  // Nobody waits for the hint: the engine refuses what is weak.
  const ready = name.trim() !== '' && passphrase !== '' && passphrase === repeated && strength?.score !== 0
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    if (ready) void create.run({ name, passphrase, remember })
  }
  return (
    <form className="stack" onSubmit={submit}>
      <p className="dim">{words.lead}</p>
      <TextInput
        label={words.name}
        value={name}
        onChange={(event) => setTypedName(event.currentTarget.value)}
        autoComplete="off"
      />
      <div className="stack-tight">
        <PasswordInput
          label={words.passphrase}
          description={words.passphraseHint}
          value={passphrase}
          onChange={(event) => setPassphrase(event.currentTarget.value)}
          autoComplete="new-password"
          ref={first}
        />
        <Strength strength={strength} empty={passphrase === ''} />
      </div>
      <PasswordInput
        label={words.repeat}
        value={repeated}
        onChange={(event) => setRepeated(event.currentTarget.value)}
        error={different && words.repeatWrong}
        autoComplete="new-password"
      />
      <Remember checked={remember} onChange={setRemember} />
      {create.busy && <Waiting words={words.creating} />}
      <ErrorNotice error={create.error} />
      <div>
        <Button type="submit" loading={create.busy} disabled={!ready}>
          {words.create}
        </Button>
      </div>
    </form>
  )
}
