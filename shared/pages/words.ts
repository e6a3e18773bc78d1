import type { Outcome } from '../contract/activity.ts'

/** What a stranger reads. Never the upstream's name, nor anything about other devices. */
export interface PageSays {
  readonly title: string
  readonly what: string
  readonly next: string
}

/** With the status that it is answered with. */
export interface PageWords extends PageSays {
  readonly status: number
}

/** What stands around it. */
export interface PageFrame {
  readonly ask: string
  readonly status: string
  readonly code: string
  readonly renew: string
}

export const pageFrame: PageFrame = {
  ask: 'Who to ask',
  status: 'Status',
  code: 'Verify code',
  renew: 'Ask for a new certificate',
}

/** Outcomes that are answered with a page. */
export type PageOutcome =
  Exclude<Outcome, 'allowed' | 'handshake-failed'> | 'upstream-timeout' | 'upstream-untrusted' | 'renewal-asked'

const RENEW = 'Ask the person who gave you access for a new one.'

export const pageWords: Readonly<Record<PageOutcome, PageWords>> = {
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
  'renewal-asked': {
    status: 202,
    title: 'Your request was sent',
    what: 'The owner sees now that this device asks for a new certificate.',
    next: 'You will get it the way you got the first one. Nothing more to do here.',
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
    what: 'The certificate of your device is good, but it may not open this page.',
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
  'upstream-untrusted': {
    status: 502,
    title: 'What is behind this door could not be trusted',
    what: 'You were let in, but what answered behind this door did not prove to be the right device. Nothing was sent to it.',
    next: 'Tell the owner. The activity of this door names the cause.',
  },
  'upstream-timeout': {
    status: 504,
    title: 'The device behind this door is too slow',
    what: 'You were let in, but what lies behind did not answer in time.',
    next: 'Wait a moment and try again; if that does not help, restart it.',
  },
}
