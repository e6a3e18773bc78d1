import { Notification } from 'electron'
import type { Client } from '../../shared/client.ts'
import type { Speaker } from '../../shared/messages/say.ts'
import { visibleText } from '../../shared/visible-text.ts'

/** Kept until they are gone: one that is collected as garbage cannot be clicked. */
const MOST = 20

export interface Notifier {
  /** @returns false where the system shows none */
  show(title: string, body: string, onClick: () => void): boolean
}

export function createNotifier(): Notifier {
  const shown = new Set<Notification>()
  return {
    show(title, body, onClick) {
      if (!Notification.isSupported()) return false
      const one = new Notification({ title: visibleText(title), body: visibleText(body) })
      // Told by the system when it shows none after all; kept, it would never be let go of.
      one.on('failed', () => shown.delete(one))
      shown.add(one)
      const [oldest] = shown
      if (shown.size > MOST && oldest) shown.delete(oldest)
      one.on('click', () => {
        shown.delete(one)
        onClick()
      })
      one.on('close', () => shown.delete(one))
      one.show()
      return true
    },
  }
}

/** What the engine thinks worth telling, as notifications of the system; a window that is looked at says it itself. */
export function tellNotices(options: {
  readonly client: Client
  readonly notifier: Notifier
  readonly isLookedAt: () => boolean
  readonly show: (address: string) => void
  readonly words: () => Pick<Speaker, 'say'>
}): () => void {
  return options.client.on('app.notice', (notice) => {
    if (options.isLookedAt()) return
    const { say } = options.words()
    options.notifier.show(say(notice.title), say(notice.body), () => options.show(notice.address))
  })
}
