import { Button } from '@mantine/core'
import type { AcmeServerStatus } from '../../../shared/contract/acme-server.ts'
import { useAction, useQuery } from '../../data/hooks.ts'
import { AcmeActions } from '../../product/AcmeActions.tsx'
import { Copyable } from '../../ui/Copyable.tsx'
import { ErrorNotice } from '../../ui/Notice.tsx'
import { Facts } from '../../ui/parts.tsx'
import { useWords } from '../../words/index.ts'
import { day } from '../../words/time.ts'
import { AcmeKeys } from './AcmeKeys.tsx'
import { StartAcmeServer } from './StartAcmeServer.tsx'

/** The house's own ACME server: other machines get certificates of the authority from it. */
export function AcmeServer() {
  const { acme: words } = useWords().servers
  const { value: status, error } = useQuery('acme.show', {})
  return (
    <section className="stack-tight" style={{ marginBottom: 40 }} aria-label={words.title}>
      <h2 className="section-title">{words.title}</h2>
      <p className="dim">{words.lead}</p>
      <ErrorNotice error={error} />
      {status && (status.state === 'off' ? <StartAcmeServer status={status} /> : <Open status={status} />)}
    </section>
  )
}

function Open({ status }: { status: AcmeServerStatus }) {
  const { servers, failure } = useWords()
  const words = servers.acme
  const stop = useAction('acme.stop')
  const { directory, problem, names, approve, intermediate, listen } = status
  const name = status.authority ?? ''
  const signer = intermediate
    ? words.intermediate({ name: intermediate.name, at: day(intermediate.notAfter) })
    : words.whileUnlocked({ name })
  return (
    <>
      <Facts
        rows={[
          [words.directory, <Copyable key="directory" text={directory ?? ''} what={words.directory} />],
          [words.listen, `${listen ?? ''}: ${words.state[status.state]}`],
          [words.names, names.join(', ')],
          [words.approveLabel, approve === null ? '' : words.approve[approve]],
          [words.signer, signer],
        ]}
      />
      {problem && <ErrorNotice error={failure(problem)} />}
      <Waiting />
      <AcmeKeys />
      <ErrorNotice error={stop.error} />
      <div>
        <Button variant="default" loading={stop.busy} onClick={() => void stop.run({})}>
          {words.stop}
        </Button>
      </div>
    </>
  )
}

/** Machines that wait for a yes or no. */
function Waiting() {
  const { acme: words } = useWords().servers
  const { value: list, error } = useQuery('acme.request.list', {})
  if (error) return <ErrorNotice error={error} />
  if (!list || list.length === 0) return null
  return (
    <>
      <h3>{words.waiting}</h3>
      {list.map(({ id, address, names }) => (
        <div key={id} className="want-actions">
          <span>{words.wants({ address, names })}</span>
          <AcmeActions id={id} name={address} />
        </div>
      ))}
    </>
  )
}
