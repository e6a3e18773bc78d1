import { Button, NativeSelect, TagsInput, TextInput } from '@mantine/core'
import { useState, type FormEvent } from 'react'
import type { AccessRule } from '../../../../shared/contract/rule.ts'
import type { Site } from '../../../../shared/contract/site.ts'
import { useAction } from '../../../data/hooks.ts'
import { useInitialFocus } from '../../../ui/focus.ts'
import { ErrorNotice } from '../../../ui/Notice.tsx'
import { Waiting } from '../../../ui/parts.tsx'
import { useWords } from '../../../words/index.ts'
import { emptyDraft, namesSomebody, withCertificate, type RuleDraft } from './draft.ts'
import { Whose } from './Whose.tsx'

/** Offered; others may be typed (PROPFIND, for example). */
const METHODS = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS']

/** Choices in the order in which they are offered. */
const certificates = ['required', 'none', 'optional', 'blocked'] as const

/** One rule as a sentence with choices in it. What is saved is in force at once, on open connections too. */
export function RuleEditor({ site, draft: from, onClose }: { site: Site; draft: RuleDraft; onClose: () => void }) {
  const { common, rules: words } = useWords()
  const add = useAction('site.rule.add')
  const set = useAction('site.rule.set')
  const first = useInitialFocus<HTMLInputElement>(true)
  const [draft, setDraft] = useState(from)
  const [these, setThese] = useState(namesSomebody(from))
  const { id, certificate, lan } = draft
  const busy = add.busy || set.busy

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    const { id: _id, ...said } = these
      ? draft
      : { ...emptyDraft, path: draft.path, methods: draft.methods, certificate, lan }
    const saved = id === null ? add.run({ site: site.id, ...said }) : set.run({ site: site.id, rule: id, ...said })
    if (await saved) onClose()
  }
  const lans: readonly AccessRule['lan'][] = certificate === 'required' ? ['any', 'exempt', 'only'] : ['any', 'only']
  return (
    <form
      className="surface rule-editor"
      aria-label={id === null ? words.adding : words.editing}
      onSubmit={(event) => void submit(event)}
    >
      <div className="rule-words">
        <span>{words.under}</span>
        <TextInput
          aria-label={words.field.path}
          value={draft.path}
          onChange={(event) => setDraft({ ...draft, path: event.currentTarget.value })}
          autoCapitalize="none"
          spellCheck={false}
          ref={first}
        />
        <TagsInput
          aria-label={words.field.methods}
          placeholder={draft.methods.length === 0 ? words.field.methodsHint : ''}
          value={[...draft.methods]}
          data={METHODS}
          onChange={(methods) => setDraft({ ...draft, methods: methods.map((one) => one.toUpperCase()) })}
        />
        <span aria-hidden>→</span>
        <NativeSelect
          aria-label={words.field.certificate}
          value={certificate}
          data={certificates.map((value) => ({ value, label: words.certificate[value] }))}
          onChange={(event) => {
            setThese(false)
            setDraft(withCertificate(draft, event.currentTarget.value as AccessRule['certificate']))
          }}
        />
        {certificate === 'required' && (
          <NativeSelect
            aria-label={words.field.whose}
            value={these ? 'these' : 'anyone'}
            data={[
              { value: 'anyone', label: words.of.anyone },
              { value: 'these', label: words.of.these },
            ]}
            onChange={(event) => setThese(event.currentTarget.value === 'these')}
          />
        )}
        {certificate !== 'blocked' && (
          <NativeSelect
            aria-label={words.field.lan}
            value={lan}
            data={lans.map((value) => ({ value, label: words.lan[value] }))}
            onChange={(event) => setDraft({ ...draft, lan: event.currentTarget.value as AccessRule['lan'] })}
          />
        )}
      </div>
      {these && <Whose draft={draft} onChange={setDraft} />}
      {busy && <Waiting words={words.saving} />}
      <ErrorNotice error={add.error ?? set.error} />
      <div className="line">
        <Button type="submit" size="xs" loading={busy}>
          {words.save}
        </Button>
        <Button size="xs" variant="default" onClick={onClose}>
          {common.cancel}
        </Button>
      </div>
    </form>
  )
}
