import type { AuditEntry } from '../../../shared/contract/audit.ts'
import { useQuery } from '../../data/hooks.ts'
import { ErrorNotice } from '../../ui/Notice.tsx'
import { useWords } from '../../words/index.ts'
import { moment } from '../../words/time.ts'
import { Section } from './Section.tsx'
import { browserName } from './Sessions.tsx'
import { Fold } from '../../ui/parts.tsx'

const SHOWN = 50

function Entry({ entry }: { entry: AuditEntry }) {
  const { home, settings } = useWords()
  const { audit: words } = settings
  const browser = browserName(entry)
  const place = browser === null ? home.inbox.via[entry.via] : words.from({ browser })
  const from = entry.device === null ? place : `${words.byDevice({ device: entry.device })}, ${place}`
  return (
    <li>
      <span className="mono">{[entry.method, ...entry.about].join(' ')}</span>
      {entry.outcome !== 'done' && <strong> {words.failed({ code: entry.outcome })}</strong>}
      <span className="dim">
        {' '}
        {moment(entry.at)}, {from}
        {entry.person !== null && `, ${words.byPerson({ person: entry.person })}`}
      </span>
    </li>
  )
}

function Entries() {
  const { audit: words } = useWords().settings
  const list = useQuery('audit.list', { limit: SHOWN })
  if (list.value?.length === 0) return <p className="dim">{words.empty}</p>
  return (
    <>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls has to be reached by keyboard */}
      <ul className="audit-list" tabIndex={0} aria-label={words.list}>
        {list.value?.map((entry, at) => (
          <Entry key={`${entry.at} ${at}`} entry={entry} />
        ))}
      </ul>
      <ErrorNotice error={list.error} />
    </>
  )
}

/** Who changed something here, exported a key or gave a wrong passphrase. */
export function Audit() {
  const { audit: words } = useWords().settings
  return (
    <Section title={words.title}>
      <div className="stack">
        <p className="dim">{words.lead}</p>
        <Fold title={words.show}>
          <Entries />
        </Fold>
      </div>
    </Section>
  )
}
