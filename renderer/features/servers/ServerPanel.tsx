import { Button } from '@mantine/core'
import { useState } from 'react'
import type { Server } from '../../../shared/contract/server.ts'
import { useQuery } from '../../data/hooks.ts'
import { Hex } from '../../ui/Copyable.tsx'
import { ErrorNotice } from '../../ui/Notice.tsx'
import { Facts, Fold } from '../../ui/parts.tsx'
import { StatusSentence } from '../../ui/Status.tsx'
import { useWords } from '../../words/index.ts'
import { day, moment, relative } from '../../words/time.ts'
import { RemoveServer, RevokeServer } from './EndServer.tsx'
import { ExportServer } from './ExportServer.tsx'
import type { Machine } from './machines.ts'
import { RenewServer } from './RenewServer.tsx'
import { serverTones } from './ServerList.tsx'

/** The certificates that came before the one in force. */
function Before({ server }: { server: Server }) {
  const { facts } = useWords().servers
  const shown = useQuery('server.show', { server: server.id })
  const others = shown.value?.certificates.filter(({ serial }) => serial !== server.serial) ?? []
  if (shown.error) return <ErrorNotice error={shown.error} />
  if (others.length === 0) return null
  return (
    <>
      <h3 className="section-title">{facts.before}</h3>
      <ul className="stack-tight">
        {others.map(({ serial, notAfter, revokedAt }) => (
          <li key={serial} className="mono">
            {revokedAt === null
              ? facts.beforeOne({ serial, until: day(notAfter) })
              : facts.beforeRevoked({ serial, at: day(revokedAt) })}
          </li>
        ))}
      </ul>
    </>
  )
}

function Technical({ server }: { server: Server }) {
  const { common, servers } = useWords()
  const { facts } = servers
  return (
    <Fold title={common.details}>
      <Facts
        rows={[
          [facts.hosts, server.hosts.join(', ')],
          [facts.serial, <Hex key="s" digits={server.serial} what={facts.serial} />],
          [facts.fingerprint, <Hex key="f" digits={server.fingerprint} what={facts.fingerprint} />],
          [facts.key, server.keyType],
          [facts.from, moment(server.notBefore)],
          [facts.until, moment(server.notAfter)],
        ]}
      />
      <Before server={server} />
    </Fold>
  )
}

/** One machine: its state in a sentence, the file for it, and what else can be done. */
export function ServerPanel(props: {
  server: Server
  now: number
  machine: Machine
  renew: boolean
  onRemoved: () => void
}) {
  const { server, now, machine, onRemoved } = props
  const { common, servers } = useWords()
  const { status } = server
  const isRevoked = status === 'revoked'
  const [form, setForm] = useState<'renew' | 'revoke' | 'remove' | null>(props.renew && !isRevoked ? 'renew' : null)
  const close = (): void => setForm(null)
  const expires = relative(server.notAfter, now, common.justNow)
  const isDue = status === 'expiring' || status === 'expired'
  return (
    <div className="stack" style={{ gap: 24 }}>
      <StatusSentence
        tone={serverTones[status]}
        words={isRevoked ? servers.sentence.revoked : servers.sentence[status]({ expires })}
      />
      <div className="line">
        {!isRevoked && form !== 'renew' && (
          <Button variant={isDue ? 'filled' : 'default'} onClick={() => setForm('renew')}>
            {servers.renew.open}
          </Button>
        )}
        {!isRevoked && form !== 'revoke' && (
          <Button variant="subtle" color="red" c="var(--v-bad)" onClick={() => setForm('revoke')}>
            {servers.revoke.open}
          </Button>
        )}
        {form !== 'remove' && (
          <Button variant="subtle" color="red" c="var(--v-bad)" onClick={() => setForm('remove')}>
            {servers.remove.open}
          </Button>
        )}
      </div>
      {form === 'renew' && <RenewServer server={server} onDone={close} />}
      {form === 'revoke' && <RevokeServer server={server} onClose={close} />}
      {form === 'remove' && <RemoveServer server={server} onClose={close} onRemoved={onRemoved} />}
      {!isRevoked && <ExportServer key={server.serial} server={server} machine={machine} />}
      <Technical server={server} />
    </div>
  )
}
