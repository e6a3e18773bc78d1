/** What a code means to a person. Keyed by name: numbers differ between TLS libraries. */
export interface Meaning {
  /** One or two sentences. */
  readonly explanation: string
  /** In the order of likelihood. */
  readonly causes: readonly string[]
  /** What to do, here and elsewhere. */
  readonly fix: string
}
