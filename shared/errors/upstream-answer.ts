import type { ErrorEntry } from './entry.ts'

/** What keeps visitors who were let in from seeing a page: the answer of the device behind, read for its cause. */
export const upstreamAnswerErrors = {
  'site/observing': {
    message: '“{name}” stands open: it only observes, and everybody gets in.',
    remedy: 'Stop observing when you have seen enough: from then on only your devices get in.',
  },
  'site/asks-nobody': {
    message: '“{name}” asks nobody for a certificate: everybody who reaches it gets in.',
    remedy: 'Let the site require certificates if that is not what you want.',
  },
  'answer/refuses-everybody': {
    message: 'Everybody who gets in at “{name}” sees an error: the device behind it answers {status} to every visit.',
    remedy: 'Run the diagnosis of the site: it asks the device and says why.',
  },
} as const satisfies Record<string, ErrorEntry>
