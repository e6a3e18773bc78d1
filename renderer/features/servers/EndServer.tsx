import { NativeSelect } from '@mantine/core'
import { useState } from 'react'
import type { Server } from '../../../shared/contract/server.ts'
import { useAction } from '../../data/hooks.ts'
import { Confirm } from '../../ui/Confirm.tsx'
import { useWords } from '../../words/index.ts'

const reasons = ['key-compromise', 'superseded', 'cessation', 'unspecified'] as const
type Reason = (typeof reasons)[number]

export function RevokeServer({ server, onClose }: { server: Server; onClose: () => void }) {
  const { devices, servers } = useWords()
  const words = servers.revoke
  const { run, busy, error } = useAction('server.revoke')
  const [reason, setReason] = useState<Reason>('unspecified')
  const { id, name } = server
  return (
    <Confirm
      action={words.action({ name })}
      lead={words.lead({ name })}
      busyWords={words.busy}
      busy={busy}
      error={error}
      danger
      onConfirm={async () => {
        if (await run({ server: id, reason })) onClose()
      }}
      onCancel={onClose}
    >
      <NativeSelect
        label={devices.revoke.reason}
        value={reason}
        data={reasons.map((value) => ({ value, label: devices.revoke.reasons[value] }))}
        onChange={(event) => setReason(event.currentTarget.value as Reason)}
      />
    </Confirm>
  )
}

export function RemoveServer(props: { server: Server; onClose: () => void; onRemoved: () => void }) {
  const words = useWords().servers.remove
  const { run, busy, error } = useAction('server.remove')
  const { id, name } = props.server
  return (
    <Confirm
      action={words.action({ name })}
      lead={words.lead({ name })}
      busyWords={words.busy}
      busy={busy}
      error={error}
      danger
      onConfirm={async () => {
        if (await run({ server: id })) props.onRemoved()
      }}
      onCancel={props.onClose}
    />
  )
}
