import { Button } from '@mantine/core'
import type { Reminder } from '../../../shared/contract/reminder.ts'
import { useEngine } from '../../data/context.ts'
import { useNow, useQuery } from '../../data/hooks.ts'
import { to } from '../../data/route.ts'
import { useWords } from '../../words/index.ts'
import { relative } from '../../words/time.ts'
import { LinkButton, type Want } from './want.tsx'

/** What waits for the authority to be unlocked: one button for all of it. */
export function UnlockButton() {
  const { home } = useWords()
  const { unlock } = useEngine()
  const status = useQuery('app.status', {})
  // Through the gate nothing is unlocked: what waits is done with the next passphrase.
  if (status.value?.asDevice !== null) return null
  return (
    <Button size="xs" variant="default" onClick={() => void unlock()}>
      {home.unlock}
    </Button>
  )
}

/** Server certificates, authorities and published lists that end. Devices have a list of their own. */
export function useReminders(): Want[] {
  const { common, home } = useWords()
  const now = useNow()
  const reminders = useQuery('reminder.list', {})
  const want = ({ kind, id, name, state, at }: Reminder): Want => {
    const key = `${kind} ${id} ends`
    const when = relative(at, now, common.justNow)
    const ended = Date.parse(at) <= now
    if (state === 'waits') {
      return {
        key,
        words: kind === 'list' ? home.listWaits({ name }) : home.siteWaits({ name }),
        action: <UnlockButton />,
      }
    }
    if (kind === 'site' || kind === 'server') {
      const words = (ended ? home.serverCertificateEnded : home.serverCertificate)({ name, when })
      const href = kind === 'site' ? to('sites', id) : to('servers', id, { renew: '1' })
      return { key, words, action: <LinkButton href={href} words={kind === 'site' ? home.open : home.renew} /> }
    }
    const words =
      kind === 'list'
        ? (ended ? home.listEnded : home.listEnds)({ name, when })
        : (ended ? home.authorityEnded : home.authorityEnds)({ name, when })
    return { key, words, action: <LinkButton href={to('authority')} words={home.open} /> }
  }
  return (reminders.value ?? []).filter(({ kind, loud }) => kind !== 'device' && loud).map(want)
}
