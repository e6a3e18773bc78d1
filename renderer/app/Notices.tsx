import { Button, CloseButton } from '@mantine/core'
import { IconArrowBackUp, IconBell } from '@tabler/icons-react'
import { useCallback, useState, type ReactNode } from 'react'
import type { Notice } from '../../shared/contract/notice.ts'
import type { Undoable } from '../../shared/contract/undo.ts'
import { useAction, useEvent, useQuery } from '../data/hooks.ts'
import { showOutside } from '../data/outside.ts'
import { FootProvider } from '../ui/Foot.tsx'
import { ErrorNotice } from '../ui/Notice.tsx'
import { useWords, type Words } from '../words/index.ts'
import './news.css'

/** More than that nobody reads; the Home screen has all that still matters. */
const MOST = 20

type Shown = Notice & { readonly id: string }

/** One piece of news on its bar, and how many wait behind it. */
function Bar(props: { icon: ReactNode; title: string; behind: number; onPutAway: () => void; children: ReactNode }) {
  const { notices: words } = useWords().frame
  return (
    <div className="notice-bar">
      {props.icon}
      <div>
        {props.children}
        {props.behind > 0 && <span className="dim tab">{words.more({ count: props.behind })}</span>}
      </div>
      <CloseButton aria-label={words.putAway({ title: props.title })} onClick={props.onPutAway} />
    </div>
  )
}

function doneWords({ kind, name }: Undoable, words: Words['frame']['notices']['done']): string {
  switch (kind) {
    case 'activity-shortened':
      return words[kind]
    case 'rule-removed':
    case 'rule-changed':
      return words[kind]({ path: name })
    case 'authority-removed':
    case 'device-changed':
    case 'device-removed':
    case 'entry-dismissed':
    case 'site-changed':
    case 'site-removed':
      return words[kind]({ name })
  }
}

/** What was done, and the way back. */
function Done({ done, behind, onPutAway }: { done: Undoable; behind: number; onPutAway: () => void }) {
  const { notices: words } = useWords().frame
  const undo = useAction('undo.run')
  const title = doneWords(done, words.done)
  return (
    <Bar icon={<IconArrowBackUp size={18} aria-hidden />} title={title} behind={behind} onPutAway={onPutAway}>
      <span>{title}</span>
      <Button size="compact-sm" variant="default" loading={undo.busy} onClick={() => void undo.run({ id: done.id })}>
        {words.undo}
      </Button>
      <ErrorNotice error={undo.error} />
    </Bar>
  )
}

/** Something that the owner should know, with the way to what it is about. */
function Told({ notice, behind, onPutAway }: { notice: Notice; behind: number; onPutAway: () => void }) {
  const { frame, say } = useWords()
  const { notices: words } = frame
  const title = say(notice.title)
  return (
    <Bar icon={<IconBell size={18} aria-hidden />} title={title} behind={behind} onPutAway={onPutAway}>
      <span>
        <strong>{title}.</strong> <span className="notice-body">{say(notice.body)} </span>
        <a href={notice.address} onClick={onPutAway}>
          {words.show}
        </a>
      </span>
    </Bar>
  )
}

/** The newest piece of news; what can be undone goes first, because it cannot for long. The next one comes after it. */
function News(props: { told: readonly Shown[]; away: ReadonlySet<string>; onPutAway: (id: string) => void }) {
  const { told, away, onPutAway } = props
  const { notices: words } = useWords().frame
  const undoable = useQuery('undo.list', {})
  const done = (undoable.value ?? []).filter(({ id }) => !away.has(id))
  const [first] = done
  const newest = told.at(-1)
  const behind = done.length + told.length - 1
  return (
    <section className="notices" aria-label={words.label} aria-live="polite">
      {first ? (
        <Done key={first.id} done={first} behind={behind} onPutAway={() => onPutAway(first.id)} />
      ) : (
        newest && <Told key={newest.id} notice={newest} behind={behind} onPutAway={() => onPutAway(newest.id)} />
      )}
    </section>
  )
}

/** What should be known, and what can be undone, stays at the foot of whatever is being done until it is put away. */
export function WithNotices({ children }: { children: ReactNode }) {
  const [told, setTold] = useState<readonly Shown[]>([])
  const [away, setAway] = useState<ReadonlySet<string>>(new Set())
  const { say } = useWords()
  const add = useCallback(
    (notice: Notice) => {
      setTold((before) => [...before, { ...notice, id: String(Number(before.at(-1)?.id ?? 0) + 1) }].slice(-MOST))
      showOutside(say(notice.title), say(notice.body), notice.address)
    },
    [say],
  )
  useEvent('app.notice', add)
  const putAway = useCallback((id: string) => {
    setTold((before) => before.filter((one) => one.id !== id))
    setAway((before) => new Set([...before, id]))
  }, [])
  return <FootProvider foot={<News told={told} away={away} onPutAway={putAway} />}>{children}</FootProvider>
}
