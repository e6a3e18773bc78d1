import { Button } from '@mantine/core'
import { IconCertificate, IconDownload } from '@tabler/icons-react'
import { useState } from 'react'
import type { Device } from '../../shared/contract/device.ts'
import type { ExportedFile } from '../../shared/contract/export.ts'
import { saveFile } from '../data/download.ts'
import { useAction } from '../data/hooks.ts'
import { Copyable } from '../ui/Copyable.tsx'
import { ErrorNotice, Note } from '../ui/Notice.tsx'
import { Waiting } from '../ui/parts.tsx'
import { useWords } from '../words/index.ts'
import './product.css'

type Wanted = Pick<ExportedFile, 'format'> & { readonly profile?: 'compatible' | 'modern' }

/** The password of the file that was just saved: in large type, to be typed on the device. */
export function Password({ file }: { file: ExportedFile }) {
  const { handoff } = useWords()
  if (file.password === undefined) return null
  return (
    <div className="password" aria-live="polite">
      <p className="section-title">{handoff.password}</p>
      <Copyable text={file.password} what={handoff.passwordWhat} />
      <p>{handoff.passwordOnce}</p>
    </div>
  )
}

function Steps({ device }: { device: Device }) {
  const { common, handoff } = useWords()
  return (
    <div>
      <p className="section-title">{handoff.how(common.platform[device.platform])}</p>
      <ol className="steps">
        {handoff.steps[device.platform].map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
    </div>
  )
}

/** The two files that a device imports, the password of one of them, and what to do with them on that platform. */
export function CarryOver({ device, onSaved }: { device: Device; onSaved?: () => void }) {
  const { handoff } = useWords()
  const exporting = useAction('device.export')
  const ca = useAction('authority.certificate')
  const [file, setFile] = useState<ExportedFile>()

  const save = async (wanted: Wanted): Promise<void> => {
    const made = await exporting.run({ device: device.id, ...wanted })
    if (!made) return
    saveFile(made)
    setFile(made)
    onSaved?.()
  }
  const saveCa = async (format: 'pem' | 'der'): Promise<void> => {
    const made = await ca.run({ authority: device.authorityId, format })
    if (made) saveFile(made)
  }
  const apple = device.platform === 'iphone' || device.platform === 'macos'
  const other = file?.profile === 'modern' ? 'compatible' : 'modern'
  return (
    <div className="carry">
      <div className="carry-files">
        <Button
          leftSection={<IconDownload size={18} aria-hidden />}
          loading={exporting.busy}
          variant={file ? 'default' : 'filled'}
          onClick={() => void save({ format: 'pfx' })}
        >
          {file ? handoff.savePfxAgain(device.name) : handoff.savePfx(device.name)}
        </Button>
        <Button
          leftSection={<IconCertificate size={18} aria-hidden />}
          loading={ca.busy}
          variant={file ? 'filled' : 'default'}
          onClick={() => void saveCa('pem')}
        >
          {handoff.saveCa}
        </Button>
        {apple && (
          <Button variant="subtle" disabled={exporting.busy} onClick={() => void save({ format: 'mobileconfig' })}>
            {handoff.saveProfile}
          </Button>
        )}
      </div>
      {exporting.busy && <Waiting words={handoff.making} />}
      <ErrorNotice error={exporting.error ?? ca.error} />
      {file && !exporting.busy && (
        <>
          <Password file={file} />
          <div className="found-line">
            {handoff.savedAs(file.fileName)} {handoff.profile[file.profile]}
            {file.format === 'pfx' && (
              <Button variant="subtle" size="compact-xs" onClick={() => void save({ format: 'pfx', profile: other })}>
                {handoff.otherProfile[other]}
              </Button>
            )}
          </div>
          {file.warnings.length > 0 && <Note>{file.warnings.join(' ')}</Note>}
        </>
      )}
      <Steps device={device} />
    </div>
  )
}
