import { useArrival } from '../../../data/arrival.ts'
import { Button, Checkbox } from '@mantine/core'
import { IconServer } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'
import type { ExportTarget } from '../../../../shared/contract/site-export.ts'
import type { Site } from '../../../../shared/contract/site.ts'
import { useEngine } from '../../../data/context.ts'
import { useQuery } from '../../../data/hooks.ts'
import { Copyable } from '../../../ui/Copyable.tsx'
import { ErrorNotice } from '../../../ui/Notice.tsx'
import { Waiting } from '../../../ui/parts.tsx'
import { RadioCards } from '../../../ui/RadioCards.tsx'
import { useWords } from '../../../words/index.ts'
import './elsewhere.css'
import { Files } from './Files.tsx'
import { Save } from './Save.tsx'

/** Their names, and since when they understand what is written for them. */
const servers: readonly (readonly [target: ExportTarget, name: string, since: string])[] = [
  ['haproxy', 'HAProxy', '2.6'],
  ['nginx', 'nginx', '1.20'],
  ['apache', 'Apache httpd', '2.4.47'],
  ['caddy', 'Caddy', '2.6'],
]

/** What the configuration follows from: a visit changes a site too, and nothing of this. */
function settingsOf({ today: _today, health: _health, state: _state, problem: _problem, ...settings }: Site): string {
  return JSON.stringify(settings)
}

/** The configuration for one server, as it would be saved now. */
function Preview({ site, target }: { site: Site; target: ExportTarget }) {
  const { elsewhere: words, say } = useWords()
  const { unlock } = useEngine()
  const [withKey, setWithKey] = useState(true)
  const written = useQuery('site.export', {
    site: site.id,
    target,
    secrets: withKey ? 'masked' : 'left-out',
  })
  const { value, error } = written
  const settings = settingsOf(site)
  const seen = useRef(settings)
  useEffect(() => {
    if (seen.current !== settings) written.reload()
    seen.current = settings
  })
  const open = async (): Promise<void> => {
    if (await unlock()) written.reload()
  }
  return (
    <>
      {!value && !error && <Waiting words={words.writing} />}
      <ErrorNotice error={error}>
        {error?.code === 'authority/locked' && (
          <Button size="xs" onClick={() => void open()}>
            {words.unlock}
          </Button>
        )}
      </ErrorNotice>
      {value && (
        <>
          <div className="stack-tight">
            <h4>{words.cannot}</h4>
            <p className="dim note-line">{words.cannotLead}</p>
            <ul className="cannot">
              {value.cannot.map((one) => (
                <li key={JSON.stringify(one)}>{say(one)}</li>
              ))}
            </ul>
          </div>
          <Files files={value.files} />
          <div className="stack-tight">
            <h4>{words.start}</h4>
            <p className="dim note-line">{words.startLead}</p>
            {value.commands.map((command, at) => (
              <div key={command} className="command mono">
                <Copyable text={command} what={at === 0 ? words.check : words.run} />
              </div>
            ))}
          </div>
          <Checkbox
            label={words.secrets}
            description={words.secretsHint}
            checked={withKey}
            onChange={(event) => setWithKey(event.currentTarget.checked)}
          />
          <Save site={site} target={target} secrets={withKey ? 'included' : 'left-out'} />
        </>
      )}
    </>
  )
}

/** The site as a configuration of another server: what is in it, what is not the same, and how it is started. */
export function TakeElsewhere({ site }: { site: Site }) {
  const { elsewhere: words } = useWords()
  const [target, setTarget] = useState<ExportTarget | null>(null)
  useArrival(true)
  return (
    <section className="stack elsewhere" aria-label={words.title} data-at="elsewhere">
      <div>
        <h3 className="section-title">{words.title}</h3>
        <p style={{ margin: 0 }}>{words.lead}</p>
      </div>
      <RadioCards
        legend={words.which}
        value={target}
        cards={servers.map(([value, label, since]) => ({
          value,
          label,
          hint: words.since({ version: since }),
          icon: <IconServer size={24} stroke={1.5} aria-hidden />,
        }))}
        four
        onChange={setTarget}
      />
      {target && <Preview key={target} site={site} target={target} />}
    </section>
  )
}
