import { Button, PasswordInput } from '@mantine/core'
import { useState, type FormEvent } from 'react'
import { useAction } from '../../data/hooks.ts'
import { NewPassphrase, NO_PASSPHRASE, useIsChosen } from '../../product/NewPassphrase.tsx'
import { ErrorNotice, Note } from '../../ui/Notice.tsx'
import { useWords } from '../../words/index.ts'

/** Another passphrase for the same keys. */
export function ChangePassphrase() {
  const { changePassphrase: words } = useWords().settings
  const change = useAction('passphrase.change')
  const [current, setCurrent] = useState('')
  const [next, setNext] = useState(NO_PASSPHRASE)
  const [isDone, setDone] = useState(false)
  const isChosen = useIsChosen(next)
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    setDone(false)
    if (!(await change.run({ passphrase: current, newPassphrase: next.first }))) return
    setCurrent('')
    setNext(NO_PASSPHRASE)
    setDone(true)
  }
  return (
    <form className="stack" onSubmit={(event) => void submit(event)}>
      <p className="dim">{words.lead}</p>
      <PasswordInput
        label={words.current}
        value={current}
        onChange={(event) => setCurrent(event.currentTarget.value)}
        autoComplete="current-password"
      />
      <NewPassphrase label={words.next} value={next} onChange={setNext} />
      <ErrorNotice error={change.error} />
      {isDone && <Note>{words.done}</Note>}
      <div>
        <Button type="submit" loading={change.busy} disabled={current === '' || !isChosen}>
          {words.action}
        </Button>
      </div>
    </form>
  )
}
