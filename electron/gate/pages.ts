import type { Outcome } from '../../shared/contract/activity.ts'
import type { Verification } from './decide.ts'

/** What a stranger reads. Never the upstream's name, nor anything about other devices. */
interface Words {
  readonly status: number
  readonly title: string
  readonly what: string
  readonly next: string
}

/** Outcomes that are answered with a page. */
export type PageOutcome = Exclude<Outcome, 'allowed' | 'handshake-failed'> | 'upstream-timeout'

const RENEW = 'Ask the person who gave you access for a new one.'

const words: Readonly<Record<PageOutcome, Words>> = {
  'no-certificate': {
    status: 403,
    title: 'No certificate was sent',
    what: 'This door opens only to devices that carry a certificate, and yours did not show one.',
    next: 'If you have one, close the browser, open this page again and choose the certificate when you are asked. If not, ask the person who owns this place.',
  },
  expired: {
    status: 403,
    title: 'Your certificate has expired',
    what: 'Your device showed a certificate whose time is over.',
    next: RENEW,
  },
  'not-yet-valid': {
    status: 403,
    title: 'Your certificate is not valid yet',
    what: 'The certificate of your device starts later than now.',
    next: 'Check that date and time of your device are right; then try again.',
  },
  revoked: {
    status: 403,
    title: 'Your certificate was revoked',
    what: 'The owner has taken back the certificate of this device.',
    next: 'If you think that is a mistake, ask the person who gave it to you.',
  },
  'unknown-issuer': {
    status: 403,
    title: 'Your certificate was issued by someone else',
    what: 'Your device showed a certificate, but not one from the authority that this door trusts.',
    next: 'If you have several certificates, close the browser, open this page again and choose another one.',
  },
  'self-signed': {
    status: 403,
    title: 'Your certificate is self-signed',
    what: 'Your device showed a certificate that nobody but itself vouches for.',
    next: 'Ask the owner for a certificate from the authority of this place.',
  },
  'wrong-purpose': {
    status: 403,
    title: 'Your certificate is for another purpose',
    what: 'The certificate of your device was not made for logging in; it may be a server certificate.',
    next: 'Ask the owner for a certificate made for a device.',
  },
  'bad-certificate': {
    status: 403,
    title: 'Your certificate was not accepted',
    what: 'The certificate of your device could not be verified.',
    next: 'Ask the owner for a new one, and name the code below.',
  },
  'not-allowed': {
    status: 403,
    title: 'Not allowed here',
    what: 'Your device is known and its certificate is good, but it may not open this page.',
    next: 'Ask the owner if it should.',
  },
  'blocked-path': {
    status: 403,
    title: 'This page is closed',
    what: 'The owner does not let this page be opened from outside.',
    next: 'Go back to the start page.',
  },
  misdirected: {
    status: 421,
    title: 'Wrong door',
    what: 'The name in the address does not belong to this door.',
    next: 'Check the address you typed.',
  },
  'bad-request': {
    status: 400,
    title: 'This address cannot be used',
    what: 'The request was written in a way that can be understood in more than one way, so it was refused.',
    next: 'Open the start page and go on from there.',
  },
  'upstream-error': {
    status: 502,
    title: 'The device behind this door does not answer',
    what: 'You were let in, but what lies behind cannot be reached, or gave no proper answer.',
    next: 'Check that it is switched on and connected to the home network, then try again.',
  },
  'upstream-timeout': {
    status: 504,
    title: 'The device behind this door is too slow',
    what: 'You were let in, but what lies behind did not answer in time.',
    next: 'Wait a moment and try again; if that does not help, restart it.',
  },
}

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
  /** The visitor's `Accept` header. */
  readonly accept: string
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}

const STYLE =
  ':root{color-scheme:light dark}' +
  'body{margin:0;min-height:100vh;display:grid;place-items:center;font:17px/1.5 system-ui,sans-serif;background:#f4f5f7;color:#1c2430}' +
  'main{max-width:32rem;margin:16px;padding:32px;background:#fff;border-radius:16px;box-shadow:0 1px 3px #0002}' +
  'svg{width:48px;height:48px;color:#b3352c}h1{font-size:1.5rem;line-height:1.25;margin:16px 0 12px}p{margin:0 0 12px;overflow-wrap:anywhere}' +
  'small{display:block;margin-top:24px;color:#5b6675;font-size:.85rem}' +
  '@media (prefers-color-scheme:dark){body{background:#14181f;color:#e7eaf0}main{background:#1e242e}svg{color:#ff8a80}small{color:#a3adbb}}'

const DOOR =
  '<svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.6" aria-hidden="true">' +
  '<path d="M6 21V4a1 1 0 0 1 1-1h10a1 1 0 0 1 1 1v17M3 21h18"/><circle cx="14.5" cy="12.5" r=".9" fill="currentColor"/></svg>'

/** Writes the page. It needs no other file, no script, and may not be framed or cached. */
export function renderPage(request: PageRequest): Page {
  const text = words[request.outcome]
  const code = request.verification ? `${request.verification.number} ${request.verification.name}` : null
  const headers: Record<string, string> = {
    'cache-control': 'no-store',
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'",
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'x-vestibule-page': request.outcome,
    ...(code !== null && { 'x-vestibule-verify': code }),
  }
  if (/\bapplication\/(?:[\w.+-]*\+)?json\b/.test(request.accept) && !request.accept.includes('text/html')) {
    const body = JSON.stringify({ error: request.outcome, title: text.title, detail: text.what, verify: code })
    return finish(text.status, { ...headers, 'content-type': 'application/json; charset=utf-8' }, body)
  }
  const contact = request.contact === '' ? '' : `<p>Who to ask: ${escape(request.contact)}</p>`
  const body =
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">` +
    `<meta name="robots" content="noindex"><title>${escape(text.title)}</title><style>${STYLE}</style></head><body><main>${DOOR}` +
    `<h1>${escape(text.title)}</h1><p>${escape(text.what)}</p><p>${escape(text.next)}</p>${contact}` +
    `<small>${code === null ? `Status ${text.status}` : `Verify code ${escape(code)}`} · ${escape(request.outcome)}</small></main></body></html>`
  return finish(text.status, { ...headers, 'content-type': 'text/html; charset=utf-8' }, body)
}

function finish(status: number, headers: Record<string, string>, body: string): Page {
  return { status, headers: { ...headers, 'content-length': String(Buffer.byteLength(body)) }, body }
}
