import { Button } from '@mantine/core'
import { useState } from 'react'
import type { Device } from '../../../shared/contract/device.ts'
import { saveFile } from '../../data/download.ts'
import { useAction, useNow, useQuery } from '../../data/hooks.ts'
import { to } from '../../data/route.ts'
import { HandOver } from '../../product/handover/HandOver.tsx'
import { deviceTones, OutcomeBadge } from '../../product/statuses.tsx'
import { Hex } from '../../ui/Copyable.tsx'
import { ErrorNotice, Note } from '../../ui/Notice.tsx'
import { Facts, Fold } from '../../ui/parts.tsx'
import { StatusSentence } from '../../ui/Status.tsx'
import { TimeAgo } from '../../ui/TimeAgo.tsx'
import { useWords } from '../../words/index.ts'
import { moment, relative } from '../../words/time.ts'
import { EditDevice } from './EditDevice.tsx'
import { MayManage } from './MayManage.tsx'
import { Reissue } from './Reissue.tsx'
import { Release } from './Release.tsx'
import { Renew } from './Renew.tsx'
import { Revoke } from './Revoke.tsx'
import { Timeline } from './Timeline.tsx'
import { WhereTo } from './WhereTo.tsx'

/** “Active. Last seen 3 minutes ago at Camera. Expires in 11 months.” */
function useSentence(device: Device, now: number): string {
  const { common, devices } = useWords()
  const sites = useQuery('site.list', {})
  const shown = useQuery('device.show', { device: device.id })
  const when = (instant: string): string => relative(instant, now, common.justNow)
  const site = sites.value?.find(({ id }) => id === device.lastSite)?.name ?? null
  const seen = device.lastSeen === null ? common.never : when(device.lastSeen)
  const active = { seen, expires: when(device.notAfter) }
  switch (device.status) {
    case 'waiting':
      return devices.sentence.waiting
    case 'active':
      return site === null ? devices.sentence.active(active) : devices.sentence.activeAt({ ...active, site })
    case 'expiring':
      return devices.sentence.expiring({ expires: when(device.notAfter) })
    case 'expired':
      return devices.sentence.expired({ at: when(device.notAfter) })
    case 'revoked': {
      const at = shown.value?.certificates.find(({ serial }) => serial === device.serial)?.revokedAt
      return (device.onHold ? devices.sentence.onHold : devices.sentence.revoked)({ at: at ? when(at) : '' })
    }
    default:
      return device.status satisfies never
  }
}

function Latest({ device, now }: { device: Device; now: number }) {
  const { devices } = useWords()
  const lines = useQuery('activity.list', { device: device.id, limit: 6 })
  return (
    <section>
      <h3 className="section-title">{devices.latest}</h3>
      <ErrorNotice error={lines.error} />
      {lines.value?.length === 0 && <p className="dim">{devices.noActivity}</p>}
      <div className="stack-tight">
        {lines.value?.map((line) => (
          <div className="line" key={line.id} style={{ justifyContent: 'space-between' }}>
            <OutcomeBadge line={line} />
            <a href={to('activity', String(line.id))} className="cell-dim">
              {line.siteName} · <TimeAgo at={line.at} now={now} />
            </a>
          </div>
        ))}
      </div>
    </section>
  )
}

function Technical({ device }: { device: Device }) {
  const { common, devices } = useWords()
  const shown = useQuery('device.show', { device: device.id })
  const current = shown.value?.certificates.find(({ serial }) => serial === device.serial)
  const { facts } = devices
  return (
    <Fold title={common.details}>
      <Facts
        rows={[
          [facts.platform, common.platform[device.platform]],
          ...(device.groups.length > 0 ? [[facts.groups, device.groups.join(', ')] as const] : []),
          [facts.serial, <Hex key="s" digits={device.serial} what={facts.serial} />],
          [facts.fingerprint, <Hex key="f" digits={device.fingerprint} what={facts.fingerprint} />],
          ...(current ? [[facts.subject, current.subject] as const] : []),
          [facts.key, device.keyType],
          [facts.from, moment(device.notBefore)],
          [facts.until, moment(device.notAfter)],
        ]}
      />
    </Fold>
  )
}

