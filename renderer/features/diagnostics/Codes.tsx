import { Textarea } from '@mantine/core'
import { Fragment, useDeferredValue, useMemo, useState } from 'react'
import type { CodeExplanation } from '../../../shared/contract/diagnosis.ts'
import { codeMatches, sayCode } from '../../../shared/verify/search.ts'
import { useQuery } from '../../data/hooks.ts'
import { to, useRoute } from '../../data/route.ts'
import { ErrorNotice } from '../../ui/Notice.tsx'
import { Waiting } from '../../ui/parts.tsx'
import { useWords } from '../../words/index.ts'

/** Long names may break after an underscore, and nowhere else. */
function Breakable({ text }: { text: string }) {
  const parts = text.split(/(?<=_)/)
  return parts.map((part, at) => (
    // oxlint-disable-next-line react/no-array-index-key -- the parts of one text, in their order
    <Fragment key={at}>
      {part}
      <wbr />
    </Fragment>
  ))
}

function Card({ code: explained }: { code: CodeExplanation }) {
  const { diagnostics, say } = useWords()
  const { codes: words } = diagnostics
  const code = sayCode(explained, say)
  return (
    <article className="surface code-card">
      <div>
        <p className="section-title" style={{ margin: 0 }}>
          {words[code.kind]} {code.number}
        </p>
        <h2>
          <Breakable text={code.name} />
        </h2>
      </div>
      <p style={{ margin: 0, fontSize: 17 }}>{code.explanation}</p>
      {code.causes.length > 0 && (
        <div>
          <p className="section-title">{words.causes}</p>
          <ul className="steps">
            {code.causes.map((cause) => (
              <li key={cause}>{cause}</li>
            ))}
          </ul>
        </div>
      )}
      <div>
        <p className="section-title">{words.fix}</p>
        <p style={{ margin: 0 }}>{code.fix}</p>
      </div>
      {code.aliases.length > 0 && (
        <p className="dim wrap" style={{ margin: 0, fontSize: 14 }}>
          {words.also}: {code.aliases.join(', ')}
        </p>
      )}
    </article>
  )
}

function Best({ query }: { query: string }) {
  const { common, diagnostics } = useWords()
  const answer = useQuery('diagnosis.code', { query })
  if (answer.value) return <Card code={answer.value} />
  if (!answer.error) return <Waiting words={common.loading} />
  // Not finding anything is no failure while somebody still types; the list below may have what they want.
  if (answer.error.code === 'diagnosis/unknown-code') return <p className="dim">{diagnostics.codes.none}</p>
  return <ErrorNotice error={answer.error} />
}

function List({ search }: { search: string }) {
  const { diagnostics, say } = useWords()
  const { codes: words } = diagnostics
  // Searched here, in the words that are read here.
  const all = useQuery('diagnosis.codes', {})
  const inOurWords = useMemo(() => all.value?.map((code) => sayCode(code, say)) ?? [], [all.value, say])
  const list = inOurWords.filter((code) => codeMatches(code, search))
  return (
    <section className="stack-tight">
      <ErrorNotice error={all.error} />
      {list.length > 0 && (
        <>
          <p className="section-title" style={{ margin: 0 }}>
            {words.all({ n: list.length })}
          </p>
          <ul className="code-list" aria-label={words.list}>
            {list.map((code) => (
              <li key={`${code.kind} ${code.number} ${code.name}`}>
                <a href={to('diagnostics', 'code', { q: code.name })}>
                  <span>{words[code.kind]}</span>
                  <span className="tab">{code.number}</span>
                  <span>{code.name}</span>
                </a>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  )
}

/** A pasted error text, a number or a name, explained; and every code there is. */
export function Codes() {
  const asked = useRoute().params.get('q') ?? ''
  return <CodeSearch key={asked} asked={asked} />
}

function CodeSearch({ asked }: { asked: string }) {
  const { codes: words } = useWords().diagnostics
  const [text, setText] = useState(asked)
  const query = useDeferredValue(text.trim().slice(0, 10_000))
  return (
    <div className="stack">
      <Textarea
        label={words.label}
        description={words.hint}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        autosize
        minRows={1}
        maxRows={8}
        spellCheck={false}
      />
      {query !== '' && <Best query={query} />}
      <List search={query} />
    </div>
  )
}
