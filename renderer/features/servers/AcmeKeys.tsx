import { Button, TextInput } from '@mantine/core'
import { useState, type FormEvent } from 'react'
import type { Output } from '../../../shared/contract/index.ts'
import { useAction, useQuery } from '../../data/hooks.ts'
import { Copyable } from '../../ui/Copyable.tsx'
import { ErrorNotice } from '../../ui/Notice.tsx'
import { Facts, Fold } from '../../ui/parts.tsx'
import { useWords } from '../../words/index.ts'

/** Keys that let machines in at the ACME server unasked. */
export function AcmeKeys() {
  const { acme: words } = useWords().servers
  const list = useQuery('acme.eab.list', {})
  const add = useAction('acme.eab.add')
  const remove = useAction('acme.eab.remove')
  const [name, setName] = useState('')
  const [made, setMade] = useState<Output<'acme.eab.add'>>()
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    const key = await add.run({ name })
    setMade(key)
    if (key) setName('')
  }
  return (
    <Fold title={words.keys}>
      <form className="stack-tight" onSubmit={(event) => void submit(event)}>
        <p className="dim">{words.keysHint}</p>
        {list.value?.map((key) => (
          <div key={key.kid} className="want-actions">
            <span>
              {key.name} <span className="mono dim">{key.kid}</span> {key.used && words.used}
            </span>
            <Button
              size="xs"
              variant="subtle"
              aria-label={words.removeLabel({ name: key.name })}
              disabled={remove.busy}
              onClick={() => void remove.run({ name: key.kid })}
            >
              {words.remove}
            </Button>
          </div>
        ))}
        {made && (
          <>
            <p>{words.keyOnce}</p>
            <Facts
              rows={[
                [words.kid, <Copyable key="kid" text={made.kid} what={words.kid} />],
                [words.hmacKey, <Copyable key="hmac" text={made.hmacKey} what={words.hmacKey} />],
              ]}
            />
          </>
        )}
        <TextInput
          label={words.keyName}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          autoComplete="off"
        />
        <ErrorNotice error={add.error ?? remove.error ?? list.error} />
        <div>
          <Button type="submit" variant="default" loading={add.busy} disabled={name.trim() === ''}>
            {words.addKey}
          </Button>
        </div>
      </form>
    </Fold>
  )
}
