import { Button, Switch } from '@mantine/core'
import { useState } from 'react'
import type { Server } from '../../../shared/contract/server.ts'
import { useAction } from '../../data/hooks.ts'
import { RequestField } from '../../product/RequestField.tsx'
import { ErrorNotice } from '../../ui/Notice.tsx'
import { Fold, Waiting } from '../../ui/parts.tsx'
import { useWords } from '../../words/index.ts'

/** The next certificate of a machine: with the same key, a new one, or one that was made there. */
export function RenewServer({ server, onDone }: { server: Server; onDone: () => void }) {
  const { common, servers } = useWords()
  const words = servers.renew
  const renew = useAction('server.renew')
  const [newKey, setNewKey] = useState(false)
  const [csr, setCsr] = useState('')
  const request = csr.trim()
  const run = async (): Promise<void> => {
    const how = request === '' ? { newKey } : { csr: request }
    if (await renew.run({ server: server.id, ...how })) onDone()
  }
  return (
    <section className="surface stack" aria-label={words.action({ name: server.name })}>
      <p style={{ margin: 0 }}>{words.lead}</p>
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
      {renew.busy && <Waiting words={words.busy} />}
      <ErrorNotice error={renew.error} />
      <div className="line">
        <Button loading={renew.busy} onClick={() => void run()}>
          {words.action({ name: server.name })}
        </Button>
        <Button variant="default" onClick={onDone}>
          {common.cancel}
        </Button>
      </div>
    </section>
  )
}
