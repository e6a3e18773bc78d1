import { MultiSelect, NativeSelect, TextInput } from '@mantine/core'
import type { Site } from '../../shared/contract/site.ts'
import { useQuery } from '../data/hooks.ts'
import type { FieldErrors } from '../ui/field-errors.ts'
import { Note } from '../ui/Notice.tsx'
import { useWords } from '../words/index.ts'

/** What can be changed about a site, as a person writes it. */
export interface SiteDraft {
  readonly name: string
  readonly upstream: string
  /** Separated by spaces or commas. */
  readonly hosts: string
  readonly listen: string
  readonly mode: Site['mode']
  /** Where visitors without a certificate are led in the mode `optional`; empty for nowhere. */
  readonly publicUpstream: string
  /** Ids of the authorities whose devices may enter; empty for the usual one, which is shown then. */
  readonly authorities: readonly string[]
  readonly contact: string
}

/** The draft in the form of the contract. */
export function fromDraft({ publicUpstream, authorities, ...draft }: SiteDraft) {
  return {
    ...draft,
    hosts: draft.hosts.split(/[\s,;]+/).filter((host) => host !== ''),
    authorities: [...authorities],
    ...(draft.mode === 'optional' && publicUpstream.trim() !== '' ? { publicUpstream: publicUpstream.trim() } : {}),
  }
}

const modes: readonly Site['mode'][] = ['pages', 'required', 'optional', 'off']

interface Fields {
  readonly draft: SiteDraft
  readonly onChange: (draft: SiteDraft) => void
}

/** What the fields are called, by their names in the contract. */
export function useSiteLabels() {
  const { form } = useWords().sites
  return {
    name: form.name,
    upstream: form.upstream,
    hosts: form.hosts,
    listen: form.listen,
    publicUpstream: form.publicUpstream,
    contact: form.contact,
  }
}

/** Whose devices may enter; nothing where there is no choice. */
export function SiteAuthorities({ draft, onChange }: Fields) {
  const { sites } = useWords()
  // Those of the ACME server sign for servers only.
  const authorities = useQuery('authority.list', {}).value?.filter(({ acme }) => acme === null) ?? []
  const usual = authorities.filter((one) => one.usual).map(({ id }) => id)
  if (authorities.length < 2 || draft.mode === 'off') return null
  return (
    <MultiSelect
      searchable
      label={sites.form.authorities}
      description={sites.form.authoritiesHint}
      value={draft.authorities.length > 0 ? [...draft.authorities] : usual}
      data={authorities.map(({ id, name }) => ({ value: id, label: name }))}
      onChange={(chosen) => onChange({ ...draft, authorities: chosen })}
    />
  )
}

export function SiteFields({
  draft,
  onChange,
  told,
}: Fields & { told: FieldErrors<keyof ReturnType<typeof useSiteLabels>> }) {
  const { sites } = useWords()
  return (
    <div className="stack">
      <TextInput
        label={sites.form.name}
        value={draft.name}
        error={told.at.name}
        onChange={(event) => onChange({ ...draft, name: event.currentTarget.value })}
      />
      <TextInput
        label={sites.form.hosts}
        description={sites.form.hostsHint}
        value={draft.hosts}
        error={told.at.hosts}
        onChange={(event) => onChange({ ...draft, hosts: event.currentTarget.value })}
      />
      <TextInput
        label={sites.form.listen}
        description={sites.form.listenHint}
        value={draft.listen}
        error={told.at.listen}
        onChange={(event) => onChange({ ...draft, listen: event.currentTarget.value })}
      />
      <NativeSelect
        label={sites.form.mode}
        value={draft.mode}
        data={modes.map((mode) => ({ value: mode, label: sites.modeName[mode] }))}
        onChange={(event) => onChange({ ...draft, mode: event.currentTarget.value as Site['mode'] })}
      />
      {draft.mode === 'optional' && (
        <TextInput
          label={sites.form.publicUpstream}
          description={sites.form.publicUpstreamHint}
          value={draft.publicUpstream}
          error={told.at.publicUpstream}
          onChange={(event) => onChange({ ...draft, publicUpstream: event.currentTarget.value })}
        />
      )}
      {draft.mode === 'off' && <Note>{sites.mode.off}</Note>}
      <TextInput
        label={sites.form.contact}
        description={sites.form.contactHint}
        value={draft.contact}
        error={told.at.contact}
        onChange={(event) => onChange({ ...draft, contact: event.currentTarget.value })}
      />
    </div>
  )
}
