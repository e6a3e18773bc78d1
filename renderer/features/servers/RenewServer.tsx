import { Switch } from '@mantine/core'
import { useState } from 'react'
import type { Server } from '../../../shared/contract/server.ts'
import { useAction } from '../../data/hooks.ts'
import { RequestField } from '../../product/RequestField.tsx'
import { Confirm } from '../../ui/Confirm.tsx'
import { Fold } from '../../ui/parts.tsx'
import { useWords } from '../../words/index.ts'

/** The next certificate of a machine: with the same key, a new one, or one that was made there. */
export function RenewServer({ server, onDone }: { server: Server; onDone: () => void }) {
  const words = useWords().servers.renew
  const { run, busy, error } = useAction('server.renew')
  const [newKey, setNewKey] = useState(false)
  const [csr, setCsr] = useState('')
  const request = csr.trim()
  return (
    <Confirm
      action={words.action({ name: server.name })}
      lead={words.lead}
      busyWords={words.busy}
      busy={busy}
      error={error}
      onConfirm={async () => {
        if (await run({ server: server.id, ...(request === '' ? { newKey } : { csr: request }) })) onDone()
      }}
      onCancel={onDone}
    >
      {server.hasKey && (
        <Switch
          label={words.newKey}
          checked={newKey && request === ''}
          disabled={request !== ''}
          onChange={(event) => setNewKey(event.currentTarget.checked)}
        />
      )}
      <Fold title={words.request}>
        <RequestField value={csr} onChange={setCsr} />
      </Fold>
    </Confirm>
  )
}
