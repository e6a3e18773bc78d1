import { NativeSelect } from '@mantine/core'
import { useState } from 'react'
import type { Device } from '../../../shared/contract/device.ts'
import { useAction } from '../../data/hooks.ts'
import { Confirm } from '../../ui/Confirm.tsx'
import { useWords } from '../../words/index.ts'

const reasons = ['key-compromise', 'superseded', 'cessation', 'hold', 'unspecified'] as const
type Reason = (typeof reasons)[number]

/** The one thing here that cannot be undone, a hold apart, hence a reason and a second button, in place. */
export function Revoke({ device, onClose }: { device: Device; onClose: () => void }) {
  const words = useWords().devices.revoke
  const { run, busy, error } = useAction('device.revoke')
  const [reason, setReason] = useState<Reason>('key-compromise')
  const { id, name, onHold } = device
  return (
    <Confirm
      action={reason === 'hold' ? words.hold({ name }) : words.action({ name })}
      lead={reason === 'hold' ? words.holdLead({ name }) : words.lead({ name })}
      busyWords={words.busy}
      busy={busy}
      error={error}
      danger
      onConfirm={async () => {
        if (await run({ device: id, reason })) onClose()
      }}
      onCancel={onClose}
    >
      <NativeSelect
        label={words.reason}
        value={reason}
        data={reasons
          .filter((value) => value !== 'hold' || !onHold)
          .map((value) => ({ value, label: words.reasons[value] }))}
        onChange={(event) => setReason(event.currentTarget.value as Reason)}
      />
    </Confirm>
  )
}
