import { Button } from '@mantine/core'
import { useState } from 'react'
import type { Snapshot } from '../../../shared/contract/store.ts'
import { useAction, useQuery } from '../../data/hooks.ts'
import { ErrorNotice, Note } from '../../ui/Notice.tsx'
import { useWords } from '../../words/index.ts'
import { moment } from '../../words/time.ts'

/** Copies that the program makes by itself, and the way back to one of them. */
export function Snapshots() {
  const { backup, common } = useWords()
  const words = backup.snapshots
  const list = useQuery('store.snapshots', {})
  const restore = useAction('store.restoreSnapshot')
  const [chosen, setChosen] = useState<Snapshot>()
  const [done, setDone] = useState('')
  const go = async (): Promise<void> => {
    const answer = await restore.run({ date: chosen?.date ?? '' })
    setChosen(undefined)
    if (answer) setDone(words.done({ date: answer.date }))
  }
  return (
    <div className="stack">
      <p className="dim">{words.lead}</p>
      {done !== '' && <Note>{done}</Note>}
      <ErrorNotice error={list.error ?? restore.error} />
      {list.value?.length === 0 && <p>{words.none}</p>}
      <ul className="snapshots">
        {(list.value ?? []).map((one) => (
          <li key={one.file} className="line">
            <span>
              {one.stateAt === null ? one.date : moment(one.stateAt)}, {words.kind[one.kind]}
            </span>
            <Button
              size="xs"
              variant="default"
              disabled={!one.sound || restore.busy}
              onClick={() => setChosen(one)}
              aria-label={words.goLabel({ date: one.date })}
            >
              {one.sound ? words.go : words.damaged}
            </Button>
          </li>
        ))}
      </ul>
      {chosen && (
        <Note>
          <p>{words.consequences({ date: chosen.date })}</p>
          <div className="line">
            <Button color="red.9" loading={restore.busy} onClick={() => void go()}>
              {words.confirm({ date: chosen.date })}
            </Button>
            <Button variant="default" onClick={() => setChosen(undefined)}>
              {common.cancel}
            </Button>
          </div>
        </Note>
      )}
    </div>
  )
}
