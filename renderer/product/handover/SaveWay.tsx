import { Button } from '@mantine/core'
import { IconCertificate, IconDeviceMobile, IconDownload, IconShare } from '@tabler/icons-react'
import { useState } from 'react'
import type { FileContent } from '../../../shared/contract/common.ts'
import type { Device } from '../../../shared/contract/device.ts'
import type { ExportedFile } from '../../../shared/contract/export.ts'
import { saveFile } from '../../data/download.ts'
import { useAction } from '../../data/hooks.ts'
import { ErrorNotice } from '../../ui/Notice.tsx'
import { Waiting } from '../../ui/parts.tsx'
import { useWords } from '../../words/index.ts'
import { instantNow } from '../../words/time.ts'
import { asInput, type HandedOver, type Choices, type Form } from './choices.ts'
import { MadeFile } from './MadeFile.tsx'
import { useNeedsRoot } from './Steps.tsx'

type Format = 'pfx' | 'mobileconfig' | 'pem'

/** The files one by one: saved, or handed to the system's share sheet. */
export function SaveWay(props: {
  device: Device
  choices: Choices
  inProfile: boolean
  /** Through the share sheet instead of a download. */
  share: boolean
  onMade: (made: HandedOver) => void
}) {
  const { device, choices, inProfile, share, onMade } = props
  const { handoff } = useWords()
  const words = share ? handoff.shareFile : handoff.saveFile
  const exporting = useAction('device.export')
  const ca = useAction('authority.certificate')
  const sharing = useAction('app.share')
  const root = useNeedsRoot(device)
  const [file, setFile] = useState<ExportedFile>()

  const hand = async ({ fileName, mediaType, base64 }: FileContent): Promise<boolean> => {
    if (share) return (await sharing.run({ file: { fileName, mediaType, base64 } })) !== undefined
    saveFile({ fileName, mediaType, base64 })
    return true
  }
  const save = async (format: Format, profile: Form = 'auto'): Promise<void> => {
    const made = await exporting.run({ ...asInput(device.id, choices, profile), format })
    if (!made || !(await hand(made))) return
    setFile(made)
    onMade({ serial: device.serial, at: instantNow() })
  }
  const saveCa = async (): Promise<void> => {
    const made = await ca.run({ authority: device.authorityId, format: 'pem' })
    if (made) await hand(made)
  }
  const busy = exporting.busy || sharing.busy
  const again = file?.format
  const Icon = share ? IconShare : IconDownload
  return (
    <div className="stack">
      {share && <p className="handover-lead">{handoff.shareLead}</p>}
      <div className="handover-files">
        {inProfile && (
          <Button
            leftSection={<IconDeviceMobile size={18} aria-hidden />}
            variant={file ? 'default' : 'filled'}
            disabled={busy}
            onClick={() => void save('mobileconfig')}
          >
            {words.profile({ name: device.name })}
          </Button>
        )}
        <Button
          leftSection={<Icon size={18} aria-hidden />}
          variant={file || inProfile ? 'default' : 'filled'}
          disabled={busy}
          onClick={() => void save('pfx')}
        >
          {words.pfx({ name: device.name })}
        </Button>
        {root && (
          <Button
            leftSection={<IconCertificate size={18} aria-hidden />}
            loading={ca.busy}
            variant={file && file.format !== 'mobileconfig' ? 'filled' : 'default'}
            onClick={() => void saveCa()}
          >
            {words.ca}
          </Button>
        )}
        {device.platform === 'macos' && (
          <Button variant="subtle" disabled={busy} onClick={() => void save('mobileconfig')}>
            {words.profile({ name: device.name })}
          </Button>
        )}
        {device.platform === 'script' && (
          <Button variant="subtle" disabled={busy} onClick={() => void save('pem')}>
            {words.pem}
          </Button>
        )}
      </div>
      {busy && <Waiting words={handoff.making} />}
      <ErrorNotice error={exporting.error ?? ca.error ?? sharing.error} />
      {file && !busy && (
        <>
          <p className="handover-hint">{handoff.savedAs({ file: file.fileName })}</p>
          <MadeFile
            made={file}
            busy={busy}
            onOther={again === 'pfx' || again === 'mobileconfig' ? (form) => void save(again, form) : undefined}
          />
        </>
      )}
    </div>
  )
}
