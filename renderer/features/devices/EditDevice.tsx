import { Button, TagsInput, TextInput } from '@mantine/core'
import { useMemo, useState, type FormEvent } from 'react'
import type { Device, Platform } from '../../../shared/contract/device.ts'
import { useAction, useQuery } from '../../data/hooks.ts'
import { PlatformPicker } from '../../product/platforms.tsx'
import { useFieldErrors } from '../../ui/field-errors.ts'
import { ErrorNotice } from '../../ui/Notice.tsx'
import { useWords } from '../../words/index.ts'

/** What the app calls a device; its certificate stays as it is. */
export function EditDevice({ device, onDone }: { device: Device; onDone: () => void }) {
  const { common, devices } = useWords()
  const words = devices.edit
  const set = useAction('device.set')
  const all = useQuery('device.list', {})
  const known = useMemo(() => [...new Set(all.value?.flatMap(({ groups }) => groups))].toSorted(), [all.value])
  const [name, setName] = useState(device.name)
  const [platform, setPlatform] = useState<Platform>(device.platform)
  const [groups, setGroups] = useState<string[]>(device.groups)
  const told = useFieldErrors(set.error, { name: devices.form.name, groups: words.groups })
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    if (await set.run({ device: device.id, name, platform, groups })) onDone()
  }
  return (
    <form className="surface stack" aria-label={words.title} onSubmit={(event) => void submit(event)}>
      <TextInput
        label={devices.form.name}
        description={words.nameHint}
        value={name}
        error={told.at.name}
        onChange={(event) => setName(event.currentTarget.value)}
        autoComplete="off"
      />
      <PlatformPicker legend={devices.form.platform} value={platform} onChange={setPlatform} />
      <TagsInput
        label={words.groups}
        description={words.groupsHint}
        value={groups}
        error={told.at.groups}
        onChange={setGroups}
        data={known}
        clearable={false}
      />
      <ErrorNotice error={told.rest} />
      <div className="line">
        <Button type="submit" loading={set.busy} disabled={name.trim() === ''}>
          {common.save}
        </Button>
        <Button variant="default" onClick={onDone}>
          {common.cancel}
        </Button>
      </div>
    </form>
  )
}
