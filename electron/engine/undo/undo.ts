import type { UndoKind } from '../../../shared/contract/undo.ts'

/** Something that was just done, with the way back. */
export interface Done {
  readonly kind: UndoKind
  /** For the sentence that says what was done. */
  readonly name: string
  /**
   * What it was done to, as a path: `site/ID`, `site/ID/rule/ID`. Whatever is done to the same or to what it is part of
   * makes this one final: undoing it then would undo the newer one, too.
   */
  readonly about: string
  /** Puts everything back as it was, in force at once. @throws AppError when that cannot be; nothing changed then */
  readonly back: () => Promise<void>
  /** Called when it cannot be undone any more. */
  readonly over?: () => void
}

/** What was done without a question and can be taken back for a while. */
export interface Undo {
  keep(done: Done): void
  /** Something else happened to this: what was done to it before is final. Without `about`: all is. */
  forget(about?: string): void
}
