/**
 * A sentence as it travels: which one of the catalogues, and what stands in its gaps. It is said where it is read, in
 * the language of the reader.
 */
export interface Message {
  /** Place in the catalogues: `AREA.KEY.KEY`. */
  readonly id: string
  readonly values: Readonly<Record<string, Value>>
}

/** Strings stand as they are: names, addresses, codes. Never secrets. */
export type Value = string | number | Message | readonly (string | Message)[]

/** What may stand in a plain gap. */
export type Text = string | number | Message
