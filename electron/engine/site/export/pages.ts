import { pageHtml } from '../../../../shared/pages/html.ts'
import type { PageOutcome } from '../../../../shared/pages/words.ts'

/** About a certificate that was sent: these pages name the verify code. */
export const certificatePages = [
  'expired',
  'not-yet-valid',
  'revoked',
  'unknown-issuer',
  'self-signed',
  'wrong-purpose',
  'bad-certificate',
] as const satisfies readonly PageOutcome[]

export const otherPages = [
  'no-certificate',
  'not-allowed',
  'blocked-path',
  'misdirected',
  'bad-request',
  'upstream-error',
  'upstream-timeout',
] as const satisfies readonly PageOutcome[]

const CODE = 'VERIFY-CODE'

/**
 * A page of the gate in plain ASCII, where no character means anything to a server: `$`, `%`, quotes and what is not
 * ASCII are written as HTML references.
 * @param code what the server puts in the place of the verify code; null for pages that name none
 */
export function pageFor(outcome: PageOutcome, contact: string, code: string | null): string {
  const html = pageHtml({ outcome, contact, code: code === null ? null : CODE })
  const plain = html.replace(/[^\u0020-\u007E]|[$%\\]/gu, (character) => `&#${character.codePointAt(0) ?? 63};`)
  return `${plain.replace(CODE, () => code ?? '')}\n`
}
