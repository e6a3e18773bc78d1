import { Button, Checkbox } from '@mantine/core'
import type { SeenCertificate } from '../../shared/contract/upstream.ts'
import { Hex } from '../ui/Copyable.tsx'
import { Note } from '../ui/Notice.tsx'
import { Facts } from '../ui/parts.tsx'
import { useWords } from '../words/index.ts'
import { day } from '../words/time.ts'

function SeenFacts({ certificate }: { certificate: SeenCertificate }) {
  const { seen } = useWords().upstream
  return (
    <Facts
      rows={[
        [seen.subject, certificate.subject],
        [seen.issuer, certificate.issuer],
        [seen.ends, day(certificate.notAfter)],
        [seen.fingerprint, <Hex key="f" digits={certificate.fingerprint} what={seen.fingerprint} />],
      ]}
    />
  )
}

/** The same in a form that has its own button: a tick that says whether the site will accept it. */
export function SeenTick(props: {
  certificate: SeenCertificate
  accepted: boolean
  onAccept: (accepted: boolean) => void
}) {
  const { seen } = useWords().upstream
  return (
    <Note>
      <strong>{seen.title}</strong>
      <p>{seen.lead}</p>
      <SeenFacts certificate={props.certificate} />
      <Checkbox
        mt="xs"
        label={seen.accept}
        checked={props.accepted}
        onChange={(event) => props.onAccept(event.currentTarget.checked)}
      />
    </Note>
  )
}

/** A certificate that an upstream showed and that nobody vouches for, to be accepted on purpose with one click. */
export function Seen(props: {
  certificate: SeenCertificate
  accepted: boolean
  busy?: boolean
  onAccept: (accepted: boolean) => void
}) {
  const { seen } = useWords().upstream
  const { certificate, accepted } = props
  return (
    <Note>
      <strong>{seen.title}</strong>
      <p>{accepted ? seen.accepted : seen.lead}</p>
      <SeenFacts certificate={certificate} />
      <div className="notice-actions">
        <Button
          size="xs"
          variant={accepted ? 'default' : 'filled'}
          loading={props.busy ?? false}
          onClick={() => props.onAccept(!accepted)}
        >
          {accepted ? seen.withdraw : seen.accept}
        </Button>
      </div>
    </Note>
  )
}
