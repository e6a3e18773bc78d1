import type { Message, Value } from './message.ts'

/** A compiled catalogue, or a part of it. What has gaps is a function of their values. */
export interface Catalogue {
  readonly [key: string]: Catalogue | string | ((values: never) => string)
}

/** A failure or problem with a code of the catalogues, as it travels. */
export interface Coded {
  readonly code: string
  readonly values?: Readonly<Record<string, Value>> | undefined
  /** In English, for a reader who is older than the writer and does not know the code. */
  readonly message?: string
  readonly remedy?: string
}

/** What happened, and what to do. */
export interface Said {
  readonly message: string
  readonly remedy: string
}

/** Says messages in one language. */
export interface Speaker {
  /** A message that this catalogue does not have is said by its id: it was sent by a newer version. */
  say(this: void, message: Message): string
  failure(this: void, coded: Coded): Said
}

type Values = Readonly<Record<string, unknown>>

function find(catalogue: Catalogue, path: readonly string[]): Catalogue[string] | undefined {
  let found: Catalogue[string] | undefined = catalogue
  for (const key of path) {
    if (typeof found !== 'object' || !Object.hasOwn(found, key)) return undefined
    found = found[key]
  }
  return found
}

export function createSpeaker(catalogue: Catalogue): Speaker {
  const render = (value: Value): unknown =>
    Array.isArray(value)
      ? value.map((one: string | Message) => render(one))
      : typeof value === 'object'
        ? say(value as Message)
        : value
  const renderAll = (values: Readonly<Record<string, Value>>): Values =>
    Object.fromEntries(Object.entries(values).map(([name, value]) => [name, render(value)]))
  const fill = (entry: Catalogue[string] | undefined, values: Values): string | undefined =>
    typeof entry === 'function'
      ? (entry as (values: Values) => string)(values)
      : typeof entry === 'string'
        ? entry
        : undefined

  function say({ id, values }: Message): string {
    return fill(find(catalogue, id.split('.')), renderAll(values)) ?? id
  }

  function failure({ code, values = {}, message = code, remedy = '' }: Coded): Said {
    const filled = renderAll(values)
    return {
      message: fill(find(catalogue, ['errors', code, 'message']), filled) ?? message,
      remedy: fill(find(catalogue, ['errors', code, 'remedy']), filled) ?? remedy,
    }
  }

  return { say, failure }
}
