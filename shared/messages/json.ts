import { isFields, isMessage, type Message } from './message.ts'
import type { Said, Speaker } from './say.ts'

/** What becomes of an answer: its messages are texts, and its problems have some. */
export type Texts<T> = T extends Message
  ? [keyof T] extends [keyof Message]
    ? string
    : ProblemTexts<T>
  : ProblemTexts<T>

type ProblemTexts<T> = T extends { readonly code: string; readonly values: Message['values'] }
  ? Omit<T, keyof Said> & Said
  : T extends readonly (infer One)[]
    ? Texts<One>[]
    : T extends object
      ? { [Name in keyof T]: Texts<T[Name]> }
      : T

type Fields = Readonly<Record<string, unknown>>

/** A problem, and nothing else of the contract, has a code and values. */
function isProblem(value: Fields): value is Fields & { readonly code: string; readonly values: Message['values'] } {
  return typeof value['code'] === 'string' && isFields(value['values'])
}

function isMessageList(value: unknown): value is readonly (string | Message)[] {
  return (
    Array.isArray(value) && value.some(isMessage) && value.every((one) => typeof one === 'string' || isMessage(one))
  )
}

/** Values of a message stay as they are: ids and values, for programs that say it themselves. */
function entries(name: string, value: unknown, speaker: Speaker): [string, unknown][] {
  if (isMessage(value)) return [[name, speaker.say(value)], [`${name}Message`, value]] // prettier-ignore
  if (isMessageList(value)) {
    const texts = value.map((one) => (typeof one === 'string' ? one : speaker.say(one)))
    return [[name, texts], [`${name}Messages`, value]] // prettier-ignore
  }
  return [[name, textsOf(value, speaker)]]
}

/**
 * An answer of the engine as programs read it (docs/json.md): a message `NAME` becomes its text, with its id and values
 * in `NAMEMessage` beside it; a list of them likewise, with `NAMEMessages`; a problem gets `id`, `message` and `remedy`.
 */
export function withTexts<T>(value: T, speaker: Speaker): Texts<T> {
  return textsOf(value, speaker) as Texts<T>
}

function textsOf(value: unknown, speaker: Speaker): unknown {
  if (isMessageList(value)) return value.map((one) => (typeof one === 'string' ? one : speaker.say(one)))
  if (Array.isArray(value)) return value.map((one: unknown) => textsOf(one, speaker))
  if (!isFields(value)) return value
  if (isMessage(value)) return speaker.say(value)
  if (isProblem(value)) {
    const { code, values, ...rest } = value
    // Texts of its own win: what the engine said of a code that is not known here, or a remedy for this case.
    const said = speaker.failure({ code, values, ...rest })
    return { code, id: code, values, ...said, ...(textsOf(rest, speaker) as Fields) }
  }
  return Object.fromEntries(Object.entries(value).flatMap(([name, one]) => entries(name, one, speaker)))
}
