import type { Notice, NoticeKind } from '../../../shared/contract/notice.ts'
import { message, messageOf } from '../../../shared/messages/message.ts'
import { instant, type Context } from '../app/context.ts'
import { knownEndings } from '../reminders/service.ts'
import { viewSite } from '../site/view.ts'
import { fromDates, fromEvent, gather, plain, standingOpen, type Candidate } from './judge.ts'
import type { Notices } from './notices.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
/** Who is interrupted more often than that in an hour stops reading. */
const MOST_AN_HOUR = 6
/** What was told is remembered for so long. */
const MEMORY = 400 * DAY
/** From when on the end of a device's certificate is looked at. */
const AHEAD = 30 * DAY

/** Answers to what the owner did or must know: told also where notifications are off. */
const ALWAYS: ReadonlySet<NoticeKind> = new Set(['clock-set', 'not-remembered', 'passphrase-wrong'])

/** @param elsewhere takes what is told to the owner's services */
export function createNotices(context: Context, elsewhere: (notice: Notice) => void): Notices {
  const { store } = context
  let recent: number[] = []

  const enabled = (kind: NoticeKind): boolean => ALWAYS.has(kind) || store.settings.flag('notifications', true)

  const tell = ({ kind, title, body, address, elsewhereOnly = false }: Candidate): void => {
    const notice = { kind, at: instant(context.now()), title, body, address }
    elsewhere(notice)
    if (!elsewhereOnly) context.emit('app.notice', notice)
  }

  /** Those that are news and that the owner wants to hear; they count as told from now on. */
  const news = (candidates: readonly Candidate[]): Candidate[] => {
    const now = context.now()
    const told = store.settings.told()
    const fresh = candidates.filter(({ kind, key, quiet }) => {
      const before = told.get(key)
      // A clock that was set back makes the past lie in the future: then it is told again.
      return enabled(kind) && (before === undefined || now - before >= quiet || before - now > DAY)
    })
    if (fresh.length > 0)
      store.settings.tell(
        fresh.map((one) => one.key),
        now,
        now - MEMORY,
      )
    return fresh
  }

  /** A full disk must not turn a notification into a failed call. */
  const safely = (work: () => void): void => {
    try {
      work()
    } catch {
      // What could not be remembered as told is told at the next occasion.
    }
  }

  return {
    hear(event) {
      const candidate = fromEvent(event)
      if (!candidate) return
      safely(() => {
        const now = context.now()
        recent = recent.filter((at) => Math.abs(now - at) < HOUR)
        if (recent.length >= MOST_AN_HOUR) return
        for (const one of news([candidate])) {
          recent.push(now)
          tell(one)
        }
      })
    },
    check() {
      safely(() => {
        const candidates = [
          ...fromDates(knownEndings(context, AHEAD), context.now(), context.vault.locked()),
          ...standingOpen(store.sites.list().map((site) => viewSite(context, site))),
        ]
        for (const one of gather(news(candidates))) tell(one)
      })
    },
    clockSet({ by }) {
      const size = Math.abs(by)
      const [unit, length] =
        size >= 2 * DAY
          ? (['days', DAY] as const)
          : size >= 2 * HOUR
            ? (['hours', HOUR] as const)
            : (['minutes', MINUTE] as const)
      const title = message(`notices.clock-set.title.${by < 0 ? 'back' : 'forward'}.${unit}`, {
        n: Math.round(size / length),
      })
      const body = message('notices.clock-set.body')
      tell({ kind: 'clock-set', key: 'clock', quiet: 0, title, body, address: '#/home' })
    },
    wrongPassphrases(count) {
      const title = message('notices.passphrase-wrong.title', { count })
      const body = message('notices.passphrase-wrong.body')
      safely(() => {
        const candidate: Candidate = {
          kind: 'passphrase-wrong',
          key: 'passphrases',
          quiet: HOUR,
          title,
          body,
          address: '#/home',
        }
        for (const one of news([candidate])) tell(one)
      })
    },
    acmeAsked({ address, names }) {
      safely(() => {
        const candidate: Candidate = {
          kind: 'acme-asked',
          // One for all of them: a machine that asks again and again interrupts nobody.
          key: 'acme',
          quiet: 10 * MINUTE,
          title: message('notices.acme-asked.title', { address }),
          body: message('notices.acme-asked.body', { names: [...names] }),
          address: '#/home',
        }
        for (const one of news([candidate])) tell(one)
      })
    },
    updateAvailable(version) {
      safely(() => {
        const candidate: Candidate = {
          kind: 'update-available',
          key: `update ${version}`,
          quiet: 30 * DAY,
          title: message('notices.update-available.title', { version }),
          body: message('notices.update-available.body'),
          address: '#/home',
        }
        for (const one of news([candidate])) tell(one)
      })
    },
    backupFailed(problem) {
      safely(() => {
        const candidate: Candidate = {
          kind: 'backup-failed',
          key: `backup ${problem.code}`,
          quiet: DAY,
          title: message('notices.backup-failed.title'),
          body: messageOf(problem),
          address: '#/settings',
        }
        for (const one of news([candidate])) tell(one)
      })
    },
    notRemembered() {
      tell({ kind: 'not-remembered', key: 'keychain', quiet: 0, ...plain('not-remembered'), address: '#/settings' })
    },
  }
}
