import { NativeSelect, TextInput } from '@mantine/core'
import type { Site } from '../../shared/contract/site.ts'
import { useWords } from '../words/index.ts'

/** What can be changed about a site, as a person writes it. */
export interface SiteDraft {
  readonly name: string
  readonly upstream: string
  /** Separated by spaces or commas. */
  readonly hosts: string
  readonly listen: string
  readonly mode: Site['mode']
  readonly contact: string
}

/** The draft in the form of the contract. */
export function fromDraft(draft: SiteDraft) {
  return { ...draft, hosts: draft.hosts.split(/[\s,;]+/).filter((host) => host !== '') }
}

/** Modes that this version enforces and that can be chosen; another that is set already stays choosable. */
const offered: readonly Site['mode'][] = ['pages', 'required']

export function SiteFields({ draft, onChange }: { draft: SiteDraft; onChange: (draft: SiteDraft) => void }) {
  const { sites } = useWords()
  const modes = offered.includes(draft.mode) ? offered : [...offered, draft.mode]
  return (
    <div className="stack">
      <TextInput
        label={sites.form.name}
        value={draft.name}
        onChange={(event) => onChange({ ...draft, name: event.currentTarget.value })}
      />
      <TextInput
        label={sites.form.hosts}
        description={sites.form.hostsHint}
        value={draft.hosts}
        onChange={(event) => onChange({ ...draft, hosts: event.currentTarget.value })}
      />
      <TextInput
        label={sites.form.listen}
        description={sites.form.listenHint}
        value={draft.listen}
        onChange={(event) => onChange({ ...draft, listen: event.currentTarget.value })}
      />
      <NativeSelect
        label={sites.form.mode}
        value={draft.mode}
        data={modes.map((mode) => ({ value: mode, label: sites.modeName[mode] }))}
        onChange={(event) => onChange({ ...draft, mode: event.currentTarget.value as Site['mode'] })}
      />
      <TextInput
        label={sites.form.contact}
        description={sites.form.contactHint}
        value={draft.contact}
        onChange={(event) => onChange({ ...draft, contact: event.currentTarget.value })}
      />
    </div>
  )
}
