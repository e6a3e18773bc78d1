import { Button, NativeSelect, NumberInput, TagsInput, TextInput } from '@mantine/core'
import { useState, type FormEvent } from 'react'
import type { Device, Platform } from '../../shared/contract/device.ts'
import type { Input } from '../../shared/contract/index.ts'
import { useAction, useQuery } from '../data/hooks.ts'
import { useFieldErrors } from '../ui/field-errors.ts'
import { useInitialFocus } from '../ui/focus.ts'
import { ErrorNotice, Note } from '../ui/Notice.tsx'
import { Fold, Waiting } from '../ui/parts.tsx'
import { useWords } from '../words/index.ts'
import { PlatformPicker } from './platforms.tsx'
import { RequestField } from './RequestField.tsx'

type KeyType = NonNullable<Input<'device.add'>['key']>

const keys: readonly KeyType[] = ['rsa2048', 'rsa3072', 'p256', 'p384']

/** A name and what it is; the rest has good defaults. */
export function AddDevice({ onAdded, focus = false }: { onAdded?: (device: Device) => void; focus?: boolean }) {
  const { common, devices } = useWords()
  const add = useAction('device.add')
  const first = useInitialFocus<HTMLInputElement>(focus)
  const [name, setName] = useState('')
  const [platform, setPlatform] = useState<Platform>('iphone')
  const [key, setKey] = useState<KeyType>('rsa2048')
  const [days, setDays] = useState<number | string>(365)
  const [csr, setCsr] = useState('')
  const [groups, setGroups] = useState<string[]>([])
  const [authority, setAuthority] = useState('')
  const own = useQuery('authority.list', {}).value?.filter(({ kind }) => kind === 'own') ?? []
  // What the form shows is what signs, also where the usual one is changed meanwhile.
  const signer = own.find(({ id }) => id === authority) ?? own.find(({ usual }) => usual)
  const told = useFieldErrors(add.error, {
    name: devices.form.name,
    days: devices.form.days,
    groups: devices.edit.groups,
  })
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    const device = await add.run({
      name,
      platform,
      key,
      days: Number(days),
      groups,
      ...(csr.trim() === '' ? {} : { csr }),
      ...(signer ? { authority: signer.id } : {}),
    })
    if (device) onAdded?.(device)
  }
  return (
    <form className="stack" onSubmit={(event) => void submit(event)}>
      <TextInput
        label={devices.form.name}
        placeholder={devices.form.placeholder}
        value={name}
        error={told.at.name}
        onChange={(event) => setName(event.currentTarget.value)}
        ref={first}
        data-autofocus
        autoComplete="off"
      />
      <PlatformPicker legend={devices.form.platform} value={platform} onChange={setPlatform} />
      {own.length > 1 && (
        <NativeSelect
          label={devices.form.authority}
          value={signer?.id}
          data={own.map(({ id, name: label }) => ({ value: id, label }))}
          onChange={(event) => setAuthority(event.currentTarget.value)}
        />
      )}
      <Fold title={devices.form.advanced}>
        <div className="stack">
          <NativeSelect
            label={devices.form.key}
            value={key}
            data={keys.map((value) => ({ value, label: common.keyType[value] }))}
            onChange={(event) => setKey(event.currentTarget.value as KeyType)}
            disabled={csr.trim() !== ''}
          />
          {(key === 'p256' || key === 'p384') && <Note>{devices.form.keyWarning}</Note>}
          <NumberInput
            label={devices.form.days}
            value={days}
            error={told.at.days}
            onChange={setDays}
            min={1}
            max={3650}
            allowDecimal={false}
          />
          <TagsInput
            label={devices.edit.groups}
            description={devices.edit.groupsHint}
            value={groups}
            error={told.at.groups}
            onChange={setGroups}
          />
          <RequestField value={csr} onChange={setCsr} />
        </div>
      </Fold>
      {add.busy && <Waiting words={devices.form.adding} />}
      <ErrorNotice error={told.rest} />
      <div>
        <Button type="submit" loading={add.busy} disabled={name.trim() === ''}>
          {devices.form.add}
        </Button>
      </div>
    </form>
  )
}
