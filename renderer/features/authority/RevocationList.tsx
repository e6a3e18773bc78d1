import { Button } from '@mantine/core'
import type { Authority } from '../../../shared/contract/authority.ts'
import { saveFile } from '../../data/download.ts'
import { useEngine } from '../../data/context.ts'
import { useAction, useNow, useQuery } from '../../data/hooks.ts'
import { ErrorNotice } from '../../ui/Notice.tsx'
import { Waiting } from '../../ui/parts.tsx'
import { Status } from '../../ui/Status.tsx'
import { useWords } from '../../words/index.ts'
import { day, relative } from '../../words/time.ts'
import { Publish } from './Publish.tsx'
import { StaleList } from './StaleList.tsx'

/** What was revoked, for servers other than this one. */
export function RevocationList({ authority }: { authority: Authority }) {
  const { common, authority: words } = useWords()
  const now = useNow()
  const sign = useAction('authority.crl')
  const { crl } = authority
  const { unlock } = useEngine()
  const reminders = useQuery('reminder.list', {})
  const waits = reminders.value?.some((one) => one.kind === 'list' && one.id === authority.id && one.state === 'waits')
  const save = async (format: 'pem' | 'der'): Promise<void> => {
    const file = await sign.run({ authority: authority.id, format })
    if (file) saveFile(file)
  }
  return (
    <section className="surface stack-tight" aria-label={words.crl}>
      <h3>{words.crl}</h3>
      {crl === null ? (
        <p className="dim">{words.crlNone}</p>
      ) : (
        <>
          <p className="tab">{words.crlState({ number: crl.number, entries: crl.entries })}</p>
          <p className="dim">
            {words.crlNext({ at: day(crl.nextUpdate), when: relative(crl.nextUpdate, now, common.justNow) })}
          </p>
          {crl.pending && <Status tone="soon" words={words.crlPending} />}
          {waits && !crl.pending && <Status tone="soon" words={words.crlWaits} />}
          {(crl.pending || waits) && (
            <div>
              <Button size="xs" onClick={() => void unlock()}>
                {words.crlUnlock}
              </Button>
            </div>
          )}
        </>
      )}
      {authority.kind === 'own' && (
        <div className="line">
          <Button variant="default" disabled={sign.busy} onClick={() => void save('der')}>
            {words.crlSave}
          </Button>
          <Button variant="default" disabled={sign.busy} onClick={() => void save('pem')}>
            {words.crlSavePem}
          </Button>
        </div>
      )}
      {sign.busy && <Waiting words={words.crlBusy} />}
      <ErrorNotice error={sign.error} />
      {authority.kind === 'own' && <Publish authority={authority} />}
      <StaleList authority={authority} />
    </section>
  )
}
