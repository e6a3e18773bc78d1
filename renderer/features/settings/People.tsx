import { Button, PasswordInput, TextInput } from '@mantine/core'
import { useState, type FormEvent } from 'react'
import { useAction, useQuery } from '../../data/hooks.ts'
import { NewPassphrase, NO_PASSPHRASE, useIsChosen } from '../../product/NewPassphrase.tsx'
import { ErrorNotice, Note } from '../../ui/Notice.tsx'
import { Fold, Waiting } from '../../ui/parts.tsx'
import { useWords } from '../../words/index.ts'
import { day } from '../../words/time.ts'
import { Section } from './Section.tsx'

/** Who else unlocks the keys, each with a passphrase of their own. */
export function People() {
  const { people: words } = useWords().settings
  const list = useQuery('person.list', {})
  const remove = useAction('person.remove')
  return (
    <Section title={words.title}>
      <p className="dim">{words.lead}</p>
      <ul className="sessions">
        {list.value?.map(({ id, name, owner, createdAt }) => (
          <li key={id}>
            <span>
              <strong>{owner ? words.owner : name}</strong>
              {createdAt !== null && <span className="dim"> {words.since({ at: day(createdAt) })}</span>}
            </span>
            {!owner && (
              <Button
                size="xs"
                variant="default"
                aria-label={words.removeLabel({ name })}
                disabled={remove.busy}
                onClick={() => void remove.run({ person: id })}
              >
                {words.remove}
              </Button>
            )}
          </li>
        ))}
      </ul>
      <ErrorNotice error={list.error ?? remove.error} />
      <Fold title={words.add}>
        <AddPerson />
      </Fold>
    </Section>
  )
}

function AddPerson() {
  const { people: words } = useWords().settings
  const add = useAction('person.add')
  const [name, setName] = useState('')
  const [next, setNext] = useState(NO_PASSPHRASE)
  const [own, setOwn] = useState('')
  const [added, setAdded] = useState<string>()
  const isChosen = useIsChosen(next)
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    setAdded(undefined)
    const person = await add.run({ name, newPassphrase: next.first, passphrase: own })
    if (!person) return
    setName('')
    setNext(NO_PASSPHRASE)
    setOwn('')
    setAdded(person.name)
  }
  return (
    <form className="stack" onSubmit={(event) => void submit(event)}>
      <TextInput
        label={words.name}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        autoComplete="off"
      />
      <NewPassphrase label={words.passphrase} value={next} onChange={setNext} />
      <PasswordInput
        label={words.own}
        description={words.ownHint}
        value={own}
        onChange={(event) => setOwn(event.currentTarget.value)}
        autoComplete="current-password"
      />
      {add.busy && <Waiting words={words.busy({ name })} />}
      <ErrorNotice error={add.error} />
      {added !== undefined && <Note>{words.done({ name: added })}</Note>}
      <div>
        <Button
          type="submit"
          variant="default"
          loading={add.busy}
          disabled={name.trim() === '' || own === '' || !isChosen}
        >
          {words.action}
        </Button>
      </div>
    </form>
  )
}
