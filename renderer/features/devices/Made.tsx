import { Button } from '@mantine/core'
import { useState } from 'react'
import type { Device } from '../../../shared/contract/device.ts'
import type { Output } from '../../../shared/contract/index.ts'
import { go, to } from '../../data/route.ts'
import { Note } from '../../ui/Notice.tsx'
import { useWords } from '../../words/index.ts'

type Report = Output<'device.renewMany'>

/** So many devices have a button of their own. */
const NAMED = 6

/** The devices that wait to be handed over, one after the other. */
export interface HandOverQueue {
  /** What the last renewal of many made; undefined when there is none, or it was put away. */
  readonly report: Report | undefined
  readonly ids: readonly string[]
  readonly begin: (report: Report) => void
  readonly close: () => void
}

export function useHandOverQueue(): HandOverQueue {
  const [report, setReport] = useState<Report>()
  return {
    report,
    ids: report?.renewed.map(({ id }) => id) ?? [],
    begin: setReport,
    close: () => setReport(undefined),
  }
}

/** What comes after renewing many: the way to hand each one over. Nothing is done before that. */
export function Made({ queue }: { queue: HandOverQueue }) {
  const { next, failure } = useWords()
  const { report } = queue
  if (!report) return null
  const { renewed, failed, left } = report
  const handOver = (id: string): string => to('devices', id, { handover: '1' })
  const [first] = renewed
  return (
    <section className="surface stack-tight" aria-label={next.made.title({ count: renewed.length })} aria-live="polite">
      <h2 className="section-title" style={{ margin: 0 }}>
        {next.made.title({ count: renewed.length })}
      </h2>
      {first && <p style={{ margin: 0 }}>{next.made.lead}</p>}
      <div className="line">
        {renewed.length > 1 && first && (
          <Button size="xs" onClick={() => go(handOver(first.id))}>
            {next.made.begin}
          </Button>
        )}
        {renewed.slice(0, NAMED).map((device) => (
          <Button
            key={device.id}
            size="xs"
            variant={renewed.length === 1 ? 'filled' : 'default'}
            component="a"
            href={handOver(device.id)}
          >
            {next.made.handOver({ name: device.name })}
          </Button>
        ))}
        {renewed.length > NAMED && (
          <a href={to('devices', undefined, { status: 'waiting' })}>
            {next.made.more({ count: renewed.length - NAMED })}
          </a>
        )}
        <Button size="xs" variant="subtle" color="gray" c="inherit" onClick={queue.close}>
          {next.made.close}
        </Button>
      </div>
      {left > 0 && <Note>{next.made.leftOut({ renewed: renewed.length, left })}</Note>}
      {failed.length > 0 && <Note>{failed.map((one) => `${one.name}: ${failure(one).message}`).join(' ')}</Note>}
    </section>
  )
}

/** At the foot of a device in the queue: where it stands, and the way to the next one. */
export function NextInQueue({ queue, device, all }: { queue: HandOverQueue; device: Device; all: readonly Device[] }) {
  const { next } = useWords()
  const at = queue.ids.indexOf(device.id)
  if (at === -1 || queue.ids.length < 2) return null
  const following = all.find(({ id }) => id === queue.ids[at + 1])
  return (
    <nav className="queue-foot line" aria-label={next.made.place({ at: at + 1, of: queue.ids.length })}>
      <span className="dim">{next.made.place({ at: at + 1, of: queue.ids.length })}</span>
      {following ? (
        <Button component="a" href={to('devices', following.id, { handover: '1' })}>
          {next.made.next({ name: following.name })}
        </Button>
      ) : (
        <Button
          variant="default"
          onClick={() => {
            queue.close()
            go(to('devices'))
          }}
        >
          {next.made.done}
        </Button>
      )}
    </nav>
  )
}
