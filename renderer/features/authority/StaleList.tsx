import { NativeSelect } from '@mantine/core'
import type { Authority } from '../../../shared/contract/authority.ts'
import { useAction, useNow } from '../../data/hooks.ts'
import { ErrorNotice } from '../../ui/Notice.tsx'
import { useWords } from '../../words/index.ts'
import { relative } from '../../words/time.ts'

const choices = ['go-on', 'refuse'] as const

/** What happens when the list of a trusted authority is out of date: it is not ours to sign. */
export function StaleList({ authority }: { authority: Authority }) {
  const { common, authority: words } = useWords()
  const set = useAction('authority.set')
  const now = useNow()
  const { crl, staleList } = authority
  if (authority.kind !== 'trusted' || crl === null) return null
  const stale = Date.parse(crl.nextUpdate) <= now
  const message = words.stale.now({ when: relative(crl.nextUpdate, now, common.justNow) })
  return (
    <>
      {stale && <ErrorNotice error={{ message, remedy: words.stale.meanwhile[staleList] }} />}
      <NativeSelect
        label={words.stale.label}
        value={staleList}
        disabled={set.busy}
        data={choices.map((value) => ({ value, label: words.stale.choice[value] }))}
        onChange={(event) =>
          void set.run({ authority: authority.id, staleList: event.currentTarget.value as Authority['staleList'] })
        }
      />
      <ErrorNotice error={set.error} />
    </>
  )
}
