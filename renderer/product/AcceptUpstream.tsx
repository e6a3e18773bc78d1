import { Button } from '@mantine/core'
import { useEffect, useState } from 'react'
import type { Site, SiteProposal } from '../../shared/contract/site.ts'
import { useAction } from '../data/hooks.ts'
import { Hex } from '../ui/Copyable.tsx'
import { ErrorNotice } from '../ui/Notice.tsx'
import { Waiting } from '../ui/parts.tsx'
import { useWords } from '../words/index.ts'

/**
 * The certificate that the device behind a site shows now, and one click to accept it. What is accepted is exactly the
 * one whose fingerprint is shown.
 */
export function AcceptUpstream({ site, onDone }: { site: Site; onDone?: () => void }) {
  const { next, upstream } = useWords()
  const look = useAction('site.propose')
  const set = useAction('site.set')
  const [answer, setAnswer] = useState<SiteProposal>()
  const { run: lookAt } = look
  useEffect(() => {
    void lookAt({ upstream: site.upstream }).then(setAnswer)
  }, [lookAt, site.upstream])
  const shown = answer?.certificate
  const { trust } = site.upstreamTls
  const accept = async (fingerprint: string): Promise<void> => {
    const upstreamTls = { ...site.upstreamTls, trust: { by: 'fingerprint' as const, fingerprint } }
    if (await set.run({ site: site.id, upstreamTls })) onDone?.()
  }
  if (!answer) return look.error ? <ErrorNotice error={look.error} /> : <Waiting words={next.trust.looking} />
  if (!shown) return <span className="dim">{next.trust.none}</span>
  return (
    <div className="accept-upstream stack-tight">
      {trust.by === 'fingerprint' && trust.fingerprint !== shown.fingerprint && <strong>{next.trust.changed}</strong>}
      <span className="dim wrap">{next.trust.of({ subject: shown.subject })}</span>
      <Hex digits={shown.fingerprint} what={upstream.seen.fingerprint} />
      <div>
        <Button size="xs" loading={set.busy} onClick={() => void accept(shown.fingerprint)}>
          {next.trust.accept}
        </Button>
      </div>
      <ErrorNotice error={set.error} />
    </div>
  )
}
