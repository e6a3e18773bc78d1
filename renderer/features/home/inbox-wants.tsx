import { Button } from '@mantine/core'
import type { InboxEntry } from '../../../shared/contract/inbox.ts'
import { useAction, useQuery } from '../../data/hooks.ts'
import { to } from '../../data/route.ts'
import { useWords } from '../../words/index.ts'
import { relative } from '../../words/time.ts'
import { LinkButton, type Want } from './want.tsx'

/** Where the owner can do something about it. */
function addressOf({ deviceId, siteId, outcome, renewed }: InboxEntry): string {
  if (deviceId === null) return to('devices', 'new')
  if (outcome === 'not-allowed' && siteId !== null) return to('sites', siteId)
  if (renewed) return to('devices', deviceId, { carry: '1' })
  return outcome === 'expired' ? to('devices', deviceId, { renew: '1' }) : to('devices', deviceId)
}

/** Requests for a new certificate, and devices whose last knock was refused. */
export function useInboxWants(now: number): Want[] {
  const { common, home, outcomes } = useWords()
  const { inbox: words } = home
  const list = useQuery('inbox.list', {})
  const dismiss = useAction('inbox.dismiss')
  const label = ({ deviceId, outcome, renewed }: InboxEntry): string => {
    if (deviceId === null) return words.add
    if (outcome === 'not-allowed') return words.rules
    if (renewed) return home.carry
    return outcome === 'expired' ? home.renew : home.open
  }
  return (list.value ?? []).map((entry) => {
    const name = entry.deviceName ?? words.certificate({ subject: entry.subject ?? '' })
    const when = relative(entry.at, now, common.justNow)
    const code = entry.verifyCode === null || entry.verifyCode === 0 ? '' : ` (${entry.verifyCode})`
    const why = `${outcomes[entry.outcome]}${code}`
    return {
      key: entry.key,
      words:
        entry.kind === 'renewal'
          ? (entry.renewed ? words.asksRenewed : words.asks)({ name, when })
          : entry.siteName === null
            ? words.refused({ name, when, why })
            : words.refusedAt({ name, when, site: entry.siteName, why }),
      action: (
        <span className="want-actions">
          <LinkButton href={addressOf(entry)} words={label(entry)} />
          <Button
            size="xs"
            variant="subtle"
            aria-label={words.dismissLabel({ name })}
            disabled={dismiss.busy}
            onClick={() => void dismiss.run({ key: entry.key })}
          >
            {words.dismiss}
          </Button>
        </span>
      ),
    }
  })
}
