import { english } from '../../shared/messages/english.ts'
import { withTexts, type Texts } from '../../shared/messages/json.ts'
import type { Message } from '../../shared/messages/message.ts'

/** An answer of the engine with its messages in English, as `--json` writes it. */
export function said<T>(value: T): Texts<T> {
  return withTexts(value, english)
}

/** A message in English. */
export function say(message: Message): string {
  return english.say(message)
}
