import { Button, NativeSelect, TextInput } from '@mantine/core'
import { useState, type FormEvent } from 'react'
import type { AcmeApproval, AcmeServerStatus } from '../../../shared/contract/acme-server.ts'
import { useAction, useQuery } from '../../data/hooks.ts'
import { useFieldErrors } from '../../ui/field-errors.ts'
import { ErrorNotice } from '../../ui/Notice.tsx'
import { useWords } from '../../words/index.ts'

const APPROVALS: readonly AcmeApproval[] = ['ask', 'names', 'eab']

/** Sets the ACME server up, or opens it again as it was. */
export function StartAcmeServer({ status }: { status: AcmeServerStatus }) {
  const { acme: words } = useWords().servers
  const serve = useAction('acme.serve')
  const { value: app } = useQuery('app.status', {})
  const [listen, setListen] = useState(status.listen ?? '0.0.0.0:9443')
  const [typed, setTyped] = useState(status.host)
  const [approve, setApprove] = useState<AcmeApproval>(status.approve ?? 'ask')
  const host = typed ?? (app ? `${app.computer.hostName.toLowerCase()}.local` : '')
  const told = useFieldErrors(serve.error, { host: words.host, listen: words.listen })
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    await serve.run({
      listen: listen.trim(),
      host,
      approve,
      // What was said on the command line stays.
      ...(status.names.length > 0 ? { names: status.names } : {}),
      signWhileUnlocked: status.signWhileUnlocked,
    })
  }
  return (
    <form className="stack-tight" onSubmit={(event) => void submit(event)}>
      <TextInput
        label={words.host}
        description={words.hostHint}
        value={host}
        error={told.at.host}
        onChange={(event) => setTyped(event.currentTarget.value)}
        autoComplete="off"
        spellCheck={false}
      />
      <TextInput
        label={words.listen}
        description={words.listenHint}
        value={listen}
        error={told.at.listen}
        onChange={(event) => setListen(event.currentTarget.value)}
        classNames={{ input: 'mono' }}
        autoComplete="off"
        spellCheck={false}
      />
      <NativeSelect
        label={words.approveLabel}
        value={approve}
        data={APPROVALS.map((value) => ({ value, label: words.approve[value] }))}
        onChange={(event) => setApprove(event.currentTarget.value as AcmeApproval)}
      />
      <ErrorNotice error={told.rest} />
      <div>
        <Button type="submit" variant="default" loading={serve.busy} disabled={host === '' || listen.trim() === ''}>
          {words.start}
        </Button>
      </div>
    </form>
  )
}
