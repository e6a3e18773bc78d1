import { Button, TextInput } from '@mantine/core'
import { IconWorldCheck } from '@tabler/icons-react'
import { useState, type FormEvent } from 'react'
import type { Site, SiteProposal } from '../../shared/contract/site.ts'
import { useAction } from '../data/hooks.ts'
import { useFieldErrors } from '../ui/field-errors.ts'
import { useInitialFocus } from '../ui/focus.ts'
import { ErrorNotice } from '../ui/Notice.tsx'
import { Fold, Waiting } from '../ui/parts.tsx'
import { useWords } from '../words/index.ts'
import './product.css'
import { SeenTick } from './SeenCertificate.tsx'
import { freePortOf, withPort } from './UseFreePort.tsx'
import { fromDraft, SiteAuthorities, SiteFields, useSiteLabels, type SiteDraft } from './SiteFields.tsx'

type Reached = NonNullable<SiteProposal['reached']>

/** What answered at the upstream, so that the owner recognises it. */
export function Found({ reached }: { reached: Reached }) {
  const { form } = useWords().sites
  return (
    <div className="found" aria-live="polite">
      {reached.favicon === null ? (
        <IconWorldCheck size={28} stroke={1.6} className="tone-good" aria-hidden />
      ) : (
        <img src={reached.favicon} alt="" />
      )}
      <div>
        <strong>{reached.title ?? form.noTitle}</strong>
        <span className="found-line">
          {form.found} ·{' '}
          {reached.server === null
            ? form.status({ status: reached.status })
            : form.statusOf({ status: reached.status, server: reached.server })}
        </span>
      </div>
    </div>
  )
}

function urlOf({ hosts, listen }: SiteDraft): string {
  const host = hosts.split(/[\s,;]+/)[0] ?? ''
  const port = listen.slice(listen.lastIndexOf(':') + 1)
  return `https://${host.includes(':') ? `[${host}]` : host}${port === '443' ? '' : `:${port}`}/`
}

/** What was found out, to be changed or taken as it is. */
function Proposed(props: {
  draft: SiteDraft
  onChange: (draft: SiteDraft) => void
  /** Of the certificate that was accepted. */
  fingerprint: string | null
  onAdded?: (site: Site) => void
}) {
  const { next, sites } = useWords()
  const add = useAction('site.add')
  const { draft, onChange, fingerprint, onAdded } = props
  const button = useInitialFocus<HTMLButtonElement>()
  const free = freePortOf(add.error)
  // What was typed into the first field was read already.
  const { upstream: _upstream, ...labels } = useSiteLabels()
  const told = useFieldErrors(add.error, labels)
  const protect = async (wanted: SiteDraft): Promise<void> => {
    const accepted = fingerprint === null ? {} : { upstreamTls: { trust: { by: 'fingerprint' as const, fingerprint } } }
    const site = await add.run({ ...fromDraft(wanted), ...accepted })
    if (site) onAdded?.(site)
  }
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    void protect(draft)
  }
  const move = (port: number): Promise<void> => {
    const moved = { ...draft, listen: withPort(draft.listen, port) }
    onChange(moved)
    return protect(moved)
  }
  return (
    <form className="stack" onSubmit={submit}>
      <div>
        <p className="section-title" style={{ marginBottom: 0 }}>
          {sites.form.willBe}
        </p>
        <p className="address">{urlOf(draft)}</p>
      </div>
      <SiteAuthorities draft={draft} onChange={onChange} />
      <Fold title={sites.form.change}>
        <SiteFields draft={draft} onChange={onChange} told={told} />
      </Fold>
      {add.busy && <Waiting words={sites.form.protecting} />}
      <ErrorNotice error={told.rest}>
        {free !== null && (
          <Button size="xs" loading={add.busy} onClick={() => void move(free)}>
            {next.port({ port: free })}
          </Button>
        )}
      </ErrorNotice>
      <div>
        <Button type="submit" variant={free === null ? 'filled' : 'default'} loading={add.busy} ref={button}>
          {sites.form.protect}
        </Button>
      </div>
    </form>
  )
}

/** An address is asked for; everything else is found out and can be changed. */
export function AddSite({ onAdded, focus = false }: { onAdded?: (site: Site) => void; focus?: boolean }) {
  const { sites } = useWords()
  const propose = useAction('site.propose')
  const first = useInitialFocus<HTMLInputElement>(focus)
  const [upstream, setUpstream] = useState('')
  const told = useFieldErrors(propose.error, { upstream: sites.form.upstream })
  const [proposal, setProposal] = useState<SiteProposal>()
  const [draft, setDraft] = useState<SiteDraft>()
  const [accepted, setAccepted] = useState(false)

  const tryIt = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    const answer = await propose.run({ upstream: upstream.trim() })
    if (!answer) return
    setProposal(answer)
    // What the device at that address shows now is what is meant: a tick that is set, with the fingerprint beside it.
    setAccepted(answer.certificate?.trusted === false)
    const { name, hosts, listen } = answer
    setDraft({
      name,
      hosts: hosts.join(' '),
      listen,
      upstream: answer.upstream,
      mode: 'pages',
      publicUpstream: '',
      authorities: [],
      contact: '',
    })
  }
  const change = (text: string): void => {
    setUpstream(text)
    setProposal(undefined)
    setAccepted(false)
    setDraft(undefined)
    propose.clear()
  }
  return (
    <div className="stack">
      <form className="stack" onSubmit={(event) => void tryIt(event)}>
        <div className="try-line">
          <TextInput
            label={sites.form.upstream}
            placeholder={sites.form.upstreamPlaceholder}
            value={upstream}
            error={told.at.upstream}
            onChange={(event) => change(event.currentTarget.value)}
            ref={first}
            data-autofocus
            inputMode="url"
            autoCapitalize="none"
            spellCheck={false}
          />
          <Button
            type="submit"
            variant={draft ? 'default' : 'filled'}
            loading={propose.busy}
            disabled={upstream.trim() === ''}
          >
            {sites.form.try}
          </Button>
        </div>
        {propose.busy && <Waiting words={sites.form.trying} />}
        <ErrorNotice error={told.rest} />
      </form>
      {proposal?.reached && <Found reached={proposal.reached} />}
      {proposal?.certificate?.trusted === false && (
        <SeenTick certificate={proposal.certificate} accepted={accepted} onAccept={setAccepted} />
      )}
      {proposal?.problem && (
        <>
          <ErrorNotice error={proposal.problem} />
          <p className="dim" style={{ margin: 0 }}>
            {sites.form.anyway}
          </p>
        </>
      )}
      {draft && (
        <Proposed
          draft={draft}
          onChange={setDraft}
          fingerprint={accepted ? (proposal?.certificate?.fingerprint ?? null) : null}
          {...(onAdded ? { onAdded } : {})}
        />
      )}
    </div>
  )
}
