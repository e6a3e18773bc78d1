import { Autocomplete, NativeSelect, Select, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { Site } from '../../../../shared/contract/site.ts'
import type { WouldEnter as Answer } from '../../../../shared/contract/rule.ts'
import { useQuery } from '../../../data/hooks.ts'
import { ErrorNotice } from '../../../ui/Notice.tsx'
import { StatusSentence } from '../../../ui/Status.tsx'
import { useWords } from '../../../words/index.ts'
import { becauseWords, ruleSentence } from './rule-words.ts'
import { useNames } from './use-names.ts'

/** An address of each kind; RFC 5737 sets the first one aside for examples. */
const addresses = { outside: '203.0.113.7', local: '192.168.0.7' } as const
type Place = keyof typeof addresses | 'address'

function Verdict({ answer, who }: { answer: Answer; who: string }) {
  const { outcomes, rules } = useWords()
  const { would: words } = rules
  const names = useNames()
  const { decision, outcome, observed, rule } = answer
  const inside = decision === 'in' || decision === 'public'
  const sentence =
    observed !== null
      ? words.observed({ who, page: outcomes[observed] })
      : decision === 'page'
        ? words.page({ who, page: outcomes[outcome] })
        : words[decision]({ who })
  return (
    <div className="stack-tight would-answer" aria-live="polite">
      <StatusSentence tone={observed !== null ? 'soon' : inside ? 'good' : 'bad'} words={sentence} />
      <p>{becauseWords(answer, { outcomes, rules })}</p>
      <p className="dim">
        {rule === null ? (
          words.siteDecides
        ) : (
          <>
            {words.decides}: <code>{rule.path}</code> → {ruleSentence(rule, names, rules)}.
          </>
        )}
      </p>
    </div>
  )
}

/** Asks the judge about a visit that nobody has made. */
export function WouldEnter({ site }: { site: Site }) {
  const { would: words } = useWords().rules
  const { devices } = useNames()
  const [device, setDevice] = useState('')
  const [path, setPath] = useState('/')
  const [method, setMethod] = useState('GET')
  const [place, setPlace] = useState<Place>('outside')
  const [typed, setTyped] = useState('')
  const address = place === 'address' ? typed.trim() : addresses[place]
  const answer = useQuery('site.wouldEnter', {
    site: site.id,
    device: device === '' ? null : device,
    path: path === '' ? '/' : path,
    method: method === '' ? 'GET' : method,
    address: address === '' ? addresses.outside : address,
  })
  const who = devices.find(({ id }) => id === device)?.name ?? words.nobody
  return (
    <section className="stack-tight" aria-label={words.title}>
      <h3 className="section-title">{words.title}</h3>
      <div className="surface stack">
        <div className="would-fields">
          <Select
            label={words.who}
            value={device}
            data={[{ value: '', label: words.nobody }, ...devices.map(({ id, name }) => ({ value: id, label: name }))]}
            onChange={(value) => setDevice(value ?? '')}
            allowDeselect={false}
            searchable
            limit={50}
          />
          <TextInput
            label={words.path}
            value={path}
            onChange={(event) => setPath(event.currentTarget.value)}
            autoCapitalize="none"
            spellCheck={false}
          />
          <Autocomplete
            label={words.method}
            value={method}
            data={['GET', 'POST', 'PUT', 'DELETE', 'OPTIONS']}
            onChange={(value) => setMethod(value.toUpperCase())}
          />
          <NativeSelect
            label={words.from}
            value={place}
            data={(['outside', 'local', 'address'] as const).map((value) => ({ value, label: words.place[value] }))}
            onChange={(event) => setPlace(event.currentTarget.value as Place)}
          />
          {place === 'address' && (
            <TextInput
              label={words.address}
              value={typed}
              onChange={(event) => setTyped(event.currentTarget.value)}
              description={
                answer.value && typed !== '' ? (answer.value.local ? words.local : words.notLocal) : undefined
              }
            />
          )}
        </div>
        {answer.error ? (
          <ErrorNotice error={answer.error} />
        ) : (
          answer.value && <Verdict answer={answer.value} who={who} />
        )}
      </div>
    </section>
  )
}
