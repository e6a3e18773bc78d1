import type { CodeExplanation } from '../contract/diagnosis.ts'
import type { Speaker } from '../messages/say.ts'

/** A code as it is read. */
export interface SaidCode extends Pick<CodeExplanation, 'kind' | 'number' | 'name'> {
  readonly aliases: readonly string[]
  readonly explanation: string
  readonly causes: readonly string[]
  readonly fix: string
}

/** A code in the language of the reader. */
export function sayCode(code: CodeExplanation, say: Speaker['say']): SaidCode {
  return {
    ...code,
    aliases: code.aliases.map((one) => (typeof one === 'string' ? one : say(one))),
    explanation: say(code.explanation),
    causes: code.causes.map(say),
    fix: say(code.fix),
  }
}

/** Whether it contains every word of `search`. */
export function codeMatches(code: SaidCode, search: string): boolean {
  const text = [code.number ?? '', code.name, ...code.aliases, code.explanation, ...code.causes].join(' ').toLowerCase()
  return search
    .toLowerCase()
    .split(/\s+/)
    .filter(Boolean)
    .every((word) => text.includes(word))
}
