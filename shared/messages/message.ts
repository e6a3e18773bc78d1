import type { MessageValues } from './compiled/values.ts'
import type { Message, Value } from './value.ts'

export type { Message, Value } from './value.ts'

/** Sentences that the engine knows; those of the window alone are not among them. */
export type MessageId = keyof MessageValues

/** Characters; the longest path that most systems take is four times that, and nobody reads it to its end. */
const MAX_TEXT_LENGTH = 1000

// oxlint-disable-next-line no-control-regex -- naming them is the point
const CONTROL = /[\u0000-\u001F\u007F-\u009F\u2028\u2029]/gu

/**
 * Values may come from strangers (the subject of a certificate, a key in a file): none of them may end a line, move the
 * cursor of a terminal, or fill the window.
 */
export function oneLine(text: string): string {
  return text.slice(0, MAX_TEXT_LENGTH).replace(CONTROL, '\uFFFD')
}

function clean(value: Value): Value {
  if (typeof value === 'string') return oneLine(value)
  return Array.isArray(value)
    ? value.map((one: string | Message) => (typeof one === 'string' ? oneLine(one) : one))
    : value
}

/** The same values, safe to show. */
export function cleanValues(values: Readonly<Record<string, Value>>): Readonly<Record<string, Value>> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, clean(value)]))
}

type ValuesOf<K extends MessageId> = MessageValues[K]

/** A sentence of the catalogues; its values have the names and types of the gaps that it has in English. */
export function message<K extends MessageId>(
  id: K,
  ...[values]: keyof ValuesOf<K> extends never ? [] : [values: ValuesOf<K>]
): Message {
  return { id, values: values === undefined ? {} : cleanValues(values) }
}

/** Several sentences one after another; null is left out. */
export function sentences(...list: readonly (Message | null)[]): Message {
  const said = list.filter((one) => one !== null)
  const [only] = said
  return only !== undefined && said.length === 1 ? only : { id: 'text.sentences', values: { list: said } }
}

/** Words of another program or of a stranger, which no catalogue has. */
export function verbatim(text: string): Message {
  return { id: 'text.verbatim', values: { text: oneLine(text) } }
}

type Coded = { readonly code: string; readonly values?: Message['values'] | undefined }

/** What happened, of an error as it travels, within another message. */
export function messageOf({ code, values = {} }: Coded): Message {
  return { id: `errors.${code}.message`, values }
}

/** What to do about it. */
export function remedyOf({ code, values = {} }: Coded): Message {
  return { id: `errors.${code}.remedy`, values }
}

export function isFields(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function isMessage(value: unknown): value is Message {
  return (
    isFields(value) && Object.keys(value).length === 2 && typeof value['id'] === 'string' && isFields(value['values'])
  )
}
