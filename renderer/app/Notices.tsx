import { CloseButton } from '@mantine/core'
import { IconBell } from '@tabler/icons-react'
import { useCallback, useState } from 'react'
import type { Notice } from '../../shared/contract/notice.ts'
import { useEvent } from '../data/hooks.ts'
import { showOutside } from '../data/outside.ts'
import { useWords } from '../words/index.ts'

/** More than that cover the screen; the Home screen has all that still matters. */
const MOST = 3

/** What the engine thinks worth telling, in the corner of whatever is being done. It stays until it is put away. */
export function Notices() {
  const { notices: words } = useWords().frame
  const [shown, setShown] = useState<readonly (Notice & { readonly id: number })[]>([])
  const add = useCallback((notice: Notice) => {
    setShown((before) => [...before, { ...notice, id: (before.at(-1)?.id ?? 0) + 1 }].slice(-MOST))
    showOutside(notice)
  }, [])
  useEvent('app.notice', add)
  const putAway = (id: number): void => setShown((before) => before.filter((one) => one.id !== id))
  return (
    <section className="notices" aria-label={words.label} aria-live="polite">
      {shown.map(({ id, title, body, address }) => (
        <div key={id} className="surface notice-card">
          <IconBell size={18} aria-hidden />
          <div>
            <strong>{title}</strong>
            <p>{body}</p>
            <a href={address} onClick={() => putAway(id)}>
              {words.show}
            </a>
          </div>
          <CloseButton aria-label={words.putAway(title)} onClick={() => putAway(id)} />
        </div>
      ))}
    </section>
  )
}
