import { Button, Switch } from '@mantine/core'
import { useState } from 'react'
import type { Device } from '../../../shared/contract/device.ts'
import { useAction } from '../../data/hooks.ts'
import { ErrorNotice } from '../../ui/Notice.tsx'
import { Waiting } from '../../ui/parts.tsx'
import { useWords } from '../../words/index.ts'

/** A new certificate for a device that goes on using the old one until the new one has arrived. */
export function Renew({ device, onDone }: { device: Device; onDone: (renewed: boolean) => void }) {
  const { common, devices } = useWords()
  const words = devices.renew
  const renew = useAction('device.renew')
  const [newKey, setNewKey] = useState(false)
  const run = async (): Promise<void> => {
    if (await renew.run({ device: device.id, newKey })) onDone(true)
  }
  return (
    <section className="surface stack" aria-label={words.title({ name: device.name })}>
      <p style={{ margin: 0 }}>{words.lead}</p>
      {device.hasKey && (
        <Switch
          label={words.newKey}
          description={words.newKeyHint}
          checked={newKey}
          onChange={(event) => setNewKey(event.currentTarget.checked)}
        />
      )}
      {renew.busy && <Waiting words={words.busy} />}
      <ErrorNotice error={renew.error} />
      <div className="line">
        <Button loading={renew.busy} onClick={() => void run()}>
          {words.title({ name: device.name })}
        </Button>
        <Button variant="default" onClick={() => onDone(false)}>
          {common.cancel}
        </Button>
      </div>
    </section>
  )
}
