import type { parts } from '../../shared/messages/compiled/en/parts.ts'
import type { MessageValues } from '../../shared/messages/compiled/values.ts'
import { cleanValues, type Message } from '../../shared/messages/message.ts'

type Key = keyof typeof parts.policy

/** A policy that cannot be applied: what is wrong with it, without key material. */
export class PolicyProblem<K extends Key = Key> extends Error {
  override readonly name = 'PolicyProblem'
  readonly problem: Message

  constructor(key: K, values: MessageValues[`parts.policy.${K}`]) {
    super(key)
    this.problem = { id: `parts.policy.${key}`, values: cleanValues(values) }
  }
}
