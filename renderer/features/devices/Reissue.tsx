import { Button } from '@mantine/core'
import type { Device } from '../../../shared/contract/device.ts'
import { useAction } from '../../data/hooks.ts'
import { ErrorNotice } from '../../ui/Notice.tsx'
import { Waiting } from '../../ui/parts.tsx'
import { useWords } from '../../words/index.ts'

/** The way back for a device that was revoked for good. */
export function Reissue({ device, onDone }: { device: Device; onDone: () => void }) {
  const { next } = useWords()
  const reissue = useAction('device.reissue')
  const run = async (): Promise<void> => {
    if (await reissue.run({ device: device.id })) onDone()
  }
  return (
    <section className="stack-tight">
      <p className="dim" style={{ margin: 0 }}>
        {next.reissue.lead}
      </p>
      {reissue.busy && <Waiting words={next.reissue.busy} />}
      <ErrorNotice error={reissue.error} />
      <div>
        <Button loading={reissue.busy} onClick={() => void run()}>
          {next.reissue.action}
        </Button>
      </div>
    </section>
  )
}
