import { Button } from '@mantine/core'
import { IconDeviceMobile, IconQrcode } from '@tabler/icons-react'
import { useState } from 'react'
import type { Device } from '../../../shared/contract/device.ts'
import type { Handoff, StartedHandoff } from '../../../shared/contract/handoff.ts'
import type { Output } from '../../../shared/contract/index.ts'
import { useAction, useNow, useQuery } from '../../data/hooks.ts'
import { Copyable, Hex } from '../../ui/Copyable.tsx'
import { ErrorNotice, Note } from '../../ui/Notice.tsx'
import { Fold, Waiting } from '../../ui/parts.tsx'
import { QrCode } from '../../ui/QrCode.tsx'
import { Status, type Tone } from '../../ui/Status.tsx'
import { useWords, type Words } from '../../words/index.ts'
import { relative } from '../../words/time.ts'
import { LinkAddress, useLinkAddress } from '../LinkAddress.tsx'
import { asInput, type HandedOver, type Choices, type Form } from './choices.ts'
import { MadeFile } from './MadeFile.tsx'

type Shown = Output<'handoff.status'>[number]

const tones: Readonly<Record<Handoff['state'], Tone>> = {
  waiting: 'calm',
  opened: 'accent',
  taken: 'good',
  expired: 'soon',
  stopped: 'calm',
}

function progress(state: Handoff['state'], device: string | null, words: Words['handoff']['state']): string {
  if (device !== null && state === 'opened') return words.openedOn({ device })
  if (device !== null && state === 'taken') return words.takenBy({ device })
  return words[state]
}

/** How far the link is, in words. */
function Progress({ link }: { link: Handoff }) {
  const { common, handoff } = useWords()
  const now = useNow(5000)
  const device = link.visitorPlatform === null ? null : common.platform[link.visitorPlatform]
  return (
    <div className="handover-progress" aria-live="polite">
      <Status
        tone={tones[link.state]}
        words={progress(link.state, device, handoff.state)}
        {...(link.state === 'opened' ? { icon: IconDeviceMobile } : {})}
      />
      {link.open && (
        <span className="cell-dim">{handoff.closes({ when: relative(link.expiresAt, now, handoff.soon) })}</span>
      )}
    </div>
  )
}

/** The code itself, large, and what is true of the link behind it. */
function OpenLink(props: {
  link: Handoff
  url: string
  busy: boolean
  onStop: () => void
  onAgain: (() => void) | null
}) {
  const { link, url, busy, onStop, onAgain } = props
  const { handoff } = useWords()
  return (
    <div className="handover-link">
      {link.state === 'taken' ? null : <QrCode text={url} label={handoff.codeLabel} />}
      <Progress link={link} />
      {link.state !== 'taken' && (
        <p className="handover-url">
          <Copyable text={url} what={handoff.linkWhat} />
        </p>
      )}
      <div className="line">
        {onAgain && (
          <Button variant="default" size="compact-md" disabled={busy} onClick={onAgain}>
            {handoff.startAgain}
          </Button>
        )}
        <Button variant="subtle" size="compact-md" disabled={busy} onClick={onStop}>
          {handoff.stop}
        </Button>
      </div>
    </div>
  )
}

/** A one-time link on the local network, as a QR code. */
export function LinkWay(props: { device: Device; choices: Choices; onMade: (made: HandedOver) => void }) {
  const { device, choices, onMade } = props
  const { handoff } = useWords()
  const all = useQuery('handoff.status', {})
  const start = useAction('handoff.start')
  const stop = useAction('handoff.stop')
  const [used, setUsed] = useState(choices)
  const networks = useLinkAddress()
  const [started, setStarted] = useState<StartedHandoff>()
  const { address, addresses } = networks
  const link: Shown | undefined = all.value?.find(({ deviceId }) => deviceId === device.id)
  const mine = started !== undefined && started.id === link?.id ? started : undefined

  const run = async (profile: Form): Promise<void> => {
    const made = await start.run({ ...asInput(device.id, choices, profile), address })
    if (!made) return
    setStarted(made)
    setUsed(choices)
    all.reload()
    onMade({ serial: made.serial, at: made.startedAt })
  }
  const open = link !== undefined && link.open && link.url !== null
  const alone = addresses.length > 0 && addresses.every(({ kind }) => kind === 'this-computer')
  return (
    <div className="stack">
      {open && link.url !== null ? (
        <OpenLink
          link={link}
          url={link.url}
          busy={stop.busy || start.busy}
          onStop={() => void stop.run({ id: link.id })}
          onAgain={mine && used === choices && link.state !== 'taken' ? null : () => void run('auto')}
        />
      ) : (
        <>
          <p className="handover-lead">{handoff.linkLead}</p>
          {link && link.state !== 'waiting' && <Progress link={link} />}
          {alone && <Note>{handoff.noNetwork}</Note>}
          {addresses.length > 1 && <LinkAddress networks={networks} />}
          <div>
            <Button
              leftSection={<IconQrcode size={20} aria-hidden />}
              size="md"
              loading={start.busy}
              disabled={address === ''}
              onClick={() => void run('auto')}
            >
              {link ? handoff.startAgain : handoff.start}
            </Button>
          </div>
        </>
      )}
      {start.busy && <Waiting words={handoff.making} />}
      <ErrorNotice error={start.error ?? stop.error ?? networks.error} />
      {mine && <MadeFile made={mine} busy={start.busy} onOther={(profile) => void run(profile)} />}
      {open && !mine && <Note>{handoff.passwordGone}</Note>}
      {mine && (
        <Fold title={handoff.safe}>
          <p className="handover-hint">{handoff.safeWords}</p>
          {mine.authorityFingerprint !== null && <Hex digits={mine.authorityFingerprint} what={handoff.fingerprint} />}
        </Fold>
      )}
    </div>
  )
}
