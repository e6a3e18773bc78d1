import { Button } from '@mantine/core'
import type { DoorEntry, InboxEntry } from '../../../shared/contract/inbox.ts'
import { useAction, useQuery } from '../../data/hooks.ts'
import { to } from '../../data/route.ts'
import { AcmeActions } from '../../product/AcmeActions.tsx'
import { useWords } from '../../words/index.ts'
import { relative } from '../../words/time.ts'
import { HeldActions } from './HeldActions.tsx'
import { LinkButton, type Want } from './want.tsx'

/** Where the owner can do something about it. */
function addressOf({ deviceId, siteId, outcome, renewed }: DoorEntry): string {
  if (deviceId === null) return to('devices', 'new')
  if (outcome === 'not-allowed' && siteId !== null) return to('sites', siteId)
  if (renewed) return to('devices', deviceId, { handover: '1' })
  return outcome === 'expired' ? to('devices', deviceId, { renew: '1' }) : to('devices', deviceId)
}

/** Requests for a new certificate, devices whose last knock was refused, and wrong passphrases. */
export function useInboxWants(now: number): Want[] {
  const { common, failure, home, outcomes } = useWords()
  const { inbox: words } = home
  const list = useQuery('inbox.list', {})
  const dismiss = useAction('inbox.dismiss')
  const label = ({ deviceId, outcome, renewed }: DoorEntry): string => {
    if (deviceId === null) return words.add
    if (outcome === 'not-allowed') return words.rules
    if (renewed) return home.handOver
    return outcome === 'expired' ? home.renew : home.open
  }
  const sentences = ({ message, remedy }: { message: string; remedy: string }): string => `${message} ${remedy}`
  /** What is said of an entry, its name in the label of "Not now", and what can be done. */
  const view = (entry: InboxEntry) => {
    const when = relative(entry.at, now, common.justNow)
    switch (entry.kind) {
      case 'passphrase':
        return {
          name: words.passphrases,
          words: words.wrongPassphrases({ count: entry.count, when, from: words.via[entry.via] }),
          action: <LinkButton href={to('settings')} words={words.sessions} />,
        }
      case 'acme': {
        const { address, names } = entry
        return {
          name: address,
          words: words.acme({ address, names, when }),
          action: <AcmeActions id={entry.id} name={address} />,
        }
      }
      case 'set-back':
        return { name: '', words: sentences(failure(entry.problem)), action: null }
      case 'held': {
        const name = words.certificate({ subject: entry.subject })
        return {
          name,
          words: sentences(failure(entry.problem)),
          action: <HeldActions fingerprint={entry.fingerprint} name={name} />,
        }
      }
      case 'renewal':
      case 'refused': {
        const name = entry.deviceName ?? words.certificate({ subject: entry.subject ?? '' })
        const code = entry.verifyCode === null || entry.verifyCode === 0 ? '' : ` (${entry.verifyCode})`
        const why = `${outcomes[entry.outcome]}${code}`
        return {
          name,
          words:
            entry.kind === 'renewal'
              ? (entry.renewed ? words.asksRenewed : words.asks)({ name, when })
              : entry.siteName === null
                ? words.refused({ name, when, why })
                : words.refusedAt({ name, when, site: entry.siteName, why }),
          action: <LinkButton href={addressOf(entry)} words={label(entry)} />,
        }
      }
    }
  }
  return (list.value ?? []).map((entry) => {
    const { name, words: said, action } = view(entry)
    return {
      key: entry.key,
      words: said,
      action: (
        <span className="want-actions">
          {action}
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
