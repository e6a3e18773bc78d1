import type { Knock, WayCheck } from '../../../shared/contract/watch.ts'
import { Status, type Tone } from '../../ui/Status.tsx'
import { useWords, type Words } from '../../words/index.ts'
import { clockOrDay } from '../../words/time.ts'
import { Fix, type OnFixed } from './Fix.tsx'
import { knockWords } from './report-text.ts'

function toneOf(knock: Knock): Tone {
  if (knock.harmless) return 'calm'
  if (knock.decision !== 'in') return 'bad'
  // Let in, and yet something is to be done: a site that observes, a device that answers wrongly.
  return knock.fix === null ? 'good' : 'soon'
}

/** From where, over what, with which certificate. */
function details(knock: Knock, words: Words['diagnostics']): string {
  const { presented, verifyCode, verifyName } = knock
  return [
    knock.address,
    knock.tlsVersion === null ? null : words.tls({ version: knock.tlsVersion }),
    presented && words.watching.shows({ subject: presented.subject, issuer: presented.issuer }),
    verifyCode === null || verifyCode === 0 ? null : words.watching.code({ n: verifyCode, name: verifyName ?? '' }),
  ]
    .filter((part) => part !== null)
    .join(', ')
}

/** Each knock with the sentence that would help; the newest first. */
export function Knocks(props: { knocks: readonly Knock[]; more: number; waiting: boolean; onFixed: OnFixed }) {
  const all = useWords()
  const { diagnostics, say } = all
  const { watching: words } = diagnostics
  const { knocks, more } = props
  return (
    <section className="stack-tight" aria-label={words.knocks} aria-live="polite">
      <h3 className="section-title" style={{ margin: 0 }}>
        {words.knocks}
      </h3>
      {knocks.length === 0 && <p className="dim">{words.nothing}</p>}
      <ul className="knocks">
        {knocks
          .map((knock, at) => ({ knock, at }))
          .toReversed()
          .map(({ knock, at }) => (
            <li key={at} className="surface">
              <div className="line">
                <Status
                  tone={toneOf(knock)}
                  words={knock.harmless ? `${knockWords(knock, all)} · ${words.harmless}` : knockWords(knock, all)}
                />
                <span className="dim tab">{clockOrDay(knock.at, Date.parse(knock.at))}</span>
              </div>
              <p>{say(knock.explanation)}</p>
              {knock.fix !== null && (
                <p>
                  <strong>{diagnostics.fix}:</strong> {say(knock.fix)}
                </p>
              )}
              <p className="dim wrap">{details(knock, diagnostics)}</p>
              <Fix action={knock.action} onDone={props.onFixed} />
            </li>
          ))}
      </ul>
      {more > 0 && <p className="dim">{words.more({ n: more })}</p>}
    </section>
  )
}

const answers = { true: ['good', 'fine'], false: ['bad', 'broken'], null: ['calm', 'unknown'] } as const

/** What can be checked of the way to the door. */
export function Checks({ checks, onFixed }: { checks: readonly WayCheck[]; onFixed: OnFixed }) {
  const { diagnostics, say } = useWords()
  const { watching: words } = diagnostics
  if (checks.length === 0) return null
  // Several flaws have one remedy: one button is enough.
  const actions = new Map(checks.flatMap(({ action }) => (action ? [[JSON.stringify(action), action] as const] : [])))
  return (
    <section className="surface stack-tight" aria-label={words.checks}>
      <h3 className="section-title" style={{ margin: 0 }}>
        {words.checks}
      </h3>
      <ul className="problems">
        {checks.map((check) => {
          const [tone, word] = answers[`${check.ok}`]
          return (
            <li key={`${check.kind} ${check.subject}`}>
              <Status tone={tone} words={words[word]} />
              <p>{say(check.message)}</p>
              {check.remedy !== null && <p className="dim">{say(check.remedy)}</p>}
            </li>
          )
        })}
      </ul>
      {[...actions].map(([key, action]) => (
        <Fix key={key} action={action} onDone={onFixed} />
      ))}
    </section>
  )
}
