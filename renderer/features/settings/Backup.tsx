import { Button, Checkbox, PasswordInput } from '@mantine/core'
import { useState, type FormEvent } from 'react'
import type { BackupMade, BackupRestored } from '../../../shared/contract/backup.ts'
import { saveBackup } from '../../data/backup.ts'
import { useEngine } from '../../data/context.ts'
import { useRun } from '../../data/run.ts'
import { RestoreBackup } from '../../product/RestoreBackup.tsx'
import { ErrorNotice, Note } from '../../ui/Notice.tsx'
import { Fold } from '../../ui/parts.tsx'
import { Working } from '../../ui/Working.tsx'
import { useWords } from '../../words/index.ts'
import { moment } from '../../words/time.ts'
import { BackupSchedule } from './BackupSchedule.tsx'
import { Section } from './Section.tsx'
import { Snapshots } from './Snapshots.tsx'

/** Everything into one file, saved where the person wants it. */
function MakeBackup() {
  const { backup: words, common } = useWords()
  const { client } = useEngine()
  const create = useRun('backup.create')
  const [own, setOwn] = useState(false)
  const [passphrase, setPassphrase] = useState('')
  const [made, setMade] = useState<BackupMade>()
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    setMade(undefined)
    const answer = await create.start(own ? { backupPassphrase: passphrase } : { passphrase })
    if (!answer?.transfer) return
    await saveBackup(client, answer.transfer, answer.fileName)
    setPassphrase('')
    setMade(answer)
  }
  return (
    <form className="stack" onSubmit={(event) => void submit(event)}>
      <PasswordInput
        label={own ? words.ownPassphrase : words.passphrase}
        description={own ? words.ownHint : words.passphraseHint}
        value={passphrase}
        onChange={(event) => setPassphrase(event.currentTarget.value)}
        autoComplete={own ? 'new-password' : 'current-password'}
      />
      <Checkbox label={words.own} checked={own} onChange={(event) => setOwn(event.currentTarget.checked)} />
      {create.busy && <Working words={words.making} part={create.part} onCancel={create.cancel} />}
      {create.cancelled && <Note>{common.cancelled}</Note>}
      <ErrorNotice error={create.error} />
      {made && (
        <Note>{words.made({ name: made.fileName, devices: made.counts.devices, sites: made.counts.sites })}</Note>
      )}
      <div>
        <Button type="submit" loading={create.busy} disabled={passphrase === ''}>
          {words.make}
        </Button>
      </div>
    </form>
  )
}

/** Backups of everything: making one, restoring one. */
export function Backup({ empty }: { empty: boolean }) {
  const { backup: words } = useWords()
  const [restored, setRestored] = useState<BackupRestored>()
  return (
    <Section title={words.title} at="backup">
      <div className="stack">
        <p className="dim">{words.lead}</p>
        {!empty && <MakeBackup />}
        {!empty && (
          <Fold title={words.schedule.title}>
            <BackupSchedule />
          </Fold>
        )}
        {restored ? (
          <Note>
            {words.restore.done} {restored.unlocked ? words.restore.unlocked : words.restore.locked}{' '}
            {restored.unknownSince !== null && words.restore.unknown({ at: moment(restored.unknownSince) })}
          </Note>
        ) : (
          <Fold title={words.restore.title} open={empty} at="restore">
            <RestoreBackup onDone={setRestored} />
          </Fold>
        )}
        {!empty && (
          <Fold title={words.snapshots.title}>
            <Snapshots />
          </Fold>
        )}
      </div>
    </Section>
  )
}
