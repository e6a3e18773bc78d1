import type { ServerHandshake, VisitorResult } from '../../../shared/contract/diagnosis.ts'
import { useWords } from '../../words/index.ts'
import { pageTitle } from './seen.ts'

interface Rung {
  readonly words: string
  readonly tone?: 'good' | 'bad'
}

function Rungs({ rungs }: { rungs: readonly Rung[] }) {
  const { ladder: words } = useWords().diagnostics
  return (
    <ol className="ladder" aria-label={words.title}>
      {rungs.map((rung) => (
        <li key={rung.words} className={rung.tone}>
          {rung.words}
        </li>
      ))}
    </ol>
  )
}

/** The handshake as a short ladder, from what the probe saw on the wire. */
export function Ladder({ result }: { result: VisitorResult }) {
  const { diagnostics, outcomes, say } = useWords()
  const { ladder: words } = diagnostics
  const { seen } = result
  const agreed = seen.tlsVersion === null ? null : words.agreed({ version: seen.tlsVersion, cipher: seen.cipher ?? '' })
  const verified =
    seen.verifyCode === null
      ? []
      : [
          {
            words: words.verifies({
              code: seen.verifyCode === 0 ? words.good : `${seen.verifyCode} ${seen.verifyName ?? ''}`,
            }),
          },
        ]
  const end: Rung[] = seen.alert
    ? [{ words: words.alert({ number: seen.alert.number, name: seen.alert.name }), tone: 'bad' }]
    : seen.handshake === 'completed'
      ? [{ words: words.completed }]
      : [{ words: words.failed, tone: 'bad' }]
  const answer: Rung[] =
    seen.status === null
      ? []
      : [
          {
            words: words.answer({
              status: seen.status,
              page:
                seen.page === 'upstream'
                  ? words.upstreamPage
                  : words.page({ kind: pageTitle(seen.page ?? '–', outcomes) }),
            }),
            tone: seen.page === 'upstream' ? 'good' : 'bad',
          },
        ]
  return (
    <Rungs
      rungs={[
        { words: agreed === null ? words.hello : `${words.hello}: ${agreed}` },
        { words: words.request },
        { words: words.sends({ title: say(result.title) }) },
        ...verified,
        ...end,
        ...answer,
      ]}
    />
  )
}

/** The same for one handshake with any server. */
export function ServerLadder({ handshake }: { handshake: ServerHandshake }) {
  const { ladder: words } = useWords().diagnostics.servers
  const { asked, alert, outcome, cipher, resumes } = handshake
  const rungs: Rung[] = [
    { words: words.hello({ tls: handshake.tls }) },
    ...(cipher === null
      ? []
      : [{ words: words.agreed({ parameters: [cipher, ...(handshake.alpn === null ? [] : [handshake.alpn])] }) }]),
    ...(outcome === 'failed' ? [] : [{ words: words.asks[asked === null ? 'unknown' : asked ? 'yes' : 'no'] }]),
    ...(asked === true ? [{ words: words.shows[handshake.withCertificate ? 'yes' : 'no'] }] : []),
    alert
      ? { words: words.alert({ number: alert.number, name: alert.name }), tone: 'bad' }
      : { words: words.outcome[outcome], tone: outcome === 'completed' ? 'good' : 'bad' },
    ...(resumes === null ? [] : [{ words: resumes ? words.resumes : words.full }]),
  ]
  return <Rungs rungs={rungs} />
}
