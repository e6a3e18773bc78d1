import { Button } from '@mantine/core'
import { useEffect, useState } from 'react'
import type { Site, SiteProposal } from '../../../../shared/contract/site.ts'
import { useAction, useNow } from '../../../data/hooks.ts'
import { useRoute } from '../../../data/route.ts'
import { Found } from '../../../product/AddSite.tsx'
import { Seen } from '../../../product/SeenCertificate.tsx'
import { Hex } from '../../../ui/Copyable.tsx'
import { ErrorNotice } from '../../../ui/Notice.tsx'
import { Facts, Waiting } from '../../../ui/parts.tsx'
import { Status } from '../../../ui/Status.tsx'
import { useWords } from '../../../words/index.ts'
import { clockOrDay } from '../../../words/time.ts'
import { GateCertificate } from './GateCertificate.tsx'
import { SettingsForm } from './SettingsForm.tsx'
import { TrustForm } from './TrustForm.tsx'

/** “It answers, 3 ms”, “Not reachable since 10:04”. */
export function HealthStatus({ health }: { health: Site['health'] }) {
  const words = useWords().upstream.health
  const now = useNow()
  if (!health) return <Status tone="calm" words={words.unknown} />
  if (health.state === 'answers')
    return <Status tone="good" words={words.answers({ milliseconds: health.milliseconds ?? 0 })} />
  const since = clockOrDay(health.since, now)
  const untrusted = health.problem?.code === 'site/upstream-untrusted'
  return <Status tone="bad" words={untrusted ? words.untrusted({ since }) : words.silent({ since })} />
}

/** Why the upstream is believed to be the right one. */
function Trust({ site }: { site: Site }) {
  const { trust: words, seen } = useWords().upstream
  const { trust, depth, serverName } = site.upstreamTls
  const more = [
    ...(serverName === null ? [] : [words.name({ name: serverName })]),
    ...(depth === null ? [] : [words.depth({ count: depth })]),
  ]
  return (
    <div className="stack-tight">
      <p style={{ margin: 0 }}>{[words[trust.by], ...more].join(' ')}</p>
      {trust.by === 'fingerprint' && (
        <Facts rows={[[seen.fingerprint, <Hex key="f" digits={trust.fingerprint} what={seen.fingerprint} />]]} />
      )}
    </div>
  )
}

/** The device behind the door: whether it answers, and why it is trusted. */
export function Upstream({ site }: { site: Site }) {
  const { upstream: words } = useWords()
  const check = useAction('site.propose')
  const set = useAction('site.set')
  const [answer, setAnswer] = useState<SiteProposal>()
  const [editing, setEditing] = useState(false)
  const { run: lookAgain } = check
  const wanted = useRoute().params.get('trust') === '1'
  // Whoever came to accept its certificate wants to see it.
  useEffect(() => {
    if (wanted) void lookAgain({ upstream: site.upstream }).then(setAnswer)
  }, [wanted, lookAgain, site.upstream])
  const https = site.upstream.startsWith('https:')
  const { trust } = site.upstreamTls
  const shown = answer?.certificate
  // Nothing to accept where it is trusted already, in whatever way.
  const strange = shown && !shown.trusted && site.health?.state !== 'answers'
  const accept = async (fingerprint: string): Promise<void> => {
    const upstreamTls = { ...site.upstreamTls, trust: { by: 'fingerprint' as const, fingerprint } }
    if (await set.run({ site: site.id, upstreamTls })) setAnswer(undefined)
  }
  return (
    <section className="stack-tight" aria-label={words.title}>
      <h3 className="section-title">{words.title}</h3>
      <div className="line" style={{ justifyContent: 'space-between' }}>
        <span className="wrap">{site.upstream}</span>
        <Button
          size="xs"
          variant="default"
          disabled={check.busy}
          onClick={() => void check.run({ upstream: site.upstream }).then(setAnswer)}
        >
          {words.check}
        </Button>
      </div>
      <div>
        <HealthStatus health={site.health} />
      </div>
      <ErrorNotice error={answer ? null : site.health?.problem} />
      {check.busy && <Waiting words={words.checking} />}
      <ErrorNotice error={check.error ?? answer?.problem ?? set.error} />
      {!check.busy && answer?.reached && <Found reached={answer.reached} />}
      {strange === true && (
        <Seen
          certificate={shown}
          accepted={trust.by === 'fingerprint' && trust.fingerprint === shown.fingerprint}
          busy={set.busy}
          onAccept={() => void accept(shown.fingerprint)}
        />
      )}
      {!https && <p className="dim note-line">{words.plain}</p>}
      {https && !editing && (
        <>
          <Trust site={site} />
          <div>
            <Button size="xs" variant="default" onClick={() => setEditing(true)}>
              {words.change}
            </Button>
          </div>
        </>
      )}
      {editing && <TrustForm site={site} onClose={() => setEditing(false)} />}
      {https && <GateCertificate site={site} />}
      <SettingsForm site={site} />
    </section>
  )
}
