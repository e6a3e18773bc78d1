import { Button } from '@mantine/core'
import type { Device } from '../../../shared/contract/device.ts'
import { useAction } from '../../data/hooks.ts'
import { ErrorNotice } from '../../ui/Notice.tsx'
import { useWords } from '../../words/index.ts'

/** The way back from a hold. */
export function Release({ device }: { device: Device }) {
  const { release: words } = useWords().devices
  const release = useAction('device.release')
  return (
    <div className="stack-tight">
      <p style={{ margin: 0 }}>{words.lead}</p>
      <div>
        <Button loading={release.busy} onClick={() => void release.run({ device: device.id })}>
          {words.action({ name: device.name })}
        </Button>
      </div>
      <ErrorNotice error={release.error} />
    </div>
  )
}
