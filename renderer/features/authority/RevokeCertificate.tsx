import { Button, NativeSelect, TextInput } from '@mantine/core'
import { useState, type FormEvent } from 'react'
import type { Authority } from '../../../shared/contract/authority.ts'
import type { Output } from '../../../shared/contract/index.ts'
import { useChosenFiles } from '../../data/files.ts'
import { useAction } from '../../data/hooks.ts'
import { DropZone } from '../../ui/DropZone.tsx'
import { ErrorNotice, Note } from '../../ui/Notice.tsx'
import { useWords } from '../../words/index.ts'

const reasons = ['key-compromise', 'superseded', 'cessation', 'unspecified'] as const
type Reason = (typeof reasons)[number]

/** A SHA-256 fingerprint has 64 hexadecimal digits, a serial number at most 40 (RFC 5280 §4.1.2.2). */
const FINGERPRINT = 64

/** Locks one certificate out that belongs to no device here, or not any more: after a restore, say. */
export function RevokeCertificate({ own, onDone }: { own: readonly Authority[]; onDone: () => void }) {
  const { authority, common, devices } = useWords()
  const words = authority.revoke
  const revoke = useAction('device.revokeCertificate')
  const chosen = useChosenFiles()
  const [file] = chosen.files
  const [digits, setDigits] = useState('')
  const [reason, setReason] = useState<Reason>('key-compromise')
  const [issuer, setIssuer] = useState(own[0]?.id ?? '')
  const [done, setDone] = useState<Output<'device.revokeCertificate'>>()
  const bare = digits.replace(/[\s:]/g, '')
  const isFingerprint = bare.length === FINGERPRINT
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    const which = file
      ? { certificate: file.base64 }
      : isFingerprint
        ? { fingerprint: bare }
        : { serial: bare, authority: issuer }
    setDone(await revoke.run({ ...which, reason }))
  }
  if (done) {
    return (
      <div className="stack">
        <Note>{done.device ? words.doneDevice({ name: done.device.name }) : words.done}</Note>
        <div>
          <Button onClick={onDone}>{common.close}</Button>
        </div>
      </div>
    )
  }
  return (
    <form className="stack" onSubmit={(event) => void submit(event)}>
      <p className="dim">{words.lead}</p>
      <TextInput
        label={words.digits}
        description={words.digitsHint}
        value={digits}
        onChange={(event) => setDigits(event.currentTarget.value)}
        disabled={file !== undefined}
      />
      {own.length > 1 && !file && !isFingerprint && (
        <NativeSelect
          label={words.issuer}
          value={issuer}
          data={own.map(({ id, name }) => ({ value: id, label: name }))}
          onChange={(event) => setIssuer(event.currentTarget.value)}
        />
      )}
      <DropZone
        button={common.chooseFiles}
        label={words.file}
        hint={words.fileHint}
        chosen={chosen.files.map(({ name }) => name)}
        onFiles={chosen.choose}
      />
      {chosen.unreadable && <Note>{common.unreadableFiles}</Note>}
      <NativeSelect
        label={devices.revoke.reason}
        value={reason}
        data={reasons.map((value) => ({ value, label: devices.revoke.reasons[value] }))}
        onChange={(event) => setReason(event.currentTarget.value as Reason)}
      />
      <ErrorNotice error={revoke.error} />
      <div>
        <Button type="submit" color="red.9" loading={revoke.busy} disabled={!file && bare === ''}>
          {words.action}
        </Button>
      </div>
    </form>
  )
}
