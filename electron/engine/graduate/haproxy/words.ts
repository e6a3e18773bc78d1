import type { Place } from '../places.ts'

/** A strong-quoted argument: nothing inside is interpreted. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}

/** What a request is answered with; each line overrides those before it. */
export function answer(value: string, ...conditions: readonly string[]): string {
  return `    http-request set-var(txn.answer) str(${value})${conditions.length > 0 ? ` if ${conditions.join(' ')}` : ''}`
}

export const GOOD = '{ var(txn.certificate) -m str good }'
export const NONE = '{ var(txn.certificate) -m str no-certificate }'
export const SENT = '{ ssl_c_used 1 }'

/** True of requests at this place. */
export function at(place: Place): string {
  return `{ var(txn.place) -m str ${place.id} }`
}
