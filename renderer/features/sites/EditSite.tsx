import { Button, Checkbox, TextInput } from '@mantine/core'
import { useState, type FormEvent } from 'react'
import type { Site } from '../../../shared/contract/site.ts'
import { useAction } from '../../data/hooks.ts'
import { fromDraft, SiteFields, type SiteDraft } from '../../product/SiteFields.tsx'
import { ErrorNotice } from '../../ui/Notice.tsx'
import { Waiting } from '../../ui/parts.tsx'
import { useWords } from '../../words/index.ts'

/** Changes are in force when the call returns, or nothing is changed and the notice says why. */
export function EditSite({ site, onClose }: { site: Site; onClose: () => void }) {
  const { common, sites } = useWords()
  const set = useAction('site.set')
  const [draft, setDraft] = useState<SiteDraft>({ ...site, hosts: site.hosts.join(' ') })
  const [ignoreCase, setIgnoreCase] = useState(site.ignoreCase)
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    const { name, upstream, hosts, listen, mode, contact } = fromDraft(draft)
    if (await set.run({ site: site.id, name, upstream, hosts, listen, mode, contact, ignoreCase })) onClose()
  }
  return (
    <form className="stack" aria-label={sites.panel.editing} onSubmit={(event) => void submit(event)}>
      <TextInput
        label={sites.form.upstream}
        value={draft.upstream}
        onChange={(event) => setDraft({ ...draft, upstream: event.currentTarget.value })}
      />
      <SiteFields draft={draft} onChange={setDraft} />
      <Checkbox
        label={sites.form.ignoreCase}
        description={sites.form.ignoreCaseHint}
        checked={ignoreCase}
        onChange={(event) => setIgnoreCase(event.currentTarget.checked)}
      />
      {set.busy && <Waiting words={sites.form.saving} />}
      <ErrorNotice error={set.error} />
      <div className="line">
        <Button type="submit" loading={set.busy}>
          {sites.form.save}
        </Button>
        <Button variant="default" onClick={onClose}>
          {common.cancel}
        </Button>
      </div>
    </form>
  )
}
