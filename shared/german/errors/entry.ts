import type { ErrorEntry } from '../../errors/entry.ts'

/** One part of the catalogue in German: every code of it and no other. */
export type Translated<T> = Readonly<Record<keyof T, ErrorEntry>>
