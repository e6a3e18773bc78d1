import { Button, NativeSelect, PasswordInput, TextInput } from '@mantine/core'
import { FileButton } from '@mantine/core'
import { useState, type FormEvent } from 'react'
import type { Input } from '../../../shared/contract/index.ts'
import { readFiles, type ReadFile } from '../../data/files.ts'
import { useQuery } from '../../data/hooks.ts'
import { useRoute } from '../../data/route.ts'
import { Fold } from '../../ui/parts.tsx'
import { useWords } from '../../words/index.ts'
import { readPlace } from './place.ts'
import { ServerRun, useServerRun } from './ServerRun.tsx'

const NOBODY = ''
const FILES = 'files'

interface Draft {
  readonly address: string
  readonly servername: string
  /** A device's id, `files`, or nobody. */
  readonly as: string
  readonly files: readonly ReadFile[]
  readonly password: string
}

const empty: Draft = { address: '', servername: '', as: NOBODY, files: [], password: '' }

function credentialsOf({ as, files, password }: Draft): Input<'diagnosis.server'>['credentials'] {
  if (as === NOBODY) return undefined
  if (as !== FILES) return { kind: 'device', device: as }
  return files.length === 0
    ? undefined
    : { kind: 'files', files: files.map((file) => ({ ...file, ...(password === '' ? {} : { password }) })) }
}

function FilesOf({ draft, onChange }: { draft: Draft; onChange: (draft: Draft) => void }) {
  const { servers: words } = useWords().diagnostics
  const take = async (files: readonly File[]): Promise<void> => onChange({ ...draft, files: await readFiles(files) })
  return (
    <div className="line" style={{ alignItems: 'flex-end' }}>
      <FileButton multiple onChange={(files) => void take(files)}>
        {(button) => (
          <Button {...button} variant="default">
            {words.pick}
          </Button>
        )}
      </FileButton>
      <PasswordInput
        label={words.password}
        value={draft.password}
        autoComplete="off"
        onChange={(event) => onChange({ ...draft, password: event.currentTarget.value })}
      />
      {draft.files.length > 0 && (
        <span className="dim wrap">{words.picked({ names: draft.files.map(({ name }) => name).join(', ') })}</span>
      )}
    </div>
  )
}

/** What any server wants from its visitors, by real handshakes. */
export function AnyServer() {
  const { servers: words } = useWords().diagnostics
  const asked = useRoute().params.get('at') ?? ''
  const devices = useQuery('device.list', {})
  const [draft, setDraft] = useState<Draft>({ ...empty, address: asked })
  const [wrong, setWrong] = useState(false)
  const run = useServerRun()
  const again = (): void => {
    const place = readPlace(draft.address)
    setWrong(place === null)
    if (!place) return
    const servername = draft.servername.trim()
    const credentials = credentialsOf(draft)
    void run.start({
      ...place,
      ...(servername === '' ? {} : { servername }),
      ...(credentials ? { credentials } : {}),
    })
  }
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    again()
  }
  const usable = (devices.value ?? []).filter((device) => device.hasKey)
  return (
    <div className="stack">
      <form className="stack surface" onSubmit={submit}>
        <div className="ask-line">
          <TextInput
            label={words.address}
            description={words.addressHint}
            error={wrong ? words.addressWrong : undefined}
            value={draft.address}
            onChange={(event) => setDraft({ ...draft, address: event.currentTarget.value })}
            autoComplete="off"
            spellCheck={false}
          />
          <NativeSelect
            label={words.as}
            value={draft.as}
            data={[
              { value: NOBODY, label: words.nobody },
              ...usable.map(({ id, name }) => ({ value: id, label: name })),
              { value: FILES, label: words.files },
            ]}
            onChange={(event) => setDraft({ ...draft, as: event.currentTarget.value })}
          />
        </div>
        {draft.as === FILES && <FilesOf draft={draft} onChange={setDraft} />}
        <Fold title={words.advanced}>
          <TextInput
            label={words.servername}
            description={words.servernameHint}
            value={draft.servername}
            onChange={(event) => setDraft({ ...draft, servername: event.currentTarget.value })}
            autoComplete="off"
            spellCheck={false}
          />
        </Fold>
        <div>
          <Button type="submit" loading={run.busy} disabled={draft.address.trim() === ''}>
            {words.run}
          </Button>
        </div>
      </form>
      <ServerRun run={run} onFixed={again} />
    </div>
  )
}
