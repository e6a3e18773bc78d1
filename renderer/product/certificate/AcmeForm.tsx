import { Button, NativeSelect, Textarea, TextInput } from '@mantine/core'
import { useState, type FormEvent } from 'react'
import { acmeDirectories, dnsServices } from '../../../shared/acme.ts'
import type { AcmeChallenge, DnsService } from '../../../shared/contract/acme.ts'
import type { Input, Output } from '../../../shared/contract/index.ts'
import type { Site } from '../../../shared/contract/site.ts'
import { coversName } from '../../../shared/host-names.ts'
import { useAction, useQuery } from '../../data/hooks.ts'
import { useFieldErrors } from '../../ui/field-errors.ts'
import { ErrorNotice } from '../../ui/Notice.tsx'
import { Waiting } from '../../ui/parts.tsx'
import { TextFile } from '../../ui/TextFile.tsx'
import { useWords } from '../../words/index.ts'
import { AcmeChecks } from './AcmeChecks.tsx'

type Authority = 'letsencrypt' | 'staging' | 'other'
const directories = { letsencrypt: acmeDirectories.letsencrypt, staging: acmeDirectories['letsencrypt-staging'] }

interface Draft {
  readonly authority: Authority
  readonly directory: string
  readonly root: string
  readonly names: string
  readonly challenge: AcmeChallenge
  readonly dns: DnsService
  readonly dnsConfig: string
  readonly contact: string
}

/** Names that a public authority can issue for: no addresses, no names that exist at home only (RFC 6761, RFC 8375, RFC 6762). */
function publicNames(hosts: readonly string[]): string[] {
  return hosts.filter(
    (host) =>
      host.includes('.') && !/^[\d.]+$|:|\.(?:local|localhost|home|lan|internal|test|invalid|home\.arpa)$/.test(host),
  )
}

/** @param isFresh names that are known at home only are not proposed */
function draftOf({ hosts, redirects, certificate: { acme } }: Site, isFresh: boolean): Draft {
  const known = (Object.keys(directories) as (keyof typeof directories)[]).find(
    (name) => directories[name] === acme?.directory,
  )
  const names = publicNames(hosts)
  return {
    authority: acme === null ? 'letsencrypt' : (known ?? 'other'),
    directory: acme !== null && known === undefined ? acme.directory : '',
    root: '',
    names: (acme?.names ?? (names.length === 0 && !isFresh ? hosts : names)).join(' '),
    challenge: acme?.challenge ?? (redirects.length > 0 ? 'http-01' : 'tls-alpn-01'),
    dns: acme?.dns ?? 'desec',
    dnsConfig: '',
    contact: acme?.contact.join(' ') ?? '',
  }
}

function inputOf(site: Site, draft: Draft): Input<'site.acme.use'> {
  const split = (text: string): string[] => text.split(/[\s,]+/).filter((word) => word !== '')
  const names = split(draft.names)
  const all = names.length === site.hosts.length && names.every((name) => site.hosts.includes(name))
  return {
    site: site.id,
    directory: draft.authority === 'other' ? draft.directory.trim() : directories[draft.authority],
    challenge: draft.challenge,
    contact: split(draft.contact),
    ...(all || names.length === 0 ? {} : { names }),
    ...(draft.authority === 'other' && draft.root !== '' ? { authority: draft.root } : {}),
    ...(draft.challenge === 'dns-01' ? { dns: draft.dns } : {}),
    ...(draft.challenge === 'dns-01' && draft.dnsConfig.trim() !== '' ? { dnsConfig: draft.dnsConfig } : {}),
  }
}

/** Names that are typed here and that the site does not answer for yet. */
function newNames({ hosts }: Site, { names }: Draft): string[] {
  return names.split(/[\s,]+/).filter((name) => {
    const typed = name.toLowerCase()
    return typed !== '' && !hosts.some((host) => host === typed || coversName(typed, host))
  })
}

function DnsFields(props: { site: Site; draft: Draft; change: (part: Partial<Draft>) => void }) {
  const { acme: words } = useWords().doors.certificate
  const { site, draft, change } = props
  // It names a program of the computer: a page in a browser may not (`app/path-from-browser`).
  const inBrowser = useQuery('app.status', {}).value?.shell === 'headless'
  const services = dnsServices.filter((service) => service !== 'exec' || !inBrowser)
  const kept = site.certificate.acme?.dns === draft.dns
  return (
    <>
      <NativeSelect
        label={words.service}
        value={draft.dns}
        data={services.map((value) => ({ value, label: words.services[value === 'acme-dns' ? 'acmeDns' : value] }))}
        onChange={(event) => change({ dns: event.currentTarget.value as DnsService })}
      />
      <Textarea
        label={words.settings}
        description={kept ? `${words.settingsHint} ${words.settingsKept}` : words.settingsHint}
        value={draft.dnsConfig}
        onChange={(event) => change({ dnsConfig: event.currentTarget.value })}
        rows={3}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
      />
    </>
  )
}

