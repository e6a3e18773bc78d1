import { Button } from '@mantine/core'
import { useState, type ReactNode } from 'react'
import type { FailureError } from '../../../shared/errors/failure-error.ts'
import type { ExportedFile } from '../../../shared/contract/export.ts'
import type { FixAction } from '../../../shared/contract/fix.ts'
import { saveFile, saveText } from '../../data/download.ts'
import { useAction } from '../../data/hooks.ts'
import { to } from '../../data/route.ts'
import { fixAddress } from '../../product/fix-address.ts'
import { Password } from '../../product/handover/Password.tsx'
import { ErrorNotice } from '../../ui/Notice.tsx'
import { useWords } from '../../words/index.ts'

/** Called when it is done: the diagnosis runs again, with the file that was made if there is one. */
export type OnFixed = (made?: ExportedFile) => void

interface Props<K extends FixAction['kind']> {
  readonly action: Extract<FixAction, { kind: K }>
  readonly onDone: OnFixed
}

function Do(props: {
  words: string
  busy: boolean
  error: FailureError | undefined
  onClick: () => void
  children?: ReactNode
}) {
  return (
    <div className="stack-tight">
      <div>
        <Button size="xs" loading={props.busy} onClick={props.onClick}>
          {props.words}
        </Button>
      </div>
      <ErrorNotice error={props.error} />
      {props.children}
    </div>
  )
}

function Lead({ words, href }: { words: string; href: string }) {
  return (
    <div>
      <Button size="xs" component="a" href={href}>
        {words}
      </Button>
    </div>
  )
}

function StartSite({ action, onDone }: Props<'start-site'>) {
  const { fixes } = useWords().diagnostics
  const start = useAction('site.start')
  const run = async (): Promise<void> => {
    if (await start.run({ site: action.siteId })) onDone()
  }
  return <Do {...start} words={fixes['start-site']({ name: action.siteName })} onClick={() => void run()} />
}

function TrustAuthority({ action, onDone }: Props<'trust-authority'>) {
  const { fixes } = useWords().diagnostics
  const show = useAction('site.show')
  const set = useAction('site.set')
  const run = async (): Promise<void> => {
    const site = await show.run({ site: action.siteId })
    if (!site) return
    const authorities = [...new Set([...site.authorityIds, action.authorityId])]
    if (await set.run({ site: site.id, authorities })) onDone()
  }
  return (
    <Do
      words={fixes['trust-authority']({ authority: action.authorityName, site: action.siteName })}
      busy={show.busy || set.busy}
      error={show.error ?? set.error}
      onClick={() => void run()}
    />
  )
}

function SetSite({ action, onDone }: Props<'set-site'>) {
  const { fixes } = useWords().diagnostics
  const set = useAction('site.set')
  const { siteId, siteName, change } = action
  const run = async (): Promise<void> => {
    if (await set.run({ site: siteId, [change.setting]: change.value })) onDone()
  }
  return <Do {...set} words={fixes['set-site'][change.setting]({ name: siteName })} onClick={() => void run()} />
}

/** The new certificate still has to get onto the device: that is the next click. */
function RenewDevice({ action, onDone }: Props<'renew-device'>) {
  const { fixes, watching } = useWords().diagnostics
  const renew = useAction('device.renew')
  const [renewed, setRenewed] = useState(false)
  const run = async (): Promise<void> => {
    if (!(await renew.run({ device: action.deviceId }))) return
    setRenewed(true)
    onDone()
  }
  if (renewed)
    return <Lead words={watching.handOver({ name: action.deviceName })} href={to('devices', action.deviceId)} />
  return <Do {...renew} words={fixes['renew-device']({ name: action.deviceName })} onClick={() => void run()} />
}

function ExportCompatible({ action, onDone }: Props<'export-compatible'>) {
  const { diagnostics } = useWords()
  const exporting = useAction('device.export')
  const [file, setFile] = useState<ExportedFile>()
  const run = async (): Promise<void> => {
    const made = await exporting.run({ device: action.deviceId, format: 'pfx', profile: 'compatible' })
    if (!made) return
    saveFile(made)
    setFile(made)
    onDone(made)
  }
  return (
    <Do
      {...exporting}
      words={diagnostics.fixes['export-compatible']({ name: action.deviceName })}
      onClick={() => void run()}
    >
      {file && <Password file={file} />}
    </Do>
  )
}

/** The button beside a sentence, where the app can do itself what the sentence says. */
export function Fix({ action, onDone }: { action: FixAction | undefined; onDone: OnFixed }) {
  const { fixes } = useWords().diagnostics
  switch (action?.kind) {
    case 'start-site':
      return <StartSite action={action} onDone={onDone} />
    case 'trust-authority':
      return <TrustAuthority action={action} onDone={onDone} />
    case 'set-site':
      return <SetSite action={action} onDone={onDone} />
    case 'export-compatible':
      return <ExportCompatible action={action} onDone={onDone} />
    case 'edit-site':
    case 'trust-upstream':
    case 'diagnose-site':
      return <Lead words={fixes[action.kind]({ name: action.siteName })} href={fixAddress(action) ?? to('home')} />
    case 'renew-device':
      return <RenewDevice action={action} onDone={onDone} />
    case 'save-chain': {
      const { fileName, pem } = action
      const save = (): void => saveText(fileName, pem, 'application/x-pem-file')
      return <Do words={fixes['save-chain']} busy={false} error={undefined} onClick={save} />
    }
    case undefined:
      return null
  }
}
