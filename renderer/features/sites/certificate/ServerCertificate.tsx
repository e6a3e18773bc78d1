import { Button } from '@mantine/core'
import { useState } from 'react'
import type { Site, SiteCertificate } from '../../../../shared/contract/site.ts'
import { useNow, useQuery } from '../../../data/hooks.ts'
import { ErrorNotice, Note } from '../../../ui/Notice.tsx'
import { Facts } from '../../../ui/parts.tsx'
import { Status } from '../../../ui/Status.tsx'
import { useWords } from '../../../words/index.ts'
import { day, moment, relative } from '../../../words/time.ts'
import { AcmeState } from './AcmeState.tsx'
import { CertificateForm } from './CertificateForm.tsx'

const DAY = 86_400_000
/** Who renews by themselves have done so long before. */
const SOON = 14 * DAY

/** What its issuer says of it. Nothing of this keeps the site from running. */
function Stapled({ ocsp }: { ocsp: SiteCertificate['ocsp'] }) {
  const { doors, failure } = useWords()
  const { ocsp: words } = doors.certificate
  if (!ocsp) return null
  const { until } = ocsp
  const problem = ocsp.problem && failure(ocsp.problem)
  return (
    <>
      {until !== null && <p style={{ margin: 0 }}>{words.good({ until: moment(until) })}</p>}
      {until === null && !problem && <p style={{ margin: 0 }}>{words.waiting}</p>}
      {problem && (
        <Note>
          <strong>{problem.message}</strong>
          <p>{problem.remedy}</p>
        </Note>
      )}
    </>
  )
}

/** The certificate that visitors are shown, where it comes from and when it ends. */
export function ServerCertificate({ site }: { site: Site }) {
  const { common, doors } = useWords()
  const words = doors.certificate
  const now = useNow()
  const reminders = useQuery('reminder.list', {})
  const waits = reminders.value?.some((one) => one.kind === 'site' && one.id === site.id && one.state === 'waits')
  const [editing, setEditing] = useState(false)
  const { certificate, certificateFiles: files } = site
  const end = relative(certificate.notAfter, now, common.justNow)
  const soon = Date.parse(certificate.notAfter) - now < SOON
  const origin = files ? 'files' : certificate.source
  const host = certificate.acme === null ? '' : new URL(certificate.acme.directory).host
  const about = {
    authority: words.bySelf,
    own: words.byOwner,
    files: words.byFiles,
    acme: words.byAcme({ host }),
  }
  const what = {
    authority: words.soonSelf,
    own: words.soonOwner,
    files: words.soonFiles,
    acme: words.soonAcme,
  }
  return (
    <section className="stack-tight" aria-label={words.title}>
      <h3 className="section-title">{words.title}</h3>
      <p style={{ margin: 0 }}>
        {about[origin]} {words.until({ at: `${day(certificate.notAfter)}, ${end}` })}{' '}
        {certificate.renewsAt !== null && waits !== true && words.renews({ at: day(certificate.renewsAt) })}
      </p>
      {waits === true && <Status tone="soon" words={words.renewalWaits} />}
      {soon && waits !== true && (
        <Note>
          <strong>{words.soon({ when: end })}</strong>
          <p>{what[origin]}</p>
        </Note>
      )}
      <AcmeState site={site} />
      <Stapled ocsp={certificate.ocsp} />
      {files && (
        <Facts
          rows={[
            [words.cert, files.cert],
            [words.key, files.key],
          ]}
        />
      )}
      {files?.problem && (
        <ErrorNotice error={files.problem}>
          <p>{words.notUsed}</p>
        </ErrorNotice>
      )}
      {editing ? (
        <CertificateForm site={site} onClose={() => setEditing(false)} />
      ) : (
        <div>
          <Button size="xs" variant="default" onClick={() => setEditing(true)}>
            {words.change}
          </Button>
        </div>
      )}
    </section>
  )
}
