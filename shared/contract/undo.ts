import { z } from 'zod'
import { Id, Instant } from './common.ts'
import { method } from './method.ts'

/** What was done at once, without a question. */
export const UndoKind = z.enum([
  'site-removed',
  'site-changed',
  'rule-removed',
  'rule-changed',
  'device-removed',
  'device-changed',
  'authority-removed',
  'entry-dismissed',
  'activity-shortened',
])
export type UndoKind = z.infer<typeof UndoKind>

/** Something that was done and can still be taken back. */
export const Undoable = z.strictObject({
  id: Id,
  kind: UndoKind,
  /** Of what it was done to; of a rule, its path. */
  name: z.string(),
  at: Instant,
  /** It can be undone until then, unless the same is changed again or the program ends before. */
  until: Instant,
})
export type Undoable = z.infer<typeof Undoable>

export const undo = {
  /** Newest first. */
  'undo.list': method(z.strictObject({}), z.array(Undoable)),
  /** Puts everything back as it was, or changes nothing. */
  'undo.run': method(z.strictObject({ id: Id }), z.strictObject({ id: Id, kind: UndoKind })),
} as const
