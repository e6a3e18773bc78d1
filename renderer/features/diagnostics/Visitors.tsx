import {
  IconBan,
  IconBuildingBank,
  IconCertificate,
  IconCertificateOff,
  IconClockPlus,
  IconClockX,
  IconCopy,
  IconHistory,
  IconKey,
  IconLinkOff,
  IconLock,
  IconServer,
  IconSignature,
  IconStack,
  type TablerIcon,
} from '@tabler/icons-react'
import type { Resumption, VisitorId, VisitorResult } from '../../../shared/contract/diagnosis.ts'
import { Status, type Tone } from '../../ui/Status.tsx'
import { useWords } from '../../words/index.ts'
import { Fix, type OnFixed } from './Fix.tsx'
import { Ladder } from './Ladder.tsx'
import { seenWords } from './seen.ts'

const pictures: Readonly<Record<VisitorId, TablerIcon>> = {
  none: IconCertificateOff,
  good: IconCertificate,
  expired: IconClockX,
  'not-yet-valid': IconClockPlus,
  revoked: IconBan,
  superseded: IconHistory,
  stranger: IconBuildingBank,
  'same-name': IconCopy,
  'self-signed': IconSignature,
  'wrong-purpose': IconServer,
  'missing-intermediate': IconLinkOff,
  'weak-key': IconKey,
  'weak-digest': IconLock,
  'too-long': IconStack,
}

const tones: Readonly<Record<VisitorResult['verdict'], Tone>> = {
  ok: 'good',
  wrong: 'bad',
  'not-tried': 'calm',
}

/** The worst of a visitor's runs. */
function verdictOf(runs: readonly VisitorResult[]): VisitorResult['verdict'] {
  return (
    (['wrong', 'not-tried', 'ok'] as const).find((one) => runs.some(({ verdict }) => verdict === one)) ?? 'not-tried'
  )
}

/** The same visitor with the session of an earlier handshake. */
function Resumed({ resumed }: { resumed: Resumption }) {
  const all = useWords()
  const { diagnostics: words, say } = all
  return (
    <div>
      <p className="section-title" style={{ margin: 0 }}>
        {words.resumed}
      </p>
      <Status
        tone={tones[resumed.verdict]}
        words={(resumed.reused ? words.resumedUsed : words.resumedUnused)({ seen: seenWords(resumed.seen, all) })}
      />
      <p style={{ margin: 0 }}>{say(resumed.explanation)}</p>
    </div>
  )
}

function Visitor({ runs, onFixed }: { runs: readonly VisitorResult[]; onFixed: OnFixed }) {
  const all = useWords()
  const { diagnostics: words, say } = all
  const [first] = runs
  if (!first) return null
  const Picture = pictures[first.id]
  const verdict = verdictOf(runs)
  const seen = [...new Set(runs.map((run) => seenWords(run.seen, all)))].join('; ')
  return (
    <details className="visitor">
      <summary>
        <Picture size={22} stroke={1.5} aria-hidden />
        <span className="visitor-title">{say(first.title)}</span>
        <span className="visitor-seen">{seen}</span>
        <Status tone={tones[verdict]} words={words.verdict[verdict]} />
      </summary>
      <div className="visitor-detail">
        <div className="runs">
          {runs.map((run) => (
            <section key={run.tls} className="stack-tight" aria-label={words.tls({ version: run.tls })}>
              <h3 className="section-title" style={{ margin: 0 }}>
                {words.tls({ version: run.tls })}
              </h3>
              <Ladder result={run} />
              <p style={{ margin: 0 }}>
                <span className="dim">{words.expected}:</span> {say(run.expected)}
              </p>
              <p style={{ margin: 0 }}>{say(run.explanation)}</p>
              {run.resumed && <Resumed resumed={run.resumed} />}
              {run.fix !== null && (
                <p style={{ margin: 0 }}>
                  <strong>{words.fix}:</strong> {say(run.fix)}
                </p>
              )}
              <Fix action={run.action} onDone={onFixed} />
            </section>
          ))}
        </div>
      </div>
    </details>
  )
}

/** One line a visitor, filling in as it happens; opening one shows its handshakes. */
export function Visitors({ visitors, onFixed }: { visitors: readonly VisitorResult[]; onFixed: OnFixed }) {
  const { diagnostics: words } = useWords()
  const groups = Map.groupBy(visitors, ({ id }) => id)
  return (
    <section className="visitors" aria-label={words.results}>
      {[...groups].map(([id, runs]) => (
        <Visitor key={id} onFixed={onFixed} runs={runs.toSorted((one, other) => one.tls.localeCompare(other.tls))} />
      ))}
    </section>
  )
}
