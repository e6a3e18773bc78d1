import { Button, NativeSelect } from '@mantine/core'
import { useState } from 'react'
import type { Output } from '../../../shared/contract/index.ts'
import type { Server } from '../../../shared/contract/server.ts'
import { saveFile } from '../../data/download.ts'
import { useAction } from '../../data/hooks.ts'
import { Password } from '../../product/handover/Password.tsx'
import { ErrorNotice, Note } from '../../ui/Notice.tsx'
import { Waiting } from '../../ui/parts.tsx'
import { useWords } from '../../words/index.ts'
import { exportInput, machineNames, machines, type Form, type Machine } from './machines.ts'

const FORMS: readonly Form[] = ['pair', 'pem', 'fullchain', 'pfx', 'jks']

/** The certificate in the form that the machine takes, and where it goes there. */
export function ExportServer(props: { server: Server; machine: Machine }) {
  const { server } = props
  const { say, servers } = useWords()
  const words = servers.export
  const exporting = useAction('server.export')
  const [machine, setMachine] = useState(props.machine)
  const [chosen, setChosen] = useState<Form>()
  const [file, setFile] = useState<Output<'server.export'>>()
  const form = server.hasKey ? (chosen ?? machines[machine].form) : 'fullchain'
  const save = async (): Promise<void> => {
    setFile(undefined)
    const made = await exporting.run(exportInput(server.id, form, machine))
    if (!made) return
    saveFile(made)
    if (made.key) saveFile(made.key)
    setFile(made)
  }
  return (
    <section className="surface stack" aria-label={words.title}>
      <h3 className="section-title">{words.title}</h3>
      <NativeSelect
        label={servers.form.machine}
        value={machine}
        data={machineNames.map((value) => ({ value, label: servers.machines[value].name }))}
        onChange={(event) => {
          setMachine(event.currentTarget.value as Machine)
          setChosen(undefined)
        }}
      />
      {server.hasKey ? (
        <NativeSelect
          label={words.form}
          value={form}
          data={FORMS.map((value) => ({ value, label: words.forms[value] }))}
          onChange={(event) => setChosen(event.currentTarget.value as Form)}
        />
      ) : (
        <p className="dim">{words.noKey}</p>
      )}
      <div>
        <Button loading={exporting.busy} onClick={() => void save()}>
          {form === 'fullchain' ? words.action : words.actionPair}
        </Button>
      </div>
      {exporting.busy && <Waiting words={words.busy} />}
      <ErrorNotice error={exporting.error} />
      {file && (
        <>
          <Password file={file} />
          <p className="dim">{words.saved({ files: [file.fileName, ...(file.key ? [file.key.fileName] : [])] })}</p>
          {file.warnings.length > 0 && <Note>{file.warnings.map(say).join(' ')}</Note>}
        </>
      )}
      <p>{servers.machines[machine].steps}</p>
      <p className="dim">{servers.moved}</p>
    </section>
  )
}
