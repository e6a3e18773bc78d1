import { Button } from '@mantine/core'
import { useState, type ReactNode } from 'react'
import { exemptMethods } from '../../../shared/access/request-kind.ts'
import type { Activity } from '../../../shared/contract/activity.ts'
import { sayCode } from '../../../shared/verify/search.ts'
import { useAction, useQuery } from '../../data/hooks.ts'
import { to } from '../../data/route.ts'
import { OutcomeBadge } from '../../product/statuses.tsx'
import { ErrorNotice } from '../../ui/Notice.tsx'
import { Hex } from '../../ui/Copyable.tsx'
import { Facts, Fold } from '../../ui/parts.tsx'
import { useWords } from '../../words/index.ts'
import { moment } from '../../words/time.ts'

/** What the verify code means, from the catalogue of codes. */
function Code({ name, number }: { name: string; number: number }) {
  const { activity: words, say } = useWords()
  const answer = useQuery('diagnosis.code', { query: name })
  const code = answer.value && sayCode(answer.value, say)
  return (
    <section>
      <h3 className="section-title">{words.panel.why}</h3>
      <p style={{ margin: 0 }}>{code?.explanation}</p>
      <p className="dim" style={{ margin: '4px 0 0' }}>
        {words.panel.code({ n: number, name })}
      </p>
      {(code?.causes.length ?? 0) > 0 && (
        <Fold title={words.panel.causes}>
          <ul className="steps">
            {code?.causes.map((cause) => (
              <li key={cause}>{cause}</li>
            ))}
          </ul>
        </Fold>
      )}
    </section>
  )
}

function useFacts(line: Activity): (readonly [string, ReactNode])[] {
  const { facts } = useWords().activity
  const request = line.method === null ? null : `${line.method} ${line.path ?? ''}`
  const tls = [line.tlsVersion, line.cipher].filter((part) => part !== null).join(', ')
  const rows: readonly (readonly [string, ReactNode])[] = [
    [facts.at, line.count === 1 ? moment(line.at) : `${moment(line.at)} – ${moment(line.lastAt)}, ×${line.count}`],
    [facts.address, line.address],
    [facts.site, line.siteName],
    [facts.request, request],
    [facts.status, line.status],
    [facts.tls, tls === '' ? null : tls],
    [facts.verify, line.verifyName === null ? null : `${line.verifyCode ?? ''} ${line.verifyName}`],
    [facts.subject, line.subject],
    [facts.issuer, line.issuer],
    [facts.serial, line.serial === null ? null : <Hex key="serial" digits={line.serial} what={facts.serial} />],
  ]
  return rows.filter(([, value]) => value !== null)
}

/** Paths that are longer were cut off. */
const MAX_PATH = 512

/** Lets such requests in without a certificate, by method and path: nothing is exempt until the owner says so. */
function Exempt({ line }: { line: Activity }) {
  const { panel } = useWords().activity
  const add = useAction('site.rule.add')
  const [done, setDone] = useState(false)
  const { requestKind, siteId, path } = line
  if (requestKind === null || siteId === null || path === null || path.length >= MAX_PATH) return null
  const methods = [...exemptMethods(requestKind)]
  const exempt = async (): Promise<void> => {
    if (await add.run({ site: siteId, path, methods, certificate: 'none' })) setDone(true)
  }
  return (
    <>
      <Button loading={add.busy} disabled={done} onClick={() => void exempt()}>
        {done ? panel.exempted : panel.exempt({ request: `${methods.join(', ')} ${path}` })}
      </Button>
      <ErrorNotice error={add.error} />
    </>
  )
}

/** One knock: what happened, what it means, and the button that mends it. */
export function ActivityPanel({ line }: { line: Activity }) {
  const { common, activity: words, say } = useWords()
  const facts = useFacts(line)
  const outcome = line.observed ?? line.outcome
  const strange =
    line.deviceId === null &&
    line.requestKind === null &&
    ['unknown-issuer', 'self-signed', 'no-certificate', 'wrong-purpose'].includes(outcome)
  return (
    <div className="stack" style={{ gap: 24 }}>
      <div className="stack-tight">
        <OutcomeBadge line={line} />
        <p className="big wrap">{say(line.reason)}</p>
      </div>
      {outcome !== 'allowed' && line.verifyCode !== null && line.verifyName !== null && line.verifyCode !== 0 && (
        <Code number={line.verifyCode} name={line.verifyName} />
      )}
      <section className="stack-tight">
        <h3 className="section-title" style={{ margin: 0 }}>
          {words.panel.fix}
        </h3>
        <p style={{ margin: 0 }}>
          {line.requestKind !== null
            ? words.adviceByDesign
            : line.observed === null
              ? words.advice[line.outcome]
              : words.adviceObserved}
        </p>
        <div className="line">
          <Exempt line={line} />
          {outcome === 'expired' && line.deviceId !== null && line.deviceName !== null && (
            <Button component="a" href={to('devices', line.deviceId, { renew: '1' })}>
              {words.panel.renew({ name: line.deviceName })}
            </Button>
          )}
          {line.deviceId !== null && line.deviceName !== null && (
            <Button component="a" href={to('devices', line.deviceId)} variant="default">
              {words.panel.openDevice({ name: line.deviceName })}
            </Button>
          )}
          {strange && (
            <Button component="a" href={to('devices', 'new')} variant="default">
              {words.panel.addDevice}
            </Button>
          )}
          {line.siteId !== null && line.siteName !== null && (
            <Button component="a" href={to('sites', line.siteId)} variant="default">
              {words.panel.openSite({ name: line.siteName })}
            </Button>
          )}
        </div>
      </section>
      <Fold title={common.details} open={outcome === 'allowed'}>
        <Facts rows={facts} />
      </Fold>
    </div>
  )
}
