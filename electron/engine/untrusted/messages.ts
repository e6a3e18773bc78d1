import type { Problem } from '../../../shared/transport.ts'
import type { TaskName } from './tasks.ts'

/** What the engine asks the reading thread; one at a time. */
export interface Question {
  readonly task: TaskName
  readonly input: readonly unknown[]
}

/** `ready` once, then one answer for each question, and before that of long work how far it is. `bug` is the stack of an error that is none of the catalogue. */
export type Answer =
  | { readonly type: 'ready' }
  | { readonly type: 'progress'; readonly done: number; readonly total: number }
  | { readonly type: 'value'; readonly value: unknown }
  | { readonly type: 'failure'; readonly failure: Problem }
  | { readonly type: 'bug'; readonly stack: string }
