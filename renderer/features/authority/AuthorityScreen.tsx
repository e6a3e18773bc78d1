import { Button } from '@mantine/core'
import { IconCertificate, IconDownload } from '@tabler/icons-react'
import type { Authority } from '../../../shared/contract/authority.ts'
import { saveFile } from '../../data/download.ts'
import { useAction, useNow, useQuery } from '../../data/hooks.ts'
import { to } from '../../data/route.ts'
import { Hex } from '../../ui/Copyable.tsx'
import { ErrorNotice } from '../../ui/Notice.tsx'
import { EmptyState, Facts, Fold, PageHeader, Waiting } from '../../ui/parts.tsx'
import { Status } from '../../ui/Status.tsx'
import { useWords } from '../../words/index.ts'
import { day, moment, relative } from '../../words/time.ts'
import './authority.css'

/** The certificate as a person reads it. */
function Certificate({ authority }: { authority: Authority }) {
  const { common, authority: words } = useWords()
  const now = useNow()
  const over = Date.parse(authority.notAfter) <= now
  const until = words.validUntil(day(authority.notAfter), relative(authority.notAfter, now, common.justNow))
  return (
    <div className="surface certificate">
      <IconCertificate size={40} stroke={1.3} aria-hidden />
      <div className="stack-tight">
        <p className="section-title" style={{ margin: 0 }}>
          {words.kind[authority.kind]}
        </p>
        <h2>{authority.name}</h2>
        <div className="line" style={{ gap: 16 }}>
          {over ? (
            <Status tone="bad" words={words.expired(day(authority.notAfter))} />
          ) : (
            <Status tone="good" words={until} />
          )}
          <span className="dim tab">{words.counts(authority.counts.issued, authority.counts.revoked)}</span>
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

function Download({ authority }: { authority: Authority }) {
  const { authority: words } = useWords()
  const certificate = useAction('authority.certificate')
  const save = async (format: 'pem' | 'der'): Promise<void> => {
    const file = await certificate.run({ authority: authority.id, format })
    if (file) saveFile(file)
  }
  return (
    <section className="surface stack-tight" aria-label={words.download}>
      <h3>{words.download}</h3>
      <p className="dim">{words.downloadHint}</p>
      <div className="line">
        <Button leftSection={<IconDownload size={17} aria-hidden />} onClick={() => void save('pem')}>
          {words.pem}
        </Button>
        <Button variant="default" onClick={() => void save('der')}>
          {words.der}
        </Button>
      </div>
      <ErrorNotice error={certificate.error} />
    </section>
  )
}

function RevocationList({ authority }: { authority: Authority }) {
  const { common, authority: words } = useWords()
  const now = useNow()
  const sign = useAction('authority.crl')
  const { crl } = authority
  const save = async (format: 'pem' | 'der'): Promise<void> => {
    const file = await sign.run({ authority: authority.id, format })
    if (file) saveFile(file)
  }
  return (
    <section className="surface stack-tight" aria-label={words.crl}>
      <h3>{words.crl}</h3>
      {crl === null ? (
        <p className="dim">{words.crlNone}</p>
      ) : (
        <>
          <p className="tab">{words.crlState(crl.number, crl.entries)}</p>
          <p className="dim">{words.crlNext(day(crl.nextUpdate), relative(crl.nextUpdate, now, common.justNow))}</p>
          {crl.pending && <Status tone="soon" words={words.crlPending} />}
        </>
      )}
      {authority.kind === 'own' && (
        <div className="line">
          <Button variant="default" disabled={sign.busy} onClick={() => void save('der')}>
            {words.crlSave}
          </Button>
          <Button variant="default" disabled={sign.busy} onClick={() => void save('pem')}>
            {words.crlSavePem}
          </Button>
        </div>
      )}
      {sign.busy && <Waiting words={words.crlBusy} />}
      <ErrorNotice error={sign.error} />
    </section>
  )
}

function Technical({ authority }: { authority: Authority }) {
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

/** The authority, or the authorities. */
export function AuthorityScreen() {
  const { common, authority: words } = useWords()
  const list = useQuery('authority.list', {})
  return (
    <>
      <PageHeader title={words.title} lead={words.lead} />
      <ErrorNotice error={list.error} />
      {!list.value && !list.error && <Waiting words={common.loading} />}
      {list.value?.length === 0 && (
        <EmptyState icon={<IconCertificate size={32} stroke={1.5} aria-hidden />} title={words.empty}>
          <Button component="a" href={to('welcome')}>
            {words.start}
          </Button>
        </EmptyState>
      )}
      {list.value?.map((authority) => (
        <div className="stack" key={authority.id} style={{ marginBottom: 40 }}>
          <Certificate authority={authority} />
          <div className="authority-cards">
            <Download authority={authority} />
            <RevocationList authority={authority} />
          </div>
          <Technical authority={authority} />
        </div>
      ))}
    </>
  )
}
