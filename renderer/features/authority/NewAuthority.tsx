import { Button, NativeSelect, NumberInput, PasswordInput, Textarea, TextInput } from '@mantine/core'
import { useState, type FormEvent } from 'react'
import type { Authority } from '../../../shared/contract/authority.ts'
import type { KeyType } from '../../../shared/contract/common.ts'
import { useAction } from '../../data/hooks.ts'
import { useFieldErrors } from '../../ui/field-errors.ts'
import { ErrorNotice } from '../../ui/Notice.tsx'
import { Fold, Waiting } from '../../ui/parts.tsx'
import { useWords } from '../../words/index.ts'

const keys: readonly KeyType[] = ['rsa3072', 'p256', 'p384', 'rsa4096', 'rsa2048']

/** One more authority: a root of its own, or an intermediate below one that is here. */
export function NewAuthority({ own, onDone }: { own: readonly Authority[]; onDone: () => void }) {
  const { common, authority } = useWords()
  const words = authority.create
  const create = useAction('authority.create')
  const [name, setName] = useState('')
  const [passphrase, setPassphrase] = useState('')
  const [parent, setParent] = useState('')
  const [key, setKey] = useState<KeyType>('rsa3072')
  const [days, setDays] = useState<number | string>(3650)
  const [constraints, setConstraints] = useState('')
  const told = useFieldErrors(create.error, {
    name: words.name,
    days: words.days,
    constraints: words.constraints,
  })
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    const done = await create.run({
      name,
      passphrase,
      key,
      days: Number(days),
      constraints: constraints.split(/[\s,]+/).filter((one) => one !== ''),
      ...(parent === '' ? {} : { parent }),
    })
    if (done) onDone()
  }
  return (
    <form className="stack" onSubmit={(event) => void submit(event)}>
      <p className="dim">{words.lead}</p>
      <TextInput
        label={words.name}
        value={name}
        error={told.at.name}
        onChange={(event) => setName(event.currentTarget.value)}
        autoComplete="off"
        data-autofocus
      />
      <NativeSelect
        label={words.parent}
        description={words.parentHint}
        value={parent}
        data={[
          { value: '', label: words.root },
          ...own
            .filter(({ parentId }) => parentId === null)
            .map(({ id, name: label }) => ({ value: id, label: words.below({ name: label }) })),
        ]}
        onChange={(event) => setParent(event.currentTarget.value)}
      />
      <PasswordInput
        label={words.passphrase}
        description={words.passphraseHint}
        value={passphrase}
        onChange={(event) => setPassphrase(event.currentTarget.value)}
        autoComplete="current-password"
      />
      <Fold title={words.advanced}>
        <div className="stack">
          <NativeSelect
            label={words.key}
            value={key}
            data={keys.map((value) => ({ value, label: common.keyType[value] }))}
            onChange={(event) => setKey(event.currentTarget.value as KeyType)}
          />
          <NumberInput
            label={words.days}
            value={days}
            error={told.at.days}
            onChange={setDays}
            min={1}
            max={36_500}
            allowDecimal={false}
          />
          <Textarea
            label={words.constraints}
            description={words.constraintsHint}
            placeholder={'home.arpa\n192.168.0.0/16'}
            value={constraints}
            error={told.at.constraints}
            onChange={(event) => setConstraints(event.currentTarget.value)}
            autosize
            minRows={2}
            spellCheck={false}
            classNames={{ input: 'mono' }}
          />
        </div>
      </Fold>
      {create.busy && <Waiting words={words.busy} />}
      <ErrorNotice error={told.rest} />
      <div>
        <Button type="submit" loading={create.busy} disabled={name.trim() === '' || passphrase === ''}>
          {words.action}
        </Button>
      </div>
    </form>
  )
}
