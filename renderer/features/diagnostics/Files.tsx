import { Button, PasswordInput, TextInput } from '@mantine/core'
import { useState, type FormEvent } from 'react'
import type { FilesDiagnosis } from '../../../shared/contract/diagnosis.ts'
import { MOST_BYTES, readFiles, type ReadFile } from '../../data/files.ts'
import { useAction } from '../../data/hooks.ts'
import { DropZone } from '../../ui/DropZone.tsx'
import { ErrorNotice, Note } from '../../ui/Notice.tsx'
import { Waiting } from '../../ui/parts.tsx'
import { Status } from '../../ui/Status.tsx'
import { useWords } from '../../words/index.ts'
import { FileReport } from './FileReport.tsx'
import { Fix, type OnFixed } from './Fix.tsx'
import { readPlace } from './place.ts'
import { filesText } from './report-text.ts'
import { ReportActions } from './ReportActions.tsx'
import { ServerRun, useServerRun } from './ServerRun.tsx'
import { useOpenedFile } from './use-opened-file.ts'
import { Verdict } from './Verdict.tsx'

type Given = ReadFile & { readonly password?: string }

const MOST_FILES = 20
/** Problems that a password solves. */
const LOCKED = ['authority/file-password-needed', 'authority/file-wrong-password']

/** The files that are looked at; they are in this screen only, and gone with it. */
function useFiles() {
  const action = useAction('diagnosis.files')
  const { files: words } = useWords().diagnostics
  const [given, setGiven] = useState<readonly Given[]>([])
  const [report, setReport] = useState<FilesDiagnosis>()
  const [refused, setRefused] = useState<string>()
  const look = async (files: readonly Given[]): Promise<void> => {
    setGiven(files)
    const answer = await action.run({ files: [...files] })
    setReport(answer)
  }
  const add = async (files: readonly File[]): Promise<void> => {
    const size = files.reduce(
      (sum, file) => sum + file.size,
      given.reduce((sum, { base64 }) => sum + base64.length * 0.75, 0),
    )
    const many = given.length + files.length > MOST_FILES
    if (many || size > MOST_BYTES) {
      setRefused(many ? words.tooMany : words.tooLarge)
      return
    }
    setRefused(undefined)
    try {
      const read = await readFiles(files)
      // Dropped again, a file takes the place of the one of the same name.
      await look([...given.filter(({ name }) => !read.some((one) => one.name === name)), ...read])
    } catch {
      setRefused(words.unreadable)
    }
  }
  const unlock = (name: string, password: string): Promise<void> =>
    look(given.map((file) => (file.name === name ? { ...file, password } : file)))
  const clear = (): void => {
    setGiven([])
    setReport(undefined)
    setRefused(undefined)
    action.clear()
  }
  /** A file that was made anew is looked at instead of those that were not right. */
  const again: OnFixed = (made) => {
    const { fileName: name, base64, password } = made ?? {}
    const fresh =
      name === undefined || base64 === undefined
        ? null
        : { name, base64, ...(password === undefined ? {} : { password }) }
    void look(fresh ? [fresh] : given)
  }
  const notOpened = useOpenedFile((file) => void look([file]))
  return { ...action, error: action.error ?? notOpened, given, report, refused, add, unlock, clear, again }
}

function Password({ name, onOpen }: { name: string; onOpen: (password: string) => void }) {
  const { files: words } = useWords().diagnostics
  const [password, setPassword] = useState('')
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    onOpen(password)
  }
  return (
    <form className="line" style={{ alignItems: 'flex-end' }} onSubmit={submit}>
      <PasswordInput
        label={words.password({ name })}
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
        autoComplete="off"
        style={{ flex: '1 1 220px', maxWidth: 360 }}
      />
      <Button type="submit" variant="default">
        {words.open}
      </Button>
    </form>
  )
}

