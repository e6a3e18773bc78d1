import { CloseButton } from '@mantine/core'
import { IconBell } from '@tabler/icons-react'
import { useCallback, useState, type ReactNode } from 'react'
import type { Notice } from '../../shared/contract/notice.ts'
import { useEvent } from '../data/hooks.ts'
import { showOutside } from '../data/outside.ts'
import { FootProvider } from '../ui/Foot.tsx'
import { useWords } from '../words/index.ts'

/** More than that nobody reads; the Home screen has all that still matters. */
const MOST = 20

type Shown = Notice & { readonly id: number }

/** The newest piece of news, with the way to what it is about. The next one comes when it is put away. */
function Bar({ shown, onPutAway }: { shown: readonly Shown[]; onPutAway: (id: number) => void }) {
  const { notices: words } = useWords().frame
  const newest = shown.at(-1)
  return (
    <section className="notices" aria-label={words.label} aria-live="polite">
      {newest && (
        <div className="notice-bar" key={newest.id}>
          <IconBell size={18} aria-hidden />
          <p>
            <strong>{newest.title}</strong> <span>{newest.body}</span>{' '}
            <a href={newest.address} onClick={() => onPutAway(newest.id)}>
              {words.show}
            </a>
          </p>
          {shown.length > 1 && <span className="dim tab">{words.more(shown.length - 1)}</span>}
          <CloseButton aria-label={words.putAway(newest.title)} onClick={() => onPutAway(newest.id)} />
        </div>
      )}
    </section>
  )
}

/** What the engine thinks worth telling stays at the foot of whatever is being done until it is put away. */
export function WithNotices({ children }: { children: ReactNode }) {
  const [shown, setShown] = useState<readonly Shown[]>([])
  const add = useCallback((notice: Notice) => {
    setShown((before) => [...before, { ...notice, id: (before.at(-1)?.id ?? 0) + 1 }].slice(-MOST))
    showOutside(notice)
  }, [])
  useEvent('app.notice', add)
  const putAway = useCallback((id: number) => setShown((before) => before.filter((one) => one.id !== id)), [])
  return <FootProvider foot={<Bar shown={shown} onPutAway={putAway} />}>{children}</FootProvider>
}
