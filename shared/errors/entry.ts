/** One entry of the catalogue. `{placeholders}` are filled from the details of the error. */
export interface ErrorEntry {
  /** What happened: names the field or file and what was wrong with it. */
  readonly message: string
  /** What to do next. */
  readonly remedy: string
}
