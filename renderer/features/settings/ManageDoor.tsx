import { Button, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { AppStatus } from '../../../shared/contract/app.ts'
import type { Manage } from '../../../shared/contract/manage.ts'
import { useAction, useQuery } from '../../data/hooks.ts'
import { Copyable } from '../../ui/Copyable.tsx'
import { useFieldErrors } from '../../ui/field-errors.ts'
import { ErrorNotice, Note } from '../../ui/Notice.tsx'
import { useWords } from '../../words/index.ts'
import { Section } from './Section.tsx'
import { Switch } from './Switch.tsx'

const ANYWHERE = '*:8443'

/** Its name and port, asked for before it is opened. */
function OpenForm({ manage, status, onDone }: { manage: Manage; status: AppStatus; onDone: () => void }) {
  const { manage: words } = useWords().settings
  const open = useAction('manage.on')
  const [host, setHost] = useState(manage.host ?? status.computer.addresses[0] ?? status.computer.hostName)
  const [listen, setListen] = useState(manage.listen ?? ANYWHERE)
  const told = useFieldErrors(open.error, { host: words.host, listen: words.listen })
  const start = async (): Promise<void> => {
    if (await open.run({ host, listen })) onDone()
  }
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault()
        void start()
      }}
    >
      <TextInput
        label={words.host}
        description={words.hostHint}
        value={host}
        error={told.at.host}
        onChange={(event) => setHost(event.currentTarget.value)}
        autoComplete="off"
      />
      <TextInput
        label={words.listen}
        description={words.listenHint}
        value={listen}
        error={told.at.listen}
        onChange={(event) => setListen(event.currentTarget.value)}
        autoComplete="off"
      />
      <ErrorNotice error={told.rest} />
      <div>
        <Button type="submit" variant="default" loading={open.busy} disabled={host.trim() === '' || listen === ''}>
          {words.start}
        </Button>
      </div>
    </form>
  )
}

/** The interface behind the gate, for devices that may manage. Off until somebody wants it. */
export function ManageDoor({ status }: { status: AppStatus }) {
  const { manage: words } = useWords().settings
  const shown = useQuery('manage.show', {})
  const off = useAction('manage.off')
  const [asking, setAsking] = useState(false)
  if (status.asDevice !== null) {
    return (
      <Section title={words.title}>
        <Note>{words.fromDevice({ device: status.asDevice })}</Note>
      </Section>
    )
  }
  if (!shown.value || status.empty || !status.features.manage) return null
  const manage = shown.value
  const names = manage.devices.map(({ name }) => name).join(', ')
  return (
    <Section title={words.title}>
      <div className="stack-tight">
        <p className="dim">{words.lead}</p>
        <Switch
          label={words.open}
          checked={manage.on}
          busy={off.busy}
          onChange={(on) => {
            setAsking(on)
            if (!on) void off.run({})
          }}
        />
        {manage.url !== null && (
          <Copyable text={manage.url} what={words.address}>
            <span className="mono">{manage.url}</span>
          </Copyable>
        )}
        {asking && !manage.on && <OpenForm manage={manage} status={status} onDone={() => setAsking(false)} />}
        <p className="dim">{words.devices({ count: manage.devices.length, names })}</p>
        <ErrorNotice error={off.error ?? manage.problem ?? shown.error} />
      </div>
    </Section>
  )
}
