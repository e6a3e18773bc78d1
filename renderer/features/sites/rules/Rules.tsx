import { ActionIcon, Button } from '@mantine/core'
import { IconArrowRight, IconPencil, IconPlus, IconTrash } from '@tabler/icons-react'
import { useState, type ReactNode } from 'react'
import type { Site } from '../../../../shared/contract/site.ts'
import { useAction } from '../../../data/hooks.ts'
import { ErrorNotice, Note } from '../../../ui/Notice.tsx'
import { Waiting } from '../../../ui/parts.tsx'
import { useWords } from '../../../words/index.ts'
import { AppCards } from './AppCards.tsx'
import { emptyDraft, type RuleDraft } from './draft.ts'
import { Presets } from './Presets.tsx'
import { RuleEditor } from './RuleEditor.tsx'
import { ruleSentence } from './rule-words.ts'
import './rules.css'
import { useNames } from './use-names.ts'

function Line({ path, says, children }: { path: string; says: string; children?: ReactNode }) {
  const { rules } = useWords()
  return (
    <li className="rule">
      <p>
        {path === '/' ? rules.everyPath : rules.under} {path !== '/' && <code>{path}</code>}{' '}
        <IconArrowRight size={15} aria-label="→" /> {says}
      </p>
      {children}
    </li>
  )
}

/** Rules as sentences; one at a time becomes a sentence with choices in it. Their order means nothing. */
export function Rules({ site }: { site: Site }) {
  const { rules: words } = useWords()
  const names = useNames()
  const remove = useAction('site.rule.remove')
  const [draft, setDraft] = useState<RuleDraft | null>(null)
  const editor = draft && <RuleEditor key={draft.id} site={site} draft={draft} onClose={() => setDraft(null)} />
  const opens = site.rules.some((rule) => rule.lan === 'exempt' || /^(?:none|optional)$/.test(rule.certificate))
  return (
    <section className="stack-tight" aria-label={words.title}>
      <h3 className="section-title">{words.title}</h3>
      <ul className="rules">
        {site.rules.map((rule) =>
          draft?.id === rule.id ? (
            <li key={rule.id}>{editor}</li>
          ) : (
            <Line key={rule.id} path={rule.path} says={ruleSentence(rule, names, words)}>
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label={words.edit({ path: rule.path })}
                onClick={() => setDraft(rule)}
              >
                <IconPencil size={17} />
              </ActionIcon>
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label={words.remove({ path: rule.path })}
                disabled={remove.busy}
                onClick={() => void remove.run({ site: site.id, path: rule.path, methods: rule.methods })}
              >
                <IconTrash size={17} />
              </ActionIcon>
            </Line>
          ),
        )}
        {draft?.id === null && <li>{editor}</li>}
        {!site.rules.some((rule) => rule.path === '/' && rule.methods.length === 0) && (
          <li className="rule rule-rest">
            <p>
              {words.elsewhere} <IconArrowRight size={15} aria-label="→" /> {words.mode[site.mode]}
            </p>
          </li>
        )}
      </ul>
      {site.mode === 'required' && opens && <Note>{words.noEffect}</Note>}
      {remove.busy && <Waiting words={words.saving} />}
      <ErrorNotice error={remove.error} />
      {draft === null && (
        <div className="line">
          <Button
            size="xs"
            variant="default"
            leftSection={<IconPlus size={15} aria-hidden />}
            onClick={() => setDraft(emptyDraft)}
          >
            {words.add}
          </Button>
          <Presets onChosen={setDraft} />
        </div>
      )}
      <AppCards site={site} />
    </section>
  )
}
