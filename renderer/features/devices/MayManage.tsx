import type { Device } from '../../../shared/contract/device.ts'
import { useAction, useQuery } from '../../data/hooks.ts'
import { ErrorNotice } from '../../ui/Notice.tsx'
import { Toggle } from '../../ui/Toggle.tsx'
import { useWords } from '../../words/index.ts'

/** Whether the certificate of a device opens these pages through the gate. Never said from another device. */
export function MayManage({ device }: { device: Device }) {
  const { manage: words } = useWords().devices
  const status = useQuery('app.status', {})
  const set = useAction('device.set')
  // Shown where it can be taken away, wherever it was given.
  const sayable = status.value?.asDevice === null && (status.value.features.manage || device.mayManage)
  if (!sayable) return null
  return (
    <section className="stack-tight">
      <div className="line">
        <Toggle
          label={words.switch}
          checked={device.mayManage}
          disabled={set.busy}
          onChange={(mayManage) => void set.run({ device: device.id, mayManage })}
        />
        <span aria-hidden>{words.switch}</span>
      </div>
      <p className="dim">{words.hint}</p>
      <ErrorNotice error={set.error} />
    </section>
  )
}
