import type { NoticeKind } from '../../../shared/contract/notice.ts'
import { noticeWords } from '../../../shared/notices.ts'
import { instant, type Context } from '../app/context.ts'
import { knownEndings } from '../reminders/service.ts'
import { fromDates, fromEvent, gather, type Candidate } from './judge.ts'
import type { Notices } from './notices.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
/** Who is interrupted more often than that in an hour stops reading. */
const MOST_AN_HOUR = 6
/** What was told is remembered for so long. */
const MEMORY = 400 * DAY
/** From when on the end of a device's certificate is looked at. */
const AHEAD = 30 * DAY

/** Answers to what the owner did or must know: told also where notifications are off. */
const ALWAYS: ReadonlySet<NoticeKind> = new Set(['clock-set', 'not-remembered', 'passphrase-wrong'])

export function createNotices(context: Context): Notices {
  const { store } = context
  let recent: number[] = []

  const enabled = (kind: NoticeKind): boolean => ALWAYS.has(kind) || store.settings.flag('notifications', true)

  const tell = ({ kind, details, address, problem }: Candidate): void => {
    const now = context.now()
    const said = { ...noticeWords(kind, details), details, ...(problem ? { problem } : {}) }
    context.emit('app.notice', { kind, at: instant(now), ...said, address })
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
        const candidates = fromDates(knownEndings(context, AHEAD), context.now(), context.vault.locked())
        for (const one of gather(news(candidates))) tell(one)
      })
    },
    clockSet({ by }) {
      const size = Math.abs(by)
      const amount =
        size >= 2 * DAY
          ? `${Math.round(size / DAY)} days`
          : size >= 2 * HOUR
            ? `${Math.round(size / HOUR)} hours`
            : `${Math.round(size / 60_000)} minutes`
      const how = `${by < 0 ? 'back' : 'forward'} by ${amount}`
      tell({ kind: 'clock-set', key: 'clock', quiet: 0, details: { how, by }, address: '#/home' })
    },
    wrongPassphrases(count) {
      const candidate = { kind: 'passphrase-wrong', key: 'passphrases', quiet: HOUR, details: { count } } as const
      safely(() => {
        for (const one of news([{ ...candidate, address: '#/home' }])) tell(one)
      })
    },
    notRemembered() {
      tell({ kind: 'not-remembered', key: 'keychain', quiet: 0, details: {}, address: '#/settings' })
    },
  }
}
