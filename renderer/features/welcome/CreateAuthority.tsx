import { Button, TextInput } from '@mantine/core'
import { useState, type FormEvent } from 'react'
import { useAction, useQuery } from '../../data/hooks.ts'
import { NewPassphrase, NO_PASSPHRASE, useIsChosen } from '../../product/NewPassphrase.tsx'
import { Remember } from '../../product/Remember.tsx'
import { useFieldErrors } from '../../ui/field-errors.ts'
import { useInitialFocus } from '../../ui/focus.ts'
import { ErrorNotice } from '../../ui/Notice.tsx'
import { Waiting } from '../../ui/parts.tsx'
import { useWords } from '../../words/index.ts'

/** Step 1: a name that is filled in already, and a passphrase. */
export function CreateAuthority() {
  const { welcome } = useWords()
  const words = welcome.authority
  const first = useInitialFocus<HTMLInputElement>()
  const status = useQuery('app.status', {})
  const create = useAction('authority.create')
  const [typedName, setTypedName] = useState<string>()
  const [passphrase, setPassphrase] = useState(NO_PASSPHRASE)
  const isChosen = useIsChosen(passphrase)
  const [remember, setRemember] = useState(false)
  const name =
    typedName ?? (status.value ? words.proposal({ computer: status.value.computer.hostName }).slice(0, 64) : '')
  const ready = name.trim() !== '' && isChosen
  const told = useFieldErrors(create.error, { name: words.name })
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    if (ready) void create.run({ name, passphrase: passphrase.first, remember })
  }
  return (
    <form className="stack" onSubmit={submit}>
      <p className="dim">{words.lead}</p>
      <TextInput
        label={words.name}
        value={name}
        error={told.at.name}
        onChange={(event) => setTypedName(event.currentTarget.value)}
        autoComplete="off"
      />
      <NewPassphrase
        ref={first}
        label={words.passphrase}
        description={words.passphraseHint}
        value={passphrase}
        onChange={setPassphrase}
      />
      <Remember checked={remember} onChange={setRemember} />
      {create.busy && <Waiting words={words.creating} />}
      <ErrorNotice error={told.rest} />
      <div>
        <Button type="submit" loading={create.busy} disabled={!ready}>
          {words.create}
        </Button>
      </div>
    </form>
  )
}
