import type { Notice } from '../../../shared/contract/notice.ts'
import type { NotifyTopic } from '../../../shared/contract/notify.ts'
import type { Language } from '../../../shared/language.ts'
import { message } from '../../../shared/messages/message.ts'
import type { Speaker } from '../../../shared/messages/say.ts'
import { isUrgent, topicOf } from '../../../shared/notify-topics.ts'
import { visibleText } from '../../../shared/visible-text.ts'

/** One notice in the words of its reader. */
export interface SaidNotice {
  readonly kind: string
  readonly topic: NotifyTopic | null
  /** ISO 8601. */
  readonly at: string
  readonly title: string
  readonly message: string
}

/** What is sent: one notice, or several that have gathered. */
export interface Outgoing {
  /** The same for each attempt, so that a receiver can tell that it has it already. */
  readonly id: string
  readonly title: string
  readonly text: string
  readonly urgent: boolean
  readonly language: Language
  readonly notices: readonly SaidNotice[]
}

/** Longer texts are cut: ntfy takes 4096 bytes, and nobody reads more on a phone. Characters. */
const MAX_TEXT = 1500

/** Device names and strangers' words may be in a notice: nothing of it is a control character or turns the direction. */
const say = (speaker: Speaker, text: Parameters<Speaker['say']>[0]): string => visibleText(speaker.say(text))

/** @param notices not empty, the oldest first */
export function compose(
  id: string,
  notices: readonly Notice[],
  { speaker, language }: { readonly speaker: Speaker; readonly language: Language },
): Outgoing {
  const said = notices.map((notice) => ({
    kind: notice.kind,
    topic: topicOf[notice.kind],
    at: notice.at,
    title: say(speaker, notice.title),
    message: say(speaker, notice.body),
  }))
  const [first] = said
  const single = first !== undefined && said.length === 1 ? first : null
  const lines = said.map((one) => `• ${one.title}. ${one.message}`.trimEnd())
  return {
    id,
    title: single?.title ?? say(speaker, message('notices.gathered.title', { count: said.length })),
    text: cut(single?.message ?? lines.join('\n')),
    urgent: notices.some(({ kind }) => isUrgent(kind)),
    language,
    notices: said,
  }
}

/** What the test button sends. */
export function composeTest(
  id: string,
  at: string,
  { speaker, language }: { readonly speaker: Speaker; readonly language: Language },
): Outgoing {
  const title = speaker.say(message('notices.test.title'))
  const text = speaker.say(message('notices.test.body'))
  return {
    id,
    title,
    text,
    urgent: false,
    language,
    notices: [{ kind: 'test', topic: null, at, title, message: text }],
  }
}

function cut(text: string): string {
  const characters = Array.from(text)
  return characters.length <= MAX_TEXT ? text : `${characters.slice(0, MAX_TEXT - 1).join('')}…`
}
