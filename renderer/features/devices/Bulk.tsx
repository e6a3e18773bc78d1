import { Button } from '@mantine/core'
import { useState } from 'react'
import type { Device } from '../../../shared/contract/device.ts'
import type { Output } from '../../../shared/contract/index.ts'
import { saveText } from '../../data/download.ts'
import { useAction } from '../../data/hooks.ts'
import { useRun } from '../../data/run.ts'
import { ErrorNotice } from '../../ui/Notice.tsx'
import { Working } from '../../ui/Working.tsx'
import { useWords } from '../../words/index.ts'

/** A cell that no spreadsheet takes for a formula. */
function cell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return `"${safe.replaceAll('"', '""')}"`
}

/** The list as a spreadsheet reads it (RFC 4180). */
function csvOf(devices: readonly Device[]): string {
  const head = ['name', 'platform', 'groups', 'status', 'serial', 'fingerprint', 'not before', 'not after', 'last seen']
  const rows = devices.map((one) => [
    one.name,
    one.platform,
    one.groups.join('; '),
    one.status,
    one.serial,
    one.fingerprint,
    one.notBefore,
    one.notAfter,
    one.lastSeen ?? '',
  ])
  return [head, ...rows].map((row) => row.map(cell).join(',')).join('\r\n') + '\r\n'
}

/** What can be done with the devices that are marked. */
export function Bulk(props: {
  devices: readonly Device[]
  onDone: () => void
  onRenewed: (report: Output<'device.renewMany'>) => void
}) {
  const { devices, onDone, onRenewed } = props
  const { common, devices: all } = useWords()
  const words = all.bulk
  const renew = useRun('device.renewMany')
  const revoke = useAction('device.revokeMany')
  const [asking, setAsking] = useState(false)
  const ids = devices.map(({ id }) => id)
  const runRenew = async (): Promise<void> => {
    const report = await renew.start({ devices: ids })
    if (!report) return
    onRenewed(report)
    if (report.failed.length === 0 && report.left === 0) onDone()
  }
  const runRevoke = async (): Promise<void> => {
    if (await revoke.run({ devices: ids, reason: 'unspecified' })) onDone()
  }
  return (
    <section className="surface stack-tight bulk" aria-label={words.title({ count: devices.length })}>
      <div className="line">
        <strong>{words.title({ count: devices.length })}</strong>
        <Button size="xs" variant="default" loading={renew.busy} onClick={() => void runRenew()}>
          {words.renew}
        </Button>
        <Button size="xs" variant="default" onClick={() => saveText('devices.csv', csvOf(devices), 'text/csv')}>
          {words.csv}
        </Button>
        {!asking && (
          <Button size="xs" variant="subtle" color="red" c="var(--v-bad)" onClick={() => setAsking(true)}>
            {all.revoke.open}
          </Button>
        )}
        <Button size="xs" variant="subtle" color="gray" c="inherit" onClick={onDone}>
          {words.clear}
        </Button>
      </div>
      {asking && (
        <div className="line">
          <span>{words.revokeLead({ count: devices.length })}</span>
          <Button size="xs" color="red.9" loading={revoke.busy} onClick={() => void runRevoke()}>
            {words.revoke({ count: devices.length })}
          </Button>
          <Button size="xs" variant="default" onClick={() => setAsking(false)}>
            {common.cancel}
          </Button>
        </div>
      )}
      {renew.busy && <Working words={words.renewing} part={renew.part} onCancel={renew.cancel} />}
      <ErrorNotice error={renew.error ?? revoke.error} />
    </section>
  )
}
