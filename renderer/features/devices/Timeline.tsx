import type { Device, DeviceCertificate } from '../../../shared/contract/device.ts'
import { useQuery } from '../../data/hooks.ts'
import { ErrorNotice } from '../../ui/Notice.tsx'
import { useWords } from '../../words/index.ts'
import { day, moment } from '../../words/time.ts'
import './devices.css'

function Certificate({ certificate, now }: { certificate: DeviceCertificate; now: number }) {
  const { devices: words } = useWords()
  const { issuedAt, firstSeen, lastSeen, revokedAt, notAfter } = certificate
  const ended = Date.parse(notAfter) <= now
  return (
    <ol className="timeline">
      <li>{words.issued({ at: moment(issuedAt) })}</li>
      <li className={firstSeen === null ? 'open' : 'good'}>
        {firstSeen === null ? words.notSeen : words.firstSeen({ at: moment(firstSeen) })}
      </li>
      {lastSeen !== null && lastSeen !== firstSeen && (
        <li className="good">{words.lastSeen({ at: moment(lastSeen) })}</li>
      )}
      {revokedAt === null ? (
        <li className={ended ? 'bad' : 'open'}>
          {ended ? words.ended({ at: day(notAfter) }) : words.ends({ at: day(notAfter) })}
        </li>
      ) : (
        <li className="bad">{words.revokedAt({ at: moment(revokedAt) })}</li>
      )}
    </ol>
  )
}

/** The life of each certificate of the device, newest first. */
export function Timeline({ device, now }: { device: Device; now: number }) {
  const { devices: words } = useWords()
  const shown = useQuery('device.show', { device: device.id })
  return (
    <section>
      <h3 className="section-title">{words.timeline}</h3>
      <ErrorNotice error={shown.error} />
      {shown.value?.certificates
        .toSorted((one, other) => other.issuedAt.localeCompare(one.issuedAt))
        .map((certificate) => (
          <Certificate key={certificate.id} certificate={certificate} now={now} />
        ))}
    </section>
  )
}
