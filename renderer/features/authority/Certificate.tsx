import { IconCertificate } from '@tabler/icons-react'
import type { Authority } from '../../../shared/contract/authority.ts'
import { useNow } from '../../data/hooks.ts'
import { Hex } from '../../ui/Copyable.tsx'
import { Facts, Fold } from '../../ui/parts.tsx'
import { Status } from '../../ui/Status.tsx'
import { useWords } from '../../words/index.ts'
import { day, moment, relative } from '../../words/time.ts'
import './authority.css'

/** The certificate as a person reads it. */
export function Certificate(props: { authority: Authority; parent: string | null; choice: boolean }) {
  const { authority, parent, choice } = props
  const { common, authority: words, next } = useWords()
  const now = useNow()
  const over = Date.parse(authority.notAfter) <= now
  const until = words.validUntil({
    at: day(authority.notAfter),
    when: relative(authority.notAfter, now, common.justNow),
  })
  return (
    <div className="surface certificate">
      <IconCertificate size={40} stroke={1.3} aria-hidden />
      <div className="stack-tight">
        <p className="section-title" style={{ margin: 0 }}>
          {words.kind[authority.kind]}
          {parent !== null && ` · ${words.below({ parent })}`}
          {choice && authority.usual && ` · ${next.usual.mark}`}
        </p>
        <h2>{authority.name}</h2>
        <div className="line" style={{ gap: 16 }}>
          {over ? (
            <Status tone="bad" words={words.expired({ at: day(authority.notAfter) })} />
          ) : (
            <Status tone="good" words={until} />
          )}
          <span className="dim tab">
            {words.counts({ issued: authority.counts.issued, revoked: authority.counts.revoked })}
          </span>
        </div>
        <div>
          <p className="section-title" style={{ margin: '12px 0 2px' }}>
            {words.compare}
          </p>
          <Hex digits={authority.fingerprint} what={words.fingerprint} />
          <p className="dim" style={{ margin: '2px 0 0', fontSize: 13 }}>
            {words.compareHint}
          </p>
        </div>
      </div>
    </div>
  )
}

/** What only an engineer asks for. */
export function Technical({ authority }: { authority: Authority }) {
  const { common, authority: words } = useWords()
  const { facts } = words
  return (
    <Fold title={common.details}>
      <Facts
        rows={[
          [facts.subject, authority.subject],
          [facts.issuer, authority.issuer],
          [facts.serial, <Hex key="s" digits={authority.serial} what={facts.serial} />],
          [facts.key, authority.keyType],
          [facts.from, moment(authority.notBefore)],
          [facts.until, moment(authority.notAfter)],
          [facts.created, moment(authority.createdAt)],
        ]}
      />
    </Fold>
  )
}
