import { Button, Checkbox, NativeSelect, TextInput } from '@mantine/core'
import { useState, type FormEvent } from 'react'
import type { Site } from '../../../../shared/contract/site.ts'
import { useAction } from '../../../data/hooks.ts'
import { useFieldErrors } from '../../../ui/field-errors.ts'
import { ErrorNotice } from '../../../ui/Notice.tsx'
import { Fold, Waiting } from '../../../ui/parts.tsx'
import { useWords } from '../../../words/index.ts'

const levels = ['none', 'forwarded', 'names', 'full'] as const
const hosts = ['visitor', 'upstream', 'given'] as const
const ways = ['keep', 'one', 'none'] as const

/** As a person writes it. */
interface Draft {
  readonly upstreamHeaders: Site['upstreamHeaders']
  readonly host: (typeof hosts)[number]
  readonly given: string
  readonly upstreamConnections: Site['upstreamConnections']
  readonly firstByte: string
  readonly idle: string
  /** Separated by spaces. */
  readonly upgrades: string
  readonly refuses: boolean
}

function draftOf(site: Site): Draft {
  const { upstreamHeaders, upstreamHost, upstreamConnections, firstByteTimeout, idleTimeout, upgrades } = site
  const isWord = upstreamHost === 'visitor' || upstreamHost === 'upstream'
  return {
    upstreamHeaders,
    host: isWord ? upstreamHost : 'given',
    given: isWord ? '' : upstreamHost,
    upstreamConnections,
    firstByte: String(firstByteTimeout),
    idle: idleTimeout === null ? '' : String(idleTimeout),
    upgrades: upgrades.join(' '),
    refuses: site.encodedPaths === 'refuse',
  }
}

/** What is no number of seconds is sent as one that is none, which the contract refuses (JSON makes null of NaN). */
function seconds(text: string): number {
  return /^\s*\d{1,9}\s*$/.test(text) ? Number(text) : 0
}

function fromDraft(draft: Draft) {
  return {
    upstreamHeaders: draft.upstreamHeaders,
    upstreamHost: draft.host === 'given' ? draft.given : draft.host,
    upstreamConnections: draft.upstreamConnections,
    firstByteTimeout: seconds(draft.firstByte),
    idleTimeout: draft.idle.trim() === '' ? null : seconds(draft.idle),
    upgrades: draft.upgrades.split(/[\s,;]+/).filter((one) => one !== ''),
    encodedPaths: draft.refuses ? ('refuse' as const) : ('forward' as const),
  }
}

/** How the door speaks to its device: for devices that want it otherwise than most. */
export function SettingsForm({ site }: { site: Site }) {
  const words = useWords().upstream.settings
  const set = useAction('site.set')
  const [draft, setDraft] = useState(() => draftOf(site))
  const change = (part: Partial<Draft>): void => setDraft((before) => ({ ...before, ...part }))
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    const changed = await set.run({ site: site.id, ...fromDraft(draft) })
    if (changed) setDraft(draftOf(changed))
  }
  const told = useFieldErrors(set.error, {
    upstreamHost: words.hostGiven,
    firstByteTimeout: words.firstByte,
    idleTimeout: words.idle,
    upgrades: words.upgrades,
  })
  return (
    <Fold title={words.show}>
      <form className="surface stack" aria-label={words.title} onSubmit={(event) => void submit(event)} noValidate>
        <p style={{ margin: 0 }}>{words.lead}</p>
        <NativeSelect
          label={words.headers}
          description={words.headersHint}
          value={draft.upstreamHeaders}
          data={levels.map((value) => ({ value, label: words.headersNames[value] }))}
          onChange={(event) => change({ upstreamHeaders: event.currentTarget.value as Draft['upstreamHeaders'] })}
        />
        <NativeSelect
          label={words.host}
          description={words.hostHint}
          value={draft.host}
          data={hosts.map((value) => ({ value, label: words.hostNames[value] }))}
          onChange={(event) => change({ host: event.currentTarget.value as Draft['host'] })}
        />
        {draft.host === 'given' && (
          <TextInput
            label={words.hostGiven}
            description={words.hostGivenHint}
            value={draft.given}
            error={told.at.upstreamHost}
            onChange={(event) => change({ given: event.currentTarget.value })}
            autoCapitalize="none"
            spellCheck={false}
          />
        )}
        <NativeSelect
          label={words.connections}
          value={draft.upstreamConnections}
          data={ways.map((value) => ({ value, label: words.connectionsNames[value] }))}
          onChange={(event) =>
            change({ upstreamConnections: event.currentTarget.value as Draft['upstreamConnections'] })
          }
        />
        <TextInput
          label={words.firstByte}
          description={words.firstByteHint}
          value={draft.firstByte}
          error={told.at.firstByteTimeout}
          onChange={(event) => change({ firstByte: event.currentTarget.value })}
          inputMode="numeric"
        />
        <TextInput
          label={words.idle}
          description={words.idleHint}
          value={draft.idle}
          error={told.at.idleTimeout}
          onChange={(event) => change({ idle: event.currentTarget.value })}
          inputMode="numeric"
        />
        <TextInput
          label={words.upgrades}
          description={words.upgradesHint}
          value={draft.upgrades}
          error={told.at.upgrades}
          onChange={(event) => change({ upgrades: event.currentTarget.value })}
          autoCapitalize="none"
          spellCheck={false}
        />
        <Checkbox
          label={words.encoded}
          description={words.encodedHint}
          checked={draft.refuses}
          onChange={(event) => change({ refuses: event.currentTarget.checked })}
        />
        {set.busy && <Waiting words={words.saving} />}
        <ErrorNotice error={told.rest} />
        <div>
          <Button type="submit" size="xs" loading={set.busy}>
            {words.save}
          </Button>
        </div>
      </form>
    </Fold>
  )
}
