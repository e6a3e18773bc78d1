import { Button } from '@mantine/core'
import { useState } from 'react'
import type { Channel } from '../../../shared/contract/notify.ts'
import { useAction, useNow, useQuery } from '../../data/hooks.ts'
import { ErrorNotice, Note } from '../../ui/Notice.tsx'
import { Fold } from '../../ui/parts.tsx'
import { useWords } from '../../words/index.ts'
import { relative } from '../../words/time.ts'
import { AddChannel } from './AddChannel.tsx'
import { Section } from './Section.tsx'

/** One service: how sending goes, a test, and the end of it. */
function ChannelRow({ channel }: { channel: Channel }) {
  const { common, settings } = useWords()
  const { channels: words } = settings
  const now = useNow()
  const test = useAction('notify.test')
  const remove = useAction('notify.remove')
  const [arrived, setArrived] = useState(false)
  const { id, name, kind, to, encrypted, waiting, dropped, lastSentAt, problem } = channel
  const tryIt = async (): Promise<void> => {
    setArrived(false)
    setArrived((await test.run({ channel: id })) !== undefined)
  }
  return (
    <li>
      <div className="stack">
        <span>
          <strong>{name}</strong> <span className="dim">{words.kinds[kind]}</span>
          <br />
          <span className="mono">{to}</span>
          {!encrypted && <span className="dim"> ({words.plain})</span>}
          <br />
          <span className="dim">
            {lastSentAt === null ? words.nothingSent : words.sent({ when: relative(lastSentAt, now, common.justNow) })}
            {waiting > 0 && `, ${words.waiting({ count: waiting })}`}
            {dropped > 0 && `, ${words.dropped({ count: dropped })}`}
          </span>
        </span>
        {arrived && <Note>{words.arrived}</Note>}
        <ErrorNotice error={test.error ?? remove.error ?? problem} />
      </div>
      <span className="channel-actions">
        <Button
          size="xs"
          variant="default"
          aria-label={words.testLabel({ name })}
          loading={test.busy}
          onClick={() => void tryIt()}
        >
          {words.test}
        </Button>
        <Button
          size="xs"
          variant="default"
          aria-label={words.removeLabel({ name })}
          disabled={remove.busy}
          onClick={() => void remove.run({ channel: id })}
        >
          {words.remove}
        </Button>
      </span>
    </li>
  )
}

/** Where notices are sent to, for houses in which nobody looks at this computer. */
export function Channels() {
  const { settings } = useWords()
  const { channels: words } = settings
  const list = useQuery('notify.list', {})
  const channels = list.value ?? []
  return (
    <Section title={words.title}>
      <div className="stack">
        <p className="dim">{words.lead}</p>
        {channels.length > 0 && (
          <ul className="sessions">
            {channels.map((channel) => (
              <ChannelRow key={channel.id} channel={channel} />
            ))}
          </ul>
        )}
        <ErrorNotice error={list.error} />
        <Fold title={words.add}>
          <AddChannel />
        </Fold>
      </div>
    </Section>
  )
}
