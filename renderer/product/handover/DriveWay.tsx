import { Button } from '@mantine/core'
import { IconDeviceUsb } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import type { Device } from '../../../shared/contract/device.ts'
import type { Drive, WrittenHandoff } from '../../../shared/contract/handoff.ts'
import { useEngine } from '../../data/context.ts'
import { useAction, useQuery } from '../../data/hooks.ts'
import { ErrorNotice } from '../../ui/Notice.tsx'
import { Waiting } from '../../ui/parts.tsx'
import { Status } from '../../ui/Status.tsx'
import { useWords } from '../../words/index.ts'
import { instantNow } from '../../words/time.ts'
import { asInput, type HandedOver, type Choices, type Form } from './choices.ts'
import { MadeFile } from './MadeFile.tsx'

/** How often it is looked whether a stick was plugged in, while this is shown (milliseconds). */
const LOOK = 2000

function DriveRow(props: { drive: Drive; busy: boolean; onWrite: () => void }) {
  const { handoff } = useWords()
  const { drive, busy, onWrite } = props
  const kind = drive.fileSystem === null ? '' : `${drive.fileSystem}, `
  return (
    <li className="drive">
      <IconDeviceUsb size={26} stroke={1.5} aria-hidden />
      <div>
        <strong>{drive.name}</strong>
        <span className="found-line">
          {kind}
          {drive.writable ? handoff.space({ free: drive.free, total: drive.total }) : handoff.readOnly}
        </span>
      </div>
      <Button onClick={onWrite} loading={busy} disabled={!drive.writable}>
        {handoff.write({ name: drive.name })}
      </Button>
    </li>
  )
}

/** USB sticks and cards, as they are plugged in. */
export function DriveWay(props: {
  device: Device
  choices: Choices
  inProfile: boolean
  onMade: (made: HandedOver) => void
}) {
  const { device, choices, inProfile, onMade } = props
  const { handoff } = useWords()
  const { store } = useEngine()
  const drives = useQuery('handoff.drives', {})
  const write = useAction('handoff.write')
  const [written, setWritten] = useState<WrittenHandoff>()
  useEffect(() => {
    const timer = setInterval(() => store.reload('handoff.drives', {}), LOOK)
    return () => clearInterval(timer)
  }, [store])
  const run = async (drive: string, profile: Form): Promise<void> => {
    const format = inProfile ? 'mobileconfig' : 'pfx'
    const made = await write.run({ ...asInput(device.id, choices, profile), drive, format })
    if (!made) return
    setWritten(made)
    onMade({ serial: made.serial, at: instantNow() })
  }
  return (
    <div className="stack">
      <p className="handover-lead">{handoff.driveLead}</p>
      {drives.value?.length === 0 && <Waiting words={handoff.noDrive} />}
      <ul className="drives">
        {drives.value?.map((drive) => (
          <DriveRow key={drive.id} drive={drive} busy={write.busy} onWrite={() => void run(drive.id, 'auto')} />
        ))}
      </ul>
      <ErrorNotice error={write.error ?? drives.error} />
      {written && !write.busy && (
        <>
          <Status tone="good" words={handoff.written({ files: written.files })} />
          <MadeFile made={written} busy={write.busy} onOther={(profile) => void run(written.drive, profile)} />
        </>
      )}
    </div>
  )
}
