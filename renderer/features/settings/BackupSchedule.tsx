import { Button, NativeSelect, NumberInput, PasswordInput, TextInput } from '@mantine/core'
import { useState, type FormEvent } from 'react'
import type { BackupSchedule as Schedule } from '../../../shared/contract/backup.ts'
import { useAction, useQuery } from '../../data/hooks.ts'
import { Copyable } from '../../ui/Copyable.tsx'
import { useFieldErrors } from '../../ui/field-errors.ts'
import { ErrorNotice } from '../../ui/Notice.tsx'
import { useWords } from '../../words/index.ts'
import { moment } from '../../words/time.ts'

const COMMAND = 'vestibule backup schedule --every day --to FOLDER --keep 14 --backup-passphrase-file FILE'

/** How the schedule goes, and its end. */
function Running({ schedule }: { schedule: Schedule }) {
  const { schedule: words } = useWords().backup
  const run = useAction('backup.runSchedule')
  const clear = useAction('backup.clearSchedule')
  const { lastGoodAt, files, folder, nextAt, problem, recipient } = schedule
  return (
    <div className="stack">
      <p className="dim">
        {lastGoodAt === null ? words.none : words.last({ at: moment(lastGoodAt), count: files, folder })}{' '}
        {words.next({ at: moment(nextAt) })}
        {recipient !== null && ` ${words.forRecipient({ recipient })}`}
      </p>
      <ErrorNotice error={run.error ?? clear.error ?? problem} />
      <div className="channel-actions">
        <Button size="xs" variant="default" loading={run.busy} onClick={() => void run.run({})}>
          {words.now}
        </Button>
        <Button size="xs" variant="default" disabled={clear.busy} onClick={() => void clear.run({})}>
          {words.stop}
        </Button>
      </div>
    </div>
  )
}

const EMPTY = { folder: '', passphrase: '', backupPassphrase: '' }

/** Only where the window may name a folder of this computer. */
function Begin() {
  const { schedule: words } = useWords().backup
  const set = useAction('backup.setSchedule')
  const [every, setEvery] = useState<Schedule['every']>('day')
  const [hour, setHour] = useState<number | string>(3)
  const [keep, setKeep] = useState<number | string>(14)
  const [fields, setFields] = useState(EMPTY)
  const change = (name: keyof typeof EMPTY) => (event: { currentTarget: { value: string } }) => {
    const { value } = event.currentTarget
    setFields((before) => ({ ...before, [name]: value }))
  }
  const told = useFieldErrors(set.error, {
    folder: words.folder,
    hour: words.hour,
    keep: words.keep,
    backupPassphrase: words.ownPassphrase,
  })
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    if (await set.run({ every, hour: Number(hour), keep: Number(keep), ...fields })) setFields(EMPTY)
  }
  const complete = Object.values(fields).every((one) => one !== '') && hour !== '' && keep !== ''
  return (
    <form className="stack" onSubmit={(event) => void submit(event)}>
      <TextInput
        label={words.folder}
        value={fields.folder}
        error={told.at.folder}
        onChange={change('folder')}
        autoComplete="off"
      />
      <div className="setting-fields">
        <NativeSelect
          label={words.every}
          value={every}
          data={[
            { value: 'day', label: words.everyDay },
            { value: 'week', label: words.everyWeek },
          ]}
          onChange={(event) => setEvery(event.currentTarget.value === 'week' ? 'week' : 'day')}
        />
        <NumberInput
          label={words.hour}
          value={hour}
          error={told.at.hour}
          onChange={setHour}
          min={0}
          max={23}
          allowDecimal={false}
        />
        <NumberInput
          label={words.keep}
          value={keep}
          error={told.at.keep}
          onChange={setKeep}
          min={1}
          max={1000}
          allowDecimal={false}
        />
      </div>
      <PasswordInput
        label={words.ownPassphrase}
        description={words.ownHint}
        value={fields.backupPassphrase}
        error={told.at.backupPassphrase}
        onChange={change('backupPassphrase')}
        autoComplete="new-password"
      />
      <PasswordInput
        label={words.authorityPassphrase}
        value={fields.passphrase}
        onChange={change('passphrase')}
        autoComplete="current-password"
      />
      <ErrorNotice error={told.rest} />
      <div>
        <Button type="submit" loading={set.busy} disabled={!complete}>
          {words.start}
        </Button>
      </div>
    </form>
  )
}

/** Backups that are made by themselves. */
export function BackupSchedule() {
  const { schedule: words } = useWords().backup
  const known = useQuery('backup.schedule', {})
  const schedule = known.value?.schedule
  return (
    <div className="stack">
      <p className="dim">{words.lead}</p>
      {schedule && <Running schedule={schedule} />}
      {schedule === null && (window.vestibule ? <Begin /> : <OnCommandLine />)}
      <ErrorNotice error={known.error} />
    </div>
  )
}

function OnCommandLine() {
  const { schedule: words } = useWords().backup
  return (
    <>
      <p className="dim">{words.fromShell}</p>
      <Copyable text={COMMAND} what={words.command}>
        <span className="mono">{COMMAND}</span>
      </Copyable>
    </>
  )
}