function Relations({ report, onFixed }: { report: FilesDiagnosis; onFixed: OnFixed }) {
  const { diagnostics, say } = useWords()
  const { files: words } = diagnostics
  if (report.relations.length === 0) return null
  return (
    <section className="surface stack-tight" aria-label={words.relations}>
      <h3 className="section-title" style={{ margin: 0 }}>
        {words.relations}
      </h3>
      <ul className="problems">
        {report.relations.map((one) => (
          <li key={JSON.stringify(one.message)}>
            <Status tone={one.holds ? 'good' : 'bad'} words={one.holds ? words.fits : words.fitsNot} />
            <p>{say(one.message)}</p>
            {one.remedy !== null && <p className="dim">{say(one.remedy)}</p>}
            <Fix action={one.action} onDone={onFixed} />
          </li>
        ))}
      </ul>
    </section>
  )
}

/** Whether a server would take the certificate and key in the files. */
function AskServer({ files }: { files: readonly Given[] }) {
  const { files: words, servers } = useWords().diagnostics
  const [address, setAddress] = useState('')
  const [wrong, setWrong] = useState(false)
  const run = useServerRun()
  const ask = (): void => {
    const place = readPlace(address)
    setWrong(place === null)
    if (place) void run.start({ ...place, credentials: { kind: 'files', files: [...files] } })
  }
  return (
    <section className="stack" aria-label={words.ask}>
      <form
        className="surface stack-tight"
        onSubmit={(event) => {
          event.preventDefault()
          ask()
        }}
      >
        <h3 className="section-title" style={{ margin: 0 }}>
          {words.ask}
        </h3>
        <div className="line" style={{ alignItems: 'flex-end' }}>
          <TextInput
            label={servers.address}
            description={words.askLead}
            error={wrong ? servers.addressWrong : undefined}
            value={address}
            onChange={(event) => setAddress(event.currentTarget.value)}
            autoComplete="off"
            spellCheck={false}
            style={{ flex: '1 1 240px' }}
          />
          <Button type="submit" loading={run.busy} disabled={address.trim() === ''}>
            {servers.run}
          </Button>
        </div>
      </form>
      <ServerRun run={run} onFixed={ask} />
    </section>
  )
}

/** Any files: what they are, whether they belong together, and what would become of them. */
export function Files() {
  const all = useWords()
  const { diagnostics } = all
  const { files: words } = diagnostics
  const files = useFiles()
  const { report, given } = files
  const locked = report?.files.filter(({ problems }) => problems.some(({ code }) => LOCKED.includes(code))) ?? []
  // A file that waits for its password is not wrong.
  const wrong =
    report?.relations.some(({ holds }) => !holds) === true ||
    report?.files.some(({ problems }) => problems.some(({ code }) => code !== 'authority/file-password-needed')) ===
      true
  const held = report?.files.flatMap(({ contents }) => contents.map(({ type }) => type)) ?? []
  const identity = held.includes('key') && held.includes('certificate')
  return (
    <div className="stack">
      <DropZone
        label={given.length === 0 ? words.drop : words.more}
        hint={words.hint}
        button={words.choose}
        disabled={files.busy}
        onFiles={(list) => void files.add(list)}
      />
      {files.refused !== undefined && <Note>{files.refused}</Note>}
      {files.busy && <Waiting words={words.reading} />}
      <ErrorNotice error={files.error} />
      {report && (
        <>
          <Verdict tone={report.ok ? 'good' : wrong ? 'bad' : 'calm'} sentence={report.summary} report={report} />
          <div className="line">
            <ReportActions text={filesText(report, all)} report={report} />
            <Button variant="subtle" onClick={files.clear}>
              {words.clear}
            </Button>
          </div>
          {locked.map(({ name }) => (
            <Password key={name} name={name} onOpen={(password) => void files.unlock(name, password)} />
          ))}
          <Relations report={report} onFixed={files.again} />
          {report.files.map((file) => (
            <FileReport key={file.name} file={file} onFixed={files.again} />
          ))}
          {identity && <AskServer files={given} />}
        </>
      )}
    </div>
  )
}
