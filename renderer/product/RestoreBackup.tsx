import { Button, FileInput, PasswordInput } from '@mantine/core'
import { useRef, useState, type FormEvent } from 'react'
import { asFailureError, type FailureError } from '../../shared/errors/failure-error.ts'
import type { BackupPreview, BackupRestored } from '../../shared/contract/backup.ts'
import { uploadBackup } from '../data/backup.ts'
import { useEngine } from '../data/context.ts'
import { useRun } from '../data/run.ts'
import { ErrorNotice, Note } from '../ui/Notice.tsx'
import { Working } from '../ui/Working.tsx'
import { useWords } from '../words/index.ts'
import { moment } from '../words/time.ts'

/** What restoring would do here, read before it is done. */
function Consequences({ preview }: { preview: BackupPreview }) {
  const { restore: words } = useWords().backup
  const { here, keptRevocations, keptCertificates, lostAuthorities } = preview
  return (
    <Note>
      <strong>{words.made({ at: moment(preview.created), version: preview.program })}</strong>
      <p>{words.holds(preview.counts)}.</p>
      {here && <p>{words.replaces(here)}</p>}
      {keptRevocations > 0 && <p>{words.keepsRevocations({ n: keptRevocations })}</p>}
      {keptCertificates > 0 && <p>{words.keepsCertificates({ n: keptCertificates })}</p>}
      {lostAuthorities.length > 0 && <p>{words.loses({ names: lostAuthorities.join(', ') })}</p>}
      {preview.counts.sites > 0 && <p>{words.opens}</p>}
    </Note>
  )
}

/** A file and its passphrase; opened and checked, then restored when the person says so. */
export function RestoreBackup({ onDone }: { onDone: (done: BackupRestored) => void }) {
  const { common, backup } = useWords()
  const { restore: words } = backup
  const { client } = useEngine()
  const inspect = useRun('backup.inspect')
  const restore = useRun('backup.restore')
  const upload = useRef<AbortController | null>(null)
  const [file, setFile] = useState<File | null>(null)
  const [passphrase, setPassphrase] = useState('')
  const [part, setPart] = useState<number | null>(null)
  const [transfer, setTransfer] = useState<string>()
  const [preview, setPreview] = useState<BackupPreview>()
  const [problem, setProblem] = useState<FailureError>()

  const choose = (chosen: File | null): void => {
    setFile(chosen)
    setTransfer(undefined)
    setPreview(undefined)
    setProblem(undefined)
    inspect.clear()
  }
  const look = async (): Promise<void> => {
    if (!file) return
    setProblem(undefined)
    try {
      upload.current = new AbortController()
      const here = transfer ?? (await uploadBackup(client, file, upload.current.signal, setPart))
      if (here === null) return
      setTransfer(here)
      setPart(null)
      setPreview(await inspect.start({ transfer: here, passphrase }))
    } catch (error) {
      setProblem(asFailureError(error))
    } finally {
      setPart(null)
    }
  }
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    void look()
  }
  const go = async (): Promise<void> => {
    const done = await restore.start({ transfer: transfer ?? '', passphrase, replace: true })
    if (done) onDone(done)
  }
  const busy = part !== null || inspect.busy || restore.busy
  return (
    <form className="stack" onSubmit={submit}>
      <p className="dim">{words.lead}</p>
      <FileInput label={words.file} placeholder={words.choose} value={file} onChange={choose} disabled={busy} />
      <PasswordInput
        label={words.passphrase}
        description={words.passphraseHint}
        value={passphrase}
        onChange={(event) => {
          setPassphrase(event.currentTarget.value)
          setPreview(undefined)
        }}
        autoComplete="off"
        disabled={busy}
      />
      {part !== null && <Working words={words.uploading} part={part} onCancel={() => upload.current?.abort()} />}
      {inspect.busy && <Working words={words.checking} part={inspect.part} onCancel={inspect.cancel} />}
      {restore.busy && <Working words={words.running} part={restore.part} onCancel={restore.cancel} />}
      {(inspect.cancelled || restore.cancelled) && <Note>{common.cancelled}</Note>}
      <ErrorNotice error={problem ?? inspect.error ?? restore.error} />
      {preview && <Consequences preview={preview} />}
      <div>
        {preview ? (
          <Button loading={restore.busy} onClick={() => void go()} color={preview.here ? 'red.9' : 'ink'}>
            {preview.here ? words.replace : words.go}
          </Button>
        ) : (
          <Button type="submit" disabled={!file || passphrase === ''} loading={busy}>
            {words.look}
          </Button>
        )}
      </div>
    </form>
  )
}