/** For a device that made its own key: only the certificate can be handed over. */
function CertificateOnly({ device }: { device: Device }) {
  const { devices } = useWords()
  const exporting = useAction('device.export')
  const save = async (): Promise<void> => {
    const file = await exporting.run({ device: device.id, format: 'crt' })
    if (file) saveFile(file)
  }
  return (
    <div className="stack-tight">
      <p className="dim">{devices.noKey}</p>
      <ErrorNotice error={exporting.error} />
      <div>
        <Button variant="default" loading={exporting.busy} onClick={() => void save()}>
          {devices.saveCrt}
        </Button>
      </div>
    </div>
  )
}

/** One device: its state in a sentence, what can be done, its history. */
export function DevicePanel(props: {
  device: Device
  /** What is open from the beginning. */
  handOver: boolean
  renew: boolean
  revoke: boolean
  onRemoved: () => void
}) {
  const { device, onRemoved } = props
  const { common, devices } = useWords()
  const now = useNow()
  const sentence = useSentence(device, now)
  const [handing, setHanding] = useState(props.handOver)
  const [form, setForm] = useState<'renew' | 'edit' | 'revoke' | null>(
    props.renew ? 'renew' : props.revoke ? 'revoke' : null,
  )
  const revoked = device.status === 'revoked'
  const over = revoked || device.status === 'expired'
  const soon = device.status === 'expiring' || device.status === 'expired'
  return (
    <div className="stack" style={{ gap: 24 }}>
      <StatusSentence tone={deviceTones[device.status]} words={sentence} />
      {device.previous && (
        <Note>{devices.overlap({ until: relative(device.previous.notAfter, now, common.justNow) })}</Note>
      )}
      <div className="line">
        {!over && (
          <Button
            variant={device.status === 'waiting' && !handing ? 'filled' : 'default'}
            onClick={() => setHanding(!handing)}
          >
            {handing ? devices.handOverHide : device.status === 'waiting' ? devices.handOverFirst : devices.handOver}
          </Button>
        )}
        {!revoked && form !== 'renew' && (
          <Button variant={soon ? 'filled' : 'default'} onClick={() => setForm('renew')}>
            {devices.renew.open}
          </Button>
        )}
        {form !== 'edit' && (
          <Button variant="default" onClick={() => setForm('edit')}>
            {devices.edit.open}
          </Button>
        )}
        {(!over || device.onHold) && form !== 'revoke' && (
          <Button variant="subtle" color="red" c="var(--v-bad)" onClick={() => setForm('revoke')}>
            {devices.revoke.open}
          </Button>
        )}
      </div>
      {form === 'renew' && (
        <Renew
          device={device}
          onDone={(renewed) => {
            setForm(null)
            if (renewed) setHanding(true)
          }}
        />
      )}
      {form === 'edit' && <EditDevice device={device} onDone={() => setForm(null)} />}
      {device.onHold && <Release device={device} />}
      {form === 'revoke' && (!over || device.onHold) && <Revoke device={device} onClose={() => setForm(null)} />}
      {handing && !over && (device.hasKey ? <HandOver device={device} /> : <CertificateOnly device={device} />)}
      {revoked && !device.onHold && <Reissue device={device} onDone={() => setHanding(true)} />}
      {over && <Remove device={device} onRemoved={onRemoved} />}
      <Timeline device={device} now={now} />
      <WhereTo device={device} />
      <MayManage device={device} />
      <Latest device={device} now={now} />
      <Technical device={device} />
    </div>
  )
}

/** Only for devices that do not get in any more: nothing is lost but the line in the list. */
function Remove({ device, onRemoved }: { device: Device; onRemoved: () => void }) {
  const { devices } = useWords()
  const remove = useAction('device.remove')
  const run = async (): Promise<void> => {
    if (await remove.run({ device: device.id })) onRemoved()
  }
  return (
    <div className="stack-tight">
      <div>
        <Button variant="default" loading={remove.busy} onClick={() => void run()}>
          {remove.busy ? devices.remove.busy : devices.remove.action}
        </Button>
      </div>
      <ErrorNotice error={remove.error} />
    </div>
  )
}
