import type { Language } from '../language.ts'
import { escapeHtml } from './escape.ts'
import { RENEWAL_PATH } from './renewal-path.ts'
import { pageIn, pageStatus, type PageOutcome } from './words.ts'

const STYLE =
  ':root{color-scheme:light dark}' +
  'body{margin:0;min-height:100vh;display:grid;place-items:center;font:17px/1.5 system-ui,sans-serif;background:#f4f5f7;color:#1c2430}' +
  'main{max-width:32rem;margin:16px;padding:32px;background:#fff;border-radius:16px;box-shadow:0 1px 3px #0002}' +
  'svg{width:48px;height:48px;color:#b3352c}h1{font-size:1.5rem;line-height:1.25;margin:16px 0 12px}p{margin:0 0 12px;overflow-wrap:anywhere}' +
  'button{font:inherit;font-weight:600;padding:10px 18px;border:0;border-radius:10px;background:#3b56b5;color:#fff;cursor:pointer}form{margin:20px 0 0}' +
  'small{display:block;margin-top:24px;color:#5b6675;font-size:.85rem}' +
  '@media (prefers-color-scheme:dark){body{background:#14181f;color:#e7eaf0}main{background:#1e242e}svg{color:#ff8a80}small{color:#a3adbb}}'

const DOOR =
  '<svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.6" aria-hidden="true">' +
  '<path d="M6 21V4a1 1 0 0 1 1-1h10a1 1 0 0 1 1 1v17M3 21h18"/><circle cx="14.5" cy="12.5" r=".9" fill="currentColor"/></svg>'

/** Asks for a new certificate. Without script; the gate checks who asks. */
export const renewForm = (words: string): string =>
  `<form method="post" action="${RENEWAL_PATH}"><button>${words}</button></form>`

/** What goes with every page: it is not kept, not framed, and loads nothing. Names in lower case. */
export const pageHeaders = {
  'cache-control': 'no-store',
  'content-security-policy':
    "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'",
  // Not “no-referrer”: browsers would not say then that a request comes from this very page.
  'referrer-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
} as const

export interface PageText {
  readonly outcome: PageOutcome
  /** Number and name of the verify code; null when the refusal has nothing to do with one. */
  readonly code: string | null
  /** Whom to ask, or empty. */
  readonly contact: string
  /** Whether it offers to ask for a new certificate: only the gate takes such requests. */
  readonly renew?: boolean
  /** Default: English. */
  readonly language?: Language
}

/** A page as HTML. It needs no other file and no script: the gate sends it, and exported configurations carry it along. */
export function pageHtml({ outcome, code, contact, renew = false, language = 'en' }: PageText): string {
  const { frame, ...text } = pageIn(language, outcome)
  const ask = contact === '' ? '' : `<p>${frame.ask}: ${escapeHtml(contact)}</p>`
  return (
    `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">` +
    `<meta name="robots" content="noindex"><title>${escapeHtml(text.title)}</title><style>${STYLE}</style></head><body><main>${DOOR}` +
    `<h1>${escapeHtml(text.title)}</h1><p>${escapeHtml(text.what)}</p><p>${escapeHtml(text.next)}</p>${ask}${renew ? renewForm(frame.renew) : ''}` +
    `<small>${code === null ? `${frame.status} ${pageStatus[outcome]}` : `${frame.code} ${escapeHtml(code)}`} · ${escapeHtml(outcome)}</small></main></body></html>`
  )
}
