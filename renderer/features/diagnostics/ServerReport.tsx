import type { ReactNode } from 'react'
import type { ServerDiagnosis } from '../../../shared/contract/diagnosis.ts'
import { Fold } from '../../ui/parts.tsx'
import { useWords } from '../../words/index.ts'
import { day } from '../../words/time.ts'
import { Fix, type OnFixed } from './Fix.tsx'
import { ServerLadder } from './Ladder.tsx'
import { Problems } from './Problems.tsx'
import { serverText } from './report-text.ts'
import { ReportActions } from './ReportActions.tsx'
import { Verdict } from './Verdict.tsx'

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="stack-tight" aria-label={title}>
      <h3 className="section-title" style={{ margin: 0 }}>
        {title}
      </h3>
      {children}
    </section>
  )
}

/** Green only for what was proven good: let in, and nothing wrong with the server. */
function toneOf(report: ServerDiagnosis): 'good' | 'bad' | 'calm' {
  const own = report.handshake.find((one) => one.withCertificate)
  if (report.clientCertificate === null || own?.outcome === 'refused') return 'bad'
  if (report.server.problems.length > 0) return 'bad'
  const letIn = report.http?.withCertificate === true && report.http.status < 400
  return letIn ? 'good' : 'calm'
}

function Certificate({ report, onFixed }: { report: ServerDiagnosis; onFixed: OnFixed }) {
  const { servers: words } = useWords().diagnostics
  const { chain, problems } = report.server
  if (chain.length === 0) return null
  return (
    <Section title={words.chain}>
      <ol className="chain">
        {chain.map((one) => (
          <li key={one.fingerprint} className="wrap">
            {words.until({ name: one.names[0] ?? one.subject, issuer: one.issuer, at: day(one.notAfter) })}
          </li>
        ))}
      </ol>
      {problems.length > 0 ? (
        <Problems problems={problems} onFixed={onFixed} />
      ) : (
        <p className="dim" style={{ margin: 0 }}>
          {words.noProblems}
        </p>
      )}
    </Section>
  )
}

function Changes({ changes }: { changes: ServerDiagnosis['changes'] }) {
  const { diagnostics, say } = useWords()
  const { servers: words } = diagnostics
  return (
    <Fold title={words.changes} open>
      <div className="stack">
        {[...Map.groupBy(changes, ({ goal }) => goal)].map(([goal, list]) => (
          <Section key={goal.id} title={say(goal)}>
            <dl className="facts">
              {list.map(({ server, change }) => (
                <div key={server} className="fact-row">
                  <dt>{server}</dt>
                  <dd className="mono pre">{say(change)}</dd>
                </div>
              ))}
            </dl>
          </Section>
        ))}
      </div>
    </Fold>
  )
}

/** What a server wants and what becomes of visitors there: verdict, ladders with the explanation beside them, the rest below. */
export function ServerReport({ report, onFixed }: { report: ServerDiagnosis; onFixed: OnFixed }) {
  const all = useWords()
  const { diagnostics, say } = all
  const { servers: words } = diagnostics
  const accepted = report.acceptedAuthorities
  return (
    <div className="stack">
      <Verdict tone={toneOf(report)} sentence={report.summary} report={report} />
      <ReportActions text={serverText(report, all)} report={report} />
      <div className="surface stack">
        <div className="runs">
          <Section title={words.what}>
            <p style={{ margin: 0 }}>{say(report.explanation)}</p>
            {report.fix !== null && (
              <p style={{ margin: 0 }}>
                <strong>{diagnostics.fix}:</strong> {say(report.fix)}
              </p>
            )}
            <Fix action={report.action} onDone={onFixed} />
            {report.http?.server != null && <p className="dim">{words.server({ name: report.http.server })}</p>}
          </Section>
          {report.handshake.map((one) => (
            <Section
              key={`${one.tls} ${String(one.withCertificate)}`}
              title={one.withCertificate ? words.with({ tls: one.tls }) : words.without({ tls: one.tls })}
            >
              <ServerLadder handshake={one} />
            </Section>
          ))}
        </div>
        <Certificate report={report} onFixed={onFixed} />
        {accepted !== null && (
          <Section title={words.accepted}>
            {accepted.length === 0 ? (
              <p style={{ margin: 0 }}>{words.acceptedAny}</p>
            ) : (
              <ul className="steps">
                {accepted.map((name) => (
                  <li key={name} className="wrap">
                    {name}
                  </li>
                ))}
              </ul>
            )}
          </Section>
        )}
        {report.programs.length > 0 && (
          <Fold title={words.programs}>
            <dl className="facts">
              {report.programs.map(({ program, shows }) => (
                <div key={program} className="fact-row">
                  <dt>{program}</dt>
                  <dd>{say(shows)}</dd>
                </div>
              ))}
            </dl>
          </Fold>
        )}
        {report.changes.length > 0 && <Changes changes={report.changes} />}
      </div>
    </div>
  )
}
