import { Switch } from '@mantine/core'
import { useState } from 'react'
import type { Device } from '../../../shared/contract/device.ts'
import { useAction } from '../../data/hooks.ts'
import { Confirm } from '../../ui/Confirm.tsx'
import { useWords } from '../../words/index.ts'

/** A new certificate for a device that goes on using the old one until the new one has arrived. */
export function Renew({ device, onDone }: { device: Device; onDone: (renewed: boolean) => void }) {
  const words = useWords().devices.renew
  const { run, busy, error } = useAction('device.renew')
  const [newKey, setNewKey] = useState(false)
  return (
    <Confirm
      action={words.title({ name: device.name })}
      lead={words.lead}
      busyWords={words.busy}
      busy={busy}
      error={error}
      onConfirm={async () => {
        if (await run({ device: device.id, newKey })) onDone(true)
      }}
      onCancel={() => onDone(false)}
    >
      {device.hasKey && (
        <Switch
          label={words.newKey}
          description={words.newKeyHint}
          checked={newKey}
          onChange={(event) => setNewKey(event.currentTarget.checked)}
        />
      )}
    </Confirm>
  )
}
