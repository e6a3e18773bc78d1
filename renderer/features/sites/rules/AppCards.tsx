import { Anchor, Button, NativeSelect } from '@mantine/core'
import { useState } from 'react'
import { appCards, type AppCard, type AppClient } from '../../../../shared/apps/index.ts'
import type { Site } from '../../../../shared/contract/site.ts'
import { useAction } from '../../../data/hooks.ts'
import { ErrorNotice } from '../../../ui/Notice.tsx'
import { Fold } from '../../../ui/parts.tsx'
import { Status, type Tone } from '../../../ui/Status.tsx'
import { useWords } from '../../../words/index.ts'
import { emptyDraft } from './draft.ts'
import { ruleSentence } from './rule-words.ts'

const tones: Readonly<Record<AppClient['support'], Tone>> = { yes: 'good', partly: 'soon', no: 'bad' }

function Card({ card, site }: { card: AppCard; site: Site }) {
  const { rules, say } = useWords()
  const { apps: words } = rules
  const add = useAction('site.rule.add')
  const nobody = { device: () => null, authority: () => null }
  return (
    <div className="stack app-card">
      <div className="stack-tight">
        <strong>{words.clients}</strong>
        {card.clients.map((client) => (
          <div key={client.platform} className="app-client">
            <Status
              tone={tones[client.support]}
              words={`${words.platform[client.platform]}: ${words.support[client.support]}`}
            />
            <p>
              {say(client.how)}{' '}
              {client.source !== null && (
                <Anchor href={client.source} target="_blank" rel="noreferrer" inherit>
                  {words.source}
                </Anchor>
              )}
            </p>
          </div>
        ))}
      </div>
      <div className="stack-tight">
        <strong>{words.suggested}</strong>
        <ul className="rules">
          {card.rules.map(({ why, ...rule }) => {
            const there = site.rules.some(({ path, methods }) => path === rule.path && methods.length === 0)
            const draft = { ...emptyDraft, ...rule, id: 'suggested' }
            return (
              <li key={rule.path} className="rule">
                <p>
                  {rule.path === '/' ? rules.everyPath : rules.under} {rule.path !== '/' && <code>{rule.path}</code>} →{' '}
                  {ruleSentence(draft, nobody, rules)}
                  <span className="dim">{say(why)}</span>
                </p>
                {there ? (
                  <span className="dim">{words.there}</span>
                ) : (
                  <Button
                    size="compact-sm"
                    variant="default"
                    aria-label={words.addLabel({ path: rule.path })}
                    loading={add.busy}
                    onClick={() => void add.run({ site: site.id, ...rule })}
                  >
                    {words.add}
                  </Button>
                )}
              </li>
            )
          })}
        </ul>
        <ErrorNotice error={add.error} />
      </div>
    </div>
  )
}

/** What is known about the app behind this door: rules it may want, and what its own apps can do. */
export function AppCards({ site }: { site: Site }) {
  const { rules, say } = useWords()
  const { apps: words } = rules
  const [id, setId] = useState('')
  const card = appCards.find((one) => one.id === id)
  return (
    <Fold title={words.title}>
      <div className="stack-tight">
        <NativeSelect
          label={words.lead}
          value={id}
          data={[
            { value: '', label: words.choose },
            ...appCards.map((one) => ({
              value: one.id,
              label: typeof one.name === 'string' ? one.name : say(one.name),
            })),
          ]}
          onChange={(event) => setId(event.currentTarget.value)}
        />
        {card && <Card key={card.id} card={card} site={site} />}
      </div>
    </Fold>
  )
}