/**
 * A certificate from an ACME authority: what it is for, and how the authority sees that the names are the owner's. Names
 * that the site does not have yet become its names. What can be seen of it from here is looked at first.
 */
export function AcmeForm(props: { site: Site; isFresh?: boolean; onClose: () => void }) {
  const { site, isFresh = false, onClose } = props
  const { common, doors } = useWords()
  const words = doors.certificate.acme
  const use = useAction('site.acme.use')
  const order = useAction('site.acme.order')
  const set = useAction('site.set')
  const check = useAction('site.acme.check')
  const [draft, setDraft] = useState(() => draftOf(site, isFresh))
  const [checks, setChecks] = useState<Output<'site.acme.check'>>()
  const change = (part: Partial<Draft>): void => {
    setDraft((before) => ({ ...before, ...part }))
    setChecks(undefined)
  }
  const busy = set.busy || use.busy || order.busy
  const told = useFieldErrors(set.error ?? check.error ?? use.error, {
    hosts: words.names,
    directory: words.directory,
    names: words.names,
    contact: words.contact,
  })
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    use.clear()
    order.clear()
    setChecks(undefined)
    const names = newNames(site, draft)
    if (names.length > 0 && !(await set.run({ site: site.id, hosts: [...names, ...site.hosts] }))) return
    const found = await check.run(inputOf(site, draft))
    if (!found) return
    if (found.some(({ problem }) => problem !== null)) setChecks(found)
    else await place()
  }
  const place = async (): Promise<void> => {
    if (!(await use.run(inputOf(site, draft)))) return
    if (await order.run({ site: site.id })) onClose()
  }
  return (
    <form className="stack" aria-label={doors.certificate.way.acme} onSubmit={(event) => void submit(event)}>
      <NativeSelect
        label={words.authority}
        value={draft.authority}
        data={(['letsencrypt', 'staging', 'other'] as const).map((value) => ({
          value,
          label: words.authorities[value],
        }))}
        onChange={(event) => change({ authority: event.currentTarget.value as Authority })}
      />
      {draft.authority === 'other' && (
        <>
          <TextInput
            label={words.directory}
            description={words.directoryHint}
            value={draft.directory}
            error={told.at.directory}
            onChange={(event) => change({ directory: event.currentTarget.value })}
            type="url"
            required
            spellCheck={false}
          />
          <TextFile
            label={words.root}
            placeholder={doors.certificate.choose}
            accept=".pem,.crt,.cer,.der"
            onText={(root) => change({ root })}
          />
        </>
      )}
      <TextInput
        label={words.names}
        description={words.namesHint}
        value={draft.names}
        error={told.at.names ?? told.at.hosts}
        onChange={(event) => change({ names: event.currentTarget.value })}
        autoCapitalize="none"
        spellCheck={false}
      />
      <NativeSelect
        label={words.challenge}
        value={draft.challenge}
        data={[
          { value: 'tls-alpn-01', label: words.challenges.tls },
          { value: 'http-01', label: words.challenges.http },
          { value: 'dns-01', label: words.challenges.dns },
        ]}
        onChange={(event) => change({ challenge: event.currentTarget.value as AcmeChallenge })}
      />
      {draft.challenge === 'dns-01' && <DnsFields site={site} draft={draft} change={change} />}
      <TextInput
        label={words.contact}
        value={draft.contact}
        error={told.at.contact}
        onChange={(event) => change({ contact: event.currentTarget.value })}
        type="email"
        spellCheck={false}
      />
      <p style={{ margin: 0 }}>{words.terms}</p>
      {check.busy && <Waiting words={words.checking} />}
      {busy && <Waiting words={words.trying} />}
      {checks && <AcmeChecks checks={checks} />}
      <ErrorNotice error={told.rest ?? order.error} />
      <div className="line">
        <Button type="submit" size="xs" loading={busy || check.busy}>
          {words.order}
        </Button>
        {checks && (
          <Button size="xs" variant="default" loading={busy} onClick={() => void place()}>
            {words.anyway}
          </Button>
        )}
        <Button size="xs" variant="default" onClick={onClose}>
          {common.cancel}
        </Button>
      </div>
    </form>
  )
}
