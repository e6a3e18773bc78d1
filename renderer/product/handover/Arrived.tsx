import { Loader } from '@mantine/core'
import { IconCircleCheckFilled } from '@tabler/icons-react'
import { useCallback, useState } from 'react'
import type { Activity } from '../../../shared/contract/activity.ts'
import type { Device } from '../../../shared/contract/device.ts'
import { useEvent } from '../../data/hooks.ts'
import { useWords } from '../../words/index.ts'
import { clock } from '../../words/time.ts'

/** “Did it work?”: green only by a handshake with the very certificate that was handed over, since it was. */
export function Arrived({ device, serial, since }: { device: Device; serial: string; since: string }) {
  const { handoff, welcome } = useWords()
  const [heard, setHeard] = useState<string>()
  const listen = useCallback(
    (line: Activity) => {
      if (line.outcome === 'allowed' && line.serial === serial && !line.probe && line.at >= since) setHeard(line.at)
    },
    [serial, since],
  )
  useEvent('activity.added', listen)
  const seen = device.serial === serial && device.lastSeen !== null && device.lastSeen >= since ? device.lastSeen : null
  const at = heard ?? seen
  if (at === null) {
    return (
      <div className="line dim" aria-live="polite">
        <Loader size="xs" color="gray" />
        {handoff.waiting({ name: device.name })}
      </div>
    )
  }
  return (
    <p className="green" aria-live="polite">
      <IconCircleCheckFilled size={26} aria-hidden />
      {welcome.waiting.green({ name: device.name, at: clock(at) })}
    </p>
  )
}
