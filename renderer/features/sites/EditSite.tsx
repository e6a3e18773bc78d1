import { unicodeHost } from '../../../shared/host-names.ts'
import { Button, Checkbox, TextInput } from '@mantine/core'
import { useState, type FormEvent } from 'react'
import type { Site } from '../../../shared/contract/site.ts'
import { useAction } from '../../data/hooks.ts'
import { fromDraft, SiteAuthorities, SiteFields, useSiteLabels, type SiteDraft } from '../../product/SiteFields.tsx'
import { useFieldErrors } from '../../ui/field-errors.ts'
import { ErrorNotice } from '../../ui/Notice.tsx'
import { Waiting } from '../../ui/parts.tsx'
import { useWords } from '../../words/index.ts'

/** Changes are in force when the call returns, or nothing is changed and the notice says why. */
export function EditSite({ site, onClose }: { site: Site; onClose: () => void }) {
  const { common, doors, sites } = useWords()
  const set = useAction('site.set')
  const [draft, setDraft] = useState<SiteDraft>({
    ...site,
    hosts: site.hosts.map(unicodeHost).join(' '),
    publicUpstream: site.publicUpstream ?? '',
    authorities: site.authorityIds,
  })
  const [redirects, setRedirects] = useState(site.redirects.map((one) => one.listen).join(' '))
  const [challenges, setChallenges] = useState(site.http01 === 'redirect')
  const [ignoreCase, setIgnoreCase] = useState(site.ignoreCase)
  const told = useFieldErrors(set.error, { ...useSiteLabels(), redirects: doors.redirects.label })
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    const { name, upstream, hosts, listen, mode, contact, authorities, publicUpstream = null } = fromDraft(draft)
    const said = { name, upstream, publicUpstream, hosts, listen, mode, contact, ignoreCase }
    // Without one the site would trust the usual authority: what it trusts is changed by choosing only.
    const trusted = authorities.length === 0 ? {} : { authorities }
    const from = redirects.split(/[\s,;]+/).filter((one) => one !== '')
    const http01 = challenges ? 'redirect' : 'not-found'
    if (await set.run({ site: site.id, ...said, ...trusted, redirects: from, http01 })) onClose()
  }
  return (
    <form className="stack" aria-label={sites.panel.editing} onSubmit={(event) => void submit(event)}>
      <TextInput
        label={sites.form.upstream}
        value={draft.upstream}
        error={told.at.upstream}
        onChange={(event) => setDraft({ ...draft, upstream: event.currentTarget.value })}
      />
      <SiteFields draft={draft} onChange={setDraft} told={told} />
      <SiteAuthorities draft={draft} onChange={setDraft} />
      <Checkbox
        label={sites.form.ignoreCase}
        description={sites.form.ignoreCaseHint}
        checked={ignoreCase}
        onChange={(event) => setIgnoreCase(event.currentTarget.checked)}
      />
      <TextInput
        label={doors.redirects.label}
        description={doors.redirects.hint}
        value={redirects}
        error={told.at.redirects}
        onChange={(event) => setRedirects(event.currentTarget.value)}
        spellCheck={false}
      />
      {redirects.trim() !== '' && (
        <Checkbox
          label={doors.redirects.challenges}
          description={doors.redirects.challengesHint}
          checked={challenges}
          onChange={(event) => setChallenges(event.currentTarget.checked)}
        />
      )}
      {set.busy && <Waiting words={sites.form.saving} />}
      <ErrorNotice error={told.rest} />
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
