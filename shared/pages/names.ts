import type { PageOutcome } from './words.ts'

/** What the owner calls each page that strangers read, in a word or two. */
export const pageNames: Readonly<Record<PageOutcome, string>> = {
  'no-certificate': 'No certificate',
  expired: 'Expired',
  'renewal-asked': 'Request sent',
  'not-yet-valid': 'Not yet valid',
  revoked: 'Revoked',
  'unknown-issuer': 'Stranger',
  'self-signed': 'Self-signed',
  'wrong-purpose': 'Wrong purpose',
  'bad-certificate': 'Bad certificate',
  'not-allowed': 'Not allowed here',
  'blocked-path': 'Blocked path',
  misdirected: 'Wrong door',
  'bad-request': 'Bad request',
  'upstream-error': 'Device did not answer',
  'upstream-timeout': 'Device is too slow',
  'upstream-untrusted': 'Device is not trusted',
}

/** A page by its kind, as its header names it; the kind itself where it is none of ours. */
export function pageName(kind: string, names: Readonly<Record<PageOutcome, string>> = pageNames): string {
  return Object.hasOwn(names, kind) ? names[kind as PageOutcome] : kind
}
