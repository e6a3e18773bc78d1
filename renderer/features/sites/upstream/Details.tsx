import { Button } from '@mantine/core'
import { useState } from 'react'
import type { Site } from '../../../../shared/contract/site.ts'
import { useAction } from '../../../data/hooks.ts'
import { ErrorNotice } from '../../../ui/Notice.tsx'
import { Facts, Fold } from '../../../ui/parts.tsx'
import { useWords } from '../../../words/index.ts'
import { LoginForm } from './LoginForm.tsx'

/** Headers that go to the upstream, and which of the texts says what is in them. */
const HEADERS = [
  ['X-Forwarded-For, X-Real-IP', 'address'],
  ['X-Forwarded-Proto, X-Forwarded-Host', 'forwarded'],
  ['X-SSL-Client-Verify', 'verify'],
  ['X-SSL-Client-DN, -CN, -Serial, -Fingerprint, -Not-After', 'certificate'],
  ['X-SSL-Error', 'error'],
  ['Client-Cert, Client-Cert-Chain', 'whole'],
] as const

/** How many of them are sent. */
const SENT: Readonly<Record<Site['upstreamHeaders'], number>> = { none: 0, forwarded: 2, names: 5, full: 6 }

/** What the device behind the door is told about its visitors, and how it is spared its own login. */
export function Details({ site }: { site: Site }) {
  const { details, login: words } = useWords().upstream
  const set = useAction('site.set')
  const [editing, setEditing] = useState(false)
  const { login } = site
  const told = SENT[site.upstreamHeaders]
  const now =
    login &&
    (login.kind === 'header' || login.kind === 'user'
      ? words.now[login.kind]({ name: login.header })
      : words.now[login.kind])
  return (
    <section className="stack-tight" aria-label={details.title}>
      <h3 className="section-title">{details.title}</h3>
      <p style={{ margin: 0 }}>{told === 0 ? details.nothing : details.lead}</p>
      {told > 0 && (
        <Fold title={details.show}>
          <Facts rows={HEADERS.slice(0, told).map(([names, what]) => [names, details.headers[what]])} />
        </Fold>
      )}
      <p style={{ margin: 0 }}>{now ?? words.none}</p>
      {login && login.kind !== 'user' && <p className="dim note-line">{words.never}</p>}
      {login && login.kind !== 'user' && site.upstream.startsWith('http:') && (
        <p className="dim note-line">{words.plain}</p>
      )}
      {editing ? (
        <LoginForm site={site} onClose={() => setEditing(false)} />
      ) : (
        <div className="line">
          <Button size="xs" variant="default" onClick={() => setEditing(true)}>
            {login ? words.change : words.set}
          </Button>
          {login && (
            <Button
              size="xs"
              variant="default"
              loading={set.busy}
              onClick={() => void set.run({ site: site.id, login: null })}
            >
              {words.remove}
            </Button>
          )}
        </div>
      )}
      <ErrorNotice error={set.error} />
    </section>
  )
}
