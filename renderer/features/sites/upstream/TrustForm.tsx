import { Button, NativeSelect, Textarea, TextInput } from '@mantine/core'
import { useState, type FormEvent } from 'react'
import type { Site } from '../../../../shared/contract/site.ts'
import type { UpstreamTls, UpstreamTrust } from '../../../../shared/contract/upstream.ts'
import { useAction } from '../../../data/hooks.ts'
import { ErrorNotice } from '../../../ui/Notice.tsx'
import { Waiting } from '../../../ui/parts.tsx'
import { TextFile } from '../../../ui/TextFile.tsx'
import { useWords } from '../../../words/index.ts'

const ways = ['system', 'authority', 'fingerprint'] as const
const depths = [1, 2, 3, 4] as const
export const PEM_FILES = '.pem,.crt,.cer,.der,.key,.p7b,.p7c,.p12,.pfx,.txt'

interface Draft {
  readonly by: UpstreamTrust['by']
  readonly pem: string
  readonly fingerprint: string
  readonly serverName: string
  /** A number, or empty for any. */
  readonly depth: string
}

function draftOf({ trust, depth, serverName }: UpstreamTls): Draft {
  return {
    by: trust.by,
    pem: trust.by === 'authority' ? trust.pem : '',
    fingerprint: trust.by === 'fingerprint' ? trust.fingerprint : '',
    serverName: serverName ?? '',
    depth: depth === null ? '' : String(depth),
  }
}

function fromDraft({ by, pem, fingerprint, serverName, depth }: Draft): UpstreamTls {
  const trust: UpstreamTrust =
    by === 'system'
      ? { by }
      : by === 'authority'
        ? { by, pem }
        : { by, fingerprint: fingerprint.replaceAll(/[:\s]/g, '').toUpperCase() }
  return {
    trust,
    depth: by === 'fingerprint' || depth === '' ? null : Number(depth),
    serverName: serverName.trim() === '' ? null : serverName,
  }
}

/** How an `https://` upstream must prove itself. In force when the call returns, or nothing is changed. */
export function TrustForm({ site, onClose }: { site: Site; onClose: () => void }) {
  const { common, upstream } = useWords()
  const words = upstream.edit
  const set = useAction('site.set')
  const [draft, setDraft] = useState(() => draftOf(site.upstreamTls))
  const change = (part: Partial<Draft>): void => setDraft((before) => ({ ...before, ...part }))
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    if (await set.run({ site: site.id, upstreamTls: fromDraft(draft) })) onClose()
  }
  return (
    <form className="surface stack" aria-label={words.title} onSubmit={(event) => void submit(event)}>
      <NativeSelect
        label={words.by}
        value={draft.by}
        data={ways.map((value) => ({ value, label: words[value] }))}
        onChange={(event) => change({ by: event.currentTarget.value as Draft['by'] })}
      />
      {draft.by === 'authority' && (
        <>
          <TextFile label={words.file} placeholder={words.file} accept={PEM_FILES} onText={(pem) => change({ pem })} />
          <Textarea
            label={words.pem}
            description={words.pemHint}
            value={draft.pem}
            onChange={(event) => change({ pem: event.currentTarget.value })}
            autosize
            minRows={3}
            maxRows={8}
            spellCheck={false}
            classNames={{ input: 'mono' }}
          />
        </>
      )}
      {draft.by === 'fingerprint' ? (
        <TextInput
          label={words.fingerprintLabel}
          value={draft.fingerprint}
          onChange={(event) => change({ fingerprint: event.currentTarget.value })}
          spellCheck={false}
          classNames={{ input: 'mono' }}
        />
      ) : (
        <>
          <TextInput
            label={words.name}
            description={words.nameHint}
            value={draft.serverName}
            onChange={(event) => change({ serverName: event.currentTarget.value })}
            autoCapitalize="none"
            spellCheck={false}
          />
          <NativeSelect
            label={words.depth}
            value={draft.depth}
            data={[{ value: '', label: words.depthAny }, ...depths.map(String)]}
            onChange={(event) => change({ depth: event.currentTarget.value })}
          />
        </>
      )}
      {set.busy && <Waiting words={words.saving} />}
      <ErrorNotice error={set.error} />
      <div className="line">
        <Button type="submit" size="xs" loading={set.busy}>
          {words.save}
        </Button>
        <Button size="xs" variant="default" onClick={onClose}>
          {common.cancel}
        </Button>
      </div>
    </form>
  )
}
