import type { parts } from '../messages/compiled/en/parts.ts'

/** Begins the ids of what may be wrong with a field. */
export const FIELD_PROBLEMS = 'parts.field.'

/**
 * What is wrong with a field, as the message of a zod issue: the id of a text. Gaps are filled from `params`. Limits of
 * length and size need none: rpc/dispatch.ts knows how to say them.
 */
export function must(id: keyof typeof parts.field): string {
  return `${FIELD_PROBLEMS}${id}`
}
