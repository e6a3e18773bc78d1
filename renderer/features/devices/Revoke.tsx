import { Button, NativeSelect } from '@mantine/core'
import { useState } from 'react'
import type { Device } from '../../../shared/contract/device.ts'
import { useAction } from '../../data/hooks.ts'
import { ErrorNotice } from '../../ui/Notice.tsx'
import { Waiting } from '../../ui/parts.tsx'
import { useWords } from '../../words/index.ts'

const reasons = ['key-compromise', 'superseded', 'cessation', 'hold', 'unspecified'] as const
type Reason = (typeof reasons)[number]

/** The one thing here that cannot be undone, a hold apart, hence a reason and a second button, in place. */
export function Revoke({ device, onClose }: { device: Device; onClose: () => void }) {
  const { common, devices } = useWords()
  const words = devices.revoke
  const revoke = useAction('device.revoke')
  const [reason, setReason] = useState<Reason>('key-compromise')
  const run = async (): Promise<void> => {
    if (await revoke.run({ device: device.id, reason })) onClose()
  }
  return (
    <section className="surface stack" aria-label={words.action({ name: device.name })}>
      <p style={{ margin: 0 }}>
        {reason === 'hold' ? words.holdLead({ name: device.name }) : words.lead({ name: device.name })}
      </p>
      <NativeSelect
        label={words.reason}
        value={reason}
        data={reasons
          .filter((value) => value !== 'hold' || !device.onHold)
          .map((value) => ({ value, label: words.reasons[value] }))}
        onChange={(event) => setReason(event.currentTarget.value as Reason)}
      />
      {revoke.busy && <Waiting words={words.busy} />}
      <ErrorNotice error={revoke.error} />
      <div className="line">
        <Button color="red.9" loading={revoke.busy} onClick={() => void run()}>
          {reason === 'hold' ? words.hold({ name: device.name }) : words.action({ name: device.name })}
        </Button>
        <Button variant="default" onClick={onClose}>
          {common.cancel}
        </Button>
      </div>
    </section>
  )
}
