import { pageHtml, type PageText } from '../../../shared/pages/html.ts'
import { fillPage } from '../../../shared/pages/template.ts'
import type { PageOutcome } from '../../../shared/pages/words.ts'
import type { ExportModel } from './model.ts'

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

/** Number and name of a verify code, or what the server puts in their place. */
export interface PageCode {
  readonly number: string
  readonly name: string
}

/** Private characters that no page holds: they mark the places of number and name while the text is escaped. */
const NUMBER = '\uE000'
const NAME = '\uE001'

/**
 * A page of the gate, or the owner's own, for a server.
 * @param code null for pages that name none
 * @param escape makes the text mean itself to the server; what stands for the code is put in afterwards
 */
export function pageFor(
  outcome: PageOutcome,
  { contact, page: template }: Pick<ExportModel, 'contact' | 'page'>,
  code: PageCode | null,
  escape: (html: string) => string = (html) => html,
): string {
  const text: PageText = { outcome, contact, code: code === null ? null : `${NUMBER} ${NAME}` }
  const html = template === null ? pageHtml(text) : fillPage(template, text)
  return escape(`${html.trimEnd()}\n`)
    .replaceAll(NUMBER, () => code?.number ?? '')
    .replaceAll(NAME, () => code?.name ?? '')
}
