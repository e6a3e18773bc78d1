import { Button, NativeSelect } from '@mantine/core'
import { useState } from 'react'
import type { Server } from '../../../shared/contract/server.ts'
import { useAction } from '../../data/hooks.ts'
import { ErrorNotice } from '../../ui/Notice.tsx'
import { Waiting } from '../../ui/parts.tsx'
import { useWords } from '../../words/index.ts'

const reasons = ['key-compromise', 'superseded', 'cessation', 'unspecified'] as const
type Reason = (typeof reasons)[number]

/** Neither can be undone, hence a second button, in place. */
export function RevokeServer({ server, onClose }: { server: Server; onClose: () => void }) {
  const { common, devices, servers } = useWords()
  const words = servers.revoke
  const revoke = useAction('server.revoke')
  const [reason, setReason] = useState<Reason>('unspecified')
  const run = async (): Promise<void> => {
    if (await revoke.run({ server: server.id, reason })) onClose()
  }
  return (
    <section className="surface stack" aria-label={words.action({ name: server.name })}>
      <p style={{ margin: 0 }}>{words.lead({ name: server.name })}</p>
      <NativeSelect
        label={devices.revoke.reason}
        value={reason}
        data={reasons.map((value) => ({ value, label: devices.revoke.reasons[value] }))}
        onChange={(event) => setReason(event.currentTarget.value as Reason)}
      />
      {revoke.busy && <Waiting words={words.busy} />}
      <ErrorNotice error={revoke.error} />
      <div className="line">
        <Button color="red.9" loading={revoke.busy} onClick={() => void run()}>
          {words.action({ name: server.name })}
        </Button>
        <Button variant="default" onClick={onClose}>
          {common.cancel}
        </Button>
      </div>
    </section>
  )
}

export function RemoveServer({
  server,
  onClose,
  onRemoved,
}: {
  server: Server
  onClose: () => void
  onRemoved: () => void
}) {
  const { common, servers } = useWords()
  const words = servers.remove
  const remove = useAction('server.remove')
  const run = async (): Promise<void> => {
    if (await remove.run({ server: server.id })) onRemoved()
  }
  return (
    <section className="surface stack" aria-label={words.action({ name: server.name })}>
      <p style={{ margin: 0 }}>{words.lead({ name: server.name })}</p>
      {remove.busy && <Waiting words={words.busy} />}
      <ErrorNotice error={remove.error} />
      <div className="line">
        <Button color="red.9" loading={remove.busy} onClick={() => void run()}>
          {words.action({ name: server.name })}
        </Button>
        <Button variant="default" onClick={onClose}>
          {common.cancel}
        </Button>
      </div>
    </section>
  )
}
