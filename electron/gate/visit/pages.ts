import { acceptedLanguages, languageFor } from '../../../shared/language.ts'
import { pageHeaders, pageHtml } from '../../../shared/pages/html.ts'
import { fillPage } from '../../../shared/pages/template.ts'
import { pageIn, pageStatus, type PageOutcome } from '../../../shared/pages/words.ts'
import type { Verification } from '../../../shared/access/decide.ts'

export interface Page {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export interface PageRequest {
  readonly outcome: PageOutcome
  /** Null when no certificate was presented, or the code has nothing to do with the refusal. */
  readonly verification: Verification | null
  readonly contact: string
  /** Whether the page offers to ask for a new certificate. */
  readonly renew?: boolean
  /** The owner's own HTML; null for the gate's. */
  readonly template: string | null
  /** The visitor's `Accept` header. */
  readonly accept: string
  /** The visitor's `Accept-Language` header. */
  readonly languages: string
}

/** Writes the page, as HTML or for programs as JSON. It may not be framed or cached. */
export function renderPage(request: PageRequest): Page {
  const status = pageStatus[request.outcome]
  const code = request.verification ? `${request.verification.number} ${request.verification.name}` : null
  const headers: Record<string, string> = {
    ...pageHeaders,
    'x-vestibule-page': request.outcome,
    ...(code !== null && { 'x-vestibule-verify': code }),
  }
  if (/\bapplication\/(?:[\w.+-]*\+)?json\b/.test(request.accept) && !request.accept.includes('text/html')) {
    // Programs are answered in English.
    const { title, what } = pageIn('en', request.outcome)
    const body = JSON.stringify({ error: request.outcome, title, detail: what, verify: code })
    return finish(status, { ...headers, 'content-type': 'application/json; charset=utf-8' }, body)
  }
  const language = languageFor('auto', acceptedLanguages(request.languages))
  const words = { outcome: request.outcome, code, contact: request.contact, renew: request.renew ?? false, language }
  const body = request.template === null ? pageHtml(words) : fillPage(request.template, words)
  return finish(status, { ...headers, 'content-type': 'text/html; charset=utf-8', 'content-language': language }, body)
}

function finish(status: number, headers: Record<string, string>, body: string): Page {
  return { status, headers: { ...headers, 'content-length': String(Buffer.byteLength(body)) }, body }
}
