import { Button, Checkbox, PasswordInput, TextInput } from '@mantine/core'
import { useState, type FormEvent } from 'react'
import type { Imported } from '../../../shared/contract/authority.ts'
import { useChosenFiles } from '../../data/files.ts'
import { useQuery } from '../../data/hooks.ts'
import { useRun } from '../../data/run.ts'
import { DropZone } from '../../ui/DropZone.tsx'
import { ErrorNotice, Note } from '../../ui/Notice.tsx'
import { Fold, Waiting } from '../../ui/parts.tsx'
import { Working } from '../../ui/Working.tsx'
import { useWords } from '../../words/index.ts'
import { CameIn } from './CameIn.tsx'

/** An authority that was made elsewhere, with its key: whatever files there are. */
export function TakeOver({ first, onDone }: { first: boolean; onDone: () => void }) {
  const { authority, common } = useWords()
  const words = authority.takeOver
  const status = useQuery('app.status', {})
  const take = useRun('authority.import')
  const chosen = useChosenFiles()
  const { files } = chosen
  const [password, setPassword] = useState('')
  const [passphrase, setPassphrase] = useState('')
  const [name, setName] = useState('')
  const [imported, setImported] = useState<Imported>()
  const noMac = take.error?.code === 'authority/file-no-mac'
  const [allowNoMac, setAllowNoMac] = useState(false)
  // The vault is asked for once, when there is none yet; afterwards the app asks when it is locked.
  const needsPassphrase = first && status.value?.empty === true
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    const done = await take.start({
      files: [...files],
      allowNoMac,
      ...(password === '' ? {} : { password }),
      ...(name.trim() === '' ? {} : { name }),
      ...(passphrase === '' ? {} : { passphrase }),
    })
    if (done) setImported(done)
  }
  if (imported) return <CameIn imported={imported} onDone={onDone} />
  return (
    <form className="stack" onSubmit={(event) => void submit(event)}>
      <p className="dim">{words.lead}</p>
      <DropZone
        button={common.chooseFiles}
        label={words.files}
        hint={words.filesHint}
        folder={words.folder}
        chosen={files.map((one) => one.name)}
        onFiles={chosen.choose}
      />
      {chosen.reading && <Waiting words={common.readingFiles} />}
      {chosen.unreadable && <Note>{common.unreadableFiles}</Note>}
      <PasswordInput
        label={words.password}
        description={words.passwordHint}
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
        autoComplete="off"
      />
      {needsPassphrase && (
        <PasswordInput
          label={words.passphrase}
          description={words.passphraseHint}
          value={passphrase}
          onChange={(event) => setPassphrase(event.currentTarget.value)}
          autoComplete="new-password"
        />
      )}
      <Fold title={authority.create.advanced}>
        <TextInput
          label={words.name}
          description={words.nameHint}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          autoComplete="off"
        />
      </Fold>
      {take.busy && <Working words={words.busy} part={take.part} onCancel={take.cancel} />}
      {take.cancelled && <Note>{common.cancelled}</Note>}
      <ErrorNotice error={take.error} />
      {noMac && (
        <Checkbox
          label={words.allowNoMac}
          checked={allowNoMac}
          onChange={(event) => setAllowNoMac(event.currentTarget.checked)}
        />
      )}
      <div>
        <Button
          type="submit"
          loading={take.busy}
          disabled={files.length === 0 || (needsPassphrase && passphrase === '')}
        >
          {words.action}
        </Button>
      </div>
    </form>
  )
}
