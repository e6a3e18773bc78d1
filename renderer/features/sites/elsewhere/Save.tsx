import { Button } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useState } from 'react'
import type { Input } from '../../../../shared/contract/index.ts'
import type { Site } from '../../../../shared/contract/site.ts'
import { saveBlob } from '../../../data/download.ts'
import { useAction, useQuery } from '../../../data/hooks.ts'
import { zipFolder } from '../../../data/zip.ts'
import { Copyable } from '../../../ui/Copyable.tsx'
import { ErrorNotice } from '../../../ui/Notice.tsx'
import { Waiting } from '../../../ui/parts.tsx'
import { Status } from '../../../ui/Status.tsx'
import { useWords } from '../../../words/index.ts'

type Wanted = Pick<Input<'site.saveExport'>, 'target' | 'secrets'>

/** As a folder where the system's dialog says; in a browser, which cannot make one, as a .zip. */
export function Save({ site, target, secrets }: Wanted & { site: Site }) {
  const { elsewhere: words } = useWords()
  const status = useQuery('app.status', {})
  const folder = useAction('site.saveExport')
  const zip = useAction('site.export')
  /** The folder where it went; empty where only the browser knows. */
  const [saved, setSaved] = useState<string | null>(null)
  const inFolder = status.value?.features.chooseFolder === true
  const input = { site: site.id, target, secrets }
  const save = async (): Promise<void> => {
    setSaved(null)
    if (inFolder) {
      const answer = await folder.run(input)
      if (answer) setSaved(answer.folder)
      return
    }
    const written = await zip.run(input)
    if (!written) return
    saveBlob(`${written.folder}.zip`, zipFolder(written))
    setSaved('')
  }
  const busy = folder.busy || zip.busy
  return (
    <div className="stack-tight">
      <div>
        <Button leftSection={<IconDownload size={18} aria-hidden />} disabled={busy} onClick={() => void save()}>
          {inFolder ? words.save : words.saveZip}
        </Button>
      </div>
      {busy && <Waiting words={words.saving} />}
      <ErrorNotice error={folder.error ?? zip.error} />
      <div aria-live="polite">
        {saved !== null && <Status tone="good" words={words.saved} />}
        {saved !== null && saved !== '' && (
          <div className="mono">
            <Copyable text={saved} what={words.place} />
          </div>
        )}
      </div>
    </div>
  )
}
