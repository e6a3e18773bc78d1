import { Button } from '@mantine/core'
import type { Session } from '../../../shared/contract/session.ts'
import { useAction, useNow, useQuery } from '../../data/hooks.ts'
import { ErrorNotice } from '../../ui/Notice.tsx'
import { useWords } from '../../words/index.ts'
import { relative } from '../../words/time.ts'
import { Section } from './Section.tsx'

/** The best known name in what a browser calls itself; the most special first, since they all claim to be the others. */
const BROWSERS = ['Firefox', 'Edg', 'OPR', 'Vivaldi', 'Chromium', 'Chrome', 'Safari'] as const
const NAMES: Readonly<Record<string, string>> = { Edg: 'Edge', OPR: 'Opera' }

/** Which browser it is, of what it calls itself (User-Agent). */
export function browserName({ browser }: Pick<Session, 'browser'>): string | null {
  const found = BROWSERS.find((name) => browser?.includes(`${name}/`) === true)
  return found === undefined ? browser : (NAMES[found] ?? found)
}

/** Browsers that were let in. Shells without an interface in a browser have none. */
export function Sessions() {
  const { common, settings } = useWords()
  const { sessions: words } = settings
  const now = useNow()
  const list = useQuery('session.list', {})
  const end = useAction('session.end')
  const endOthers = useAction('session.endAll')
  const sessions = list.value ?? []
  if (sessions.length === 0 && !list.error) return null
  const after = (work: Promise<unknown>): void => void work.then(() => list.reload())
  return (
    <Section title={words.title}>
      <p className="dim">{words.hint}</p>
      <ul className="sessions">
        {sessions.map((one) => {
          const browser = browserName(one) ?? words.unknown
          const name = one.device === null ? browser : words.fromDevice({ name: browser, device: one.device })
          return (
            <li key={one.id}>
              <span>
                <strong>{name}</strong>
                {one.current && ` (${words.current})`}
                <span className="dim">
                  {' '}
                  {words.entered({ when: relative(one.enteredAt, now, common.justNow) })}
                  {', '}
                  {one.open > 0
                    ? words.open({ tabs: one.open })
                    : words.used({ when: relative(one.lastUsedAt, now, common.justNow) })}
                </span>
              </span>
              <Button
                size="xs"
                variant="default"
                aria-label={words.endLabel({ name })}
                disabled={end.busy}
                onClick={() => after(end.run({ id: one.id }))}
              >
                {words.end}
              </Button>
            </li>
          )
        })}
      </ul>
      {sessions.some((one) => !one.current) && (
        <div className="setting-action">
          <Button
            size="xs"
            variant="default"
            loading={endOthers.busy}
            onClick={() => after(endOthers.run({ keepCurrent: true }))}
          >
            {words.endOthers}
          </Button>
        </div>
      )}
      <ErrorNotice error={list.error ?? end.error ?? endOthers.error} />
    </Section>
  )
}
