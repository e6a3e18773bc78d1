import { MultiSelect, NativeSelect, TagsInput } from '@mantine/core'
import { useMemo } from 'react'
import type { AccessRule } from '../../../../shared/contract/rule.ts'
import { Fold } from '../../../ui/parts.tsx'
import { useWords } from '../../../words/index.ts'
import type { RuleDraft } from './draft.ts'
import { useNames } from './use-names.ts'

/** Longest chain that can be asked for. */
const DEPTHS = [1, 2, 3, 4]

/** Whose certificate a rule means: devices and groups, and, folded, what is written in the certificate. */
export function Whose({ draft, onChange }: { draft: RuleDraft; onChange: (draft: RuleDraft) => void }) {
  const { rules } = useWords()
  const { field: words } = rules
  const { devices, authorities } = useNames()
  const groups = useMemo(() => [...new Set(devices.flatMap((device) => device.groups))].toSorted(), [devices])
  // A device that was removed stays in its rule until somebody takes it out.
  const known = new Set(devices.map(({ id }) => id))
  const gone = draft.devices.filter((id) => !known.has(id))
  const tags = (list: 'commonNames' | 'organizations' | 'units' | 'fingerprints') => (
    <TagsInput label={words[list]} value={draft[list]} onChange={(value) => onChange({ ...draft, [list]: value })} />
  )
  const unfolded =
    draft.depth !== null ||
    [draft.commonNames, draft.organizations, draft.units, draft.authorities, draft.fingerprints].some((l) => l.length)
  return (
    <div className="stack">
      <MultiSelect
        label={words.devices}
        placeholder={draft.devices.length === 0 ? words.devicesHint : ''}
        data={[
          ...devices.map(({ id, name }) => ({ value: id, label: name })),
          ...gone.map((id) => ({ value: id, label: rules.removedDevice })),
        ]}
        value={draft.devices}
        onChange={(value) => onChange({ ...draft, devices: value })}
        searchable
        limit={50}
      />
      <TagsInput
        label={words.groups}
        description={draft.groups.some((group) => !groups.includes(group)) ? rules.nobody : undefined}
        placeholder={draft.groups.length === 0 ? words.groupsHint : ''}
        data={groups}
        value={draft.groups}
        onChange={(value) => onChange({ ...draft, groups: value })}
      />
      <Fold title={rules.byCertificate} open={unfolded}>
        <div className="stack">
          {tags('commonNames')}
          {tags('organizations')}
          {tags('units')}
          <MultiSelect
            label={words.authorities}
            data={authorities.map(({ id, name }) => ({ value: id, label: name }))}
            value={draft.authorities}
            onChange={(value) => onChange({ ...draft, authorities: value })}
          />
          {tags('fingerprints')}
          <NativeSelect
            label={words.depth}
            value={draft.depth ?? ''}
            data={[
              { value: '', label: words.anyDepth },
              ...[...new Set([...DEPTHS, ...(draft.depth === null ? [] : [draft.depth])])].map(String),
            ]}
            onChange={({ currentTarget: { value } }) =>
              onChange({ ...draft, depth: value === '' ? null : Number(value) })
            }
          />
          <NativeSelect
            label={words.satisfy}
            value={draft.satisfy}
            data={(['any', 'all'] as const).map((value) => ({ value, label: rules.satisfy[value] }))}
            onChange={(event) => onChange({ ...draft, satisfy: event.currentTarget.value as AccessRule['satisfy'] })}
          />
        </div>
      </Fold>
    </div>
  )
}
