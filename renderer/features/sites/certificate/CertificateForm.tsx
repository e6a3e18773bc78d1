import { Button, NativeSelect, PasswordInput, TextInput } from '@mantine/core'
import { useState, type FormEvent } from 'react'
import type { Input } from '../../../../shared/contract/index.ts'
import type { Site } from '../../../../shared/contract/site.ts'
import { useAction, useQuery } from '../../../data/hooks.ts'
import { AcmeForm } from '../../../product/certificate/AcmeForm.tsx'
import { Copyable } from '../../../ui/Copyable.tsx'
import { ErrorNotice } from '../../../ui/Notice.tsx'
import { Waiting } from '../../../ui/parts.tsx'
import { TextFile } from '../../../ui/TextFile.tsx'
import { useWords } from '../../../words/index.ts'

const ways = ['authority', 'acme', 'files', 'copy'] as const
type Way = (typeof ways)[number]
const PEM_FILES = '.pem,.crt,.cer,.der,.key,.p7b,.p7c,.p12,.pfx,.txt'

interface Draft {
  readonly way: Way
  readonly cert: string
  readonly key: string
  readonly certPem: string
  readonly keyPem: string
  /** Empty for files that are not encrypted. */
  readonly password: string
}

function fromDraft({ way, cert, key, certPem, keyPem, password }: Draft): Partial<Input<'site.set'>> {
  switch (way) {
    case 'acme':
      return {}
    case 'authority':
      return { certificate: null }
    case 'files':
      return { certificateFiles: { cert: cert.trim(), key: key.trim() } }
    case 'copy':
      return { certificate: { certPem, keyPem, ...(password === '' ? {} : { password }) } }
  }
}

/** Where it comes from now; where the own authority issues it, what is asked for most. */
function firstWay({ certificateFiles, certificate }: Site): Way {
  if (certificate.acme !== null) return 'acme'
  if (certificateFiles) return 'files'
  return certificate.source === 'own' ? 'copy' : 'acme'
}

/** A page in a browser may not name files of the computer (`app/path-from-browser`): the command line does. */
function ByCommand({ site }: { site: Site }) {
  const { byCommand, command } = useWords().doors.certificate
  const line = `vestibule site set '${site.name.replaceAll("'", `'\\''`)}' --cert /PATH/fullchain.pem --key /PATH/privkey.pem`
  return (
    <div>
      <p style={{ margin: 0 }}>{byCommand}</p>
      <Copyable text={line} what={command}>
        <span className="mono">{line}</span>
      </Copyable>
    </div>
  )
}

/** Another server certificate. It is checked first: what does not fit changes nothing. */
export function CertificateForm({ site, onClose }: { site: Site; onClose: () => void }) {
  const { common, doors } = useWords()
  const words = doors.certificate
  const set = useAction('site.set')
  const inBrowser = useQuery('app.status', {}).value?.shell === 'headless'
  const [draft, setDraft] = useState<Draft>({
    way: firstWay(site),
    cert: site.certificateFiles?.cert ?? '',
    key: site.certificateFiles?.key ?? '',
    certPem: '',
    keyPem: '',
    password: '',
  })
  const change = (part: Partial<Draft>): void => setDraft((before) => ({ ...before, ...part }))
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    if (await set.run({ site: site.id, ...fromDraft(draft) })) onClose()
  }
  const choice = (
    <NativeSelect
      label={words.ways}
      value={draft.way}
      data={ways.map((value) => ({ value, label: words.way[value] }))}
      onChange={(event) => change({ way: event.currentTarget.value as Way })}
    />
  )
  if (draft.way === 'acme') {
    return (
      <div className="surface stack">
        {choice}
        <AcmeForm site={site} onClose={onClose} />
      </div>
    )
  }
  return (
    <form className="surface stack" aria-label={words.change} onSubmit={(event) => void submit(event)}>
      {choice}
      {draft.way === 'files' && inBrowser && <ByCommand site={site} />}
      {draft.way === 'files' && !inBrowser && (
        <>
          <TextInput
            label={words.certPath}
            description={words.certHint}
            value={draft.cert}
            onChange={(event) => change({ cert: event.currentTarget.value })}
            autoCapitalize="none"
            spellCheck={false}
          />
          <TextInput
            label={words.keyPath}
            description={words.keyHint}
            value={draft.key}
            onChange={(event) => change({ key: event.currentTarget.value })}
            autoCapitalize="none"
            spellCheck={false}
          />
        </>
      )}
      {draft.way === 'copy' && (
        <>
          <TextFile
            label={words.certFile}
            placeholder={words.choose}
            accept={PEM_FILES}
            onText={(certPem) => change({ certPem })}
          />
          <TextFile
            label={words.keyFile}
            placeholder={words.choose}
            accept={PEM_FILES}
            onText={(keyPem) => change({ keyPem })}
          />
          <PasswordInput
            label={words.password}
            description={words.passwordHint}
            value={draft.password}
            onChange={(event) => change({ password: event.currentTarget.value })}
            autoComplete="off"
          />
        </>
      )}
      {set.busy && <Waiting words={words.saving} />}
      <ErrorNotice error={set.error} />
      <div className="line">
        {!(draft.way === 'files' && inBrowser) && (
          <Button type="submit" size="xs" loading={set.busy}>
            {words.save}
          </Button>
        )}
        <Button size="xs" variant="default" onClick={onClose}>
          {common.cancel}
        </Button>
      </div>
    </form>
  )
}
