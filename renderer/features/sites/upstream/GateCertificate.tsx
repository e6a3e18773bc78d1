import { Button, PasswordInput } from '@mantine/core'
import { useState, type FormEvent } from 'react'
import type { Site } from '../../../../shared/contract/site.ts'
import { useAction } from '../../../data/hooks.ts'
import { ErrorNotice } from '../../../ui/Notice.tsx'
import { Fold } from '../../../ui/parts.tsx'
import { TextFile } from '../../../ui/TextFile.tsx'
import { useWords } from '../../../words/index.ts'
import { day } from '../../../words/time.ts'
import { PEM_FILES } from './TrustForm.tsx'

/** Certificate and key that the gate shows to an upstream that asks who comes. */
export function GateCertificate({ site }: { site: Site }) {
  const { identity: words } = useWords().upstream
  const set = useAction('site.set')
  const [certPem, setCertPem] = useState('')
  const [keyPem, setKeyPem] = useState('')
  const [password, setPassword] = useState('')
  const shown = site.upstreamCertificate
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    await set.run({ site: site.id, upstreamCertificate: { certPem, keyPem, ...(password === '' ? {} : { password }) } })
  }
  if (shown) {
    return (
      <>
        <div className="line" style={{ justifyContent: 'space-between', alignItems: 'flex-start' }}>
          <p className="wrap" style={{ margin: 0 }}>
            {words.shows({ subject: shown.subject, until: day(shown.notAfter) })}
          </p>
          <Button
            size="xs"
            variant="default"
            loading={set.busy}
            onClick={() => void set.run({ site: site.id, upstreamCertificate: null })}
          >
            {words.remove}
          </Button>
        </div>
        <ErrorNotice error={set.error} />
      </>
    )
  }
  return (
    <Fold title={words.give}>
      <form className="stack-tight" aria-label={words.title} onSubmit={(event) => void submit(event)}>
        <p style={{ margin: 0 }}>{words.lead}</p>
        <TextFile label={words.cert} placeholder={words.choose} accept={PEM_FILES} onText={setCertPem} />
        <TextFile label={words.key} placeholder={words.choose} accept={PEM_FILES} onText={setKeyPem} />
        <PasswordInput
          label={words.password}
          description={words.passwordHint}
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          autoComplete="off"
        />
        <ErrorNotice error={set.error} />
        <div>
          <Button type="submit" size="xs" loading={set.busy} disabled={certPem === ''}>
            {words.save}
          </Button>
        </div>
      </form>
    </Fold>
  )
}
