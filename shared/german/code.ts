import type { CodeExplanation } from '../contract/diagnosis.ts'
import { germanSaid } from './said.ts'

/** What a verify code or an alert means, in German. */
export function germanCode(code: CodeExplanation): CodeExplanation {
  return {
    ...code,
    aliases: code.aliases.map(germanSaid),
    explanation: germanSaid(code.explanation),
    causes: code.causes.map(germanSaid),
    fix: germanSaid(code.fix),
  }
}
