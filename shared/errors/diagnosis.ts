import type { ErrorEntry } from './entry.ts'

export const diagnosisErrors = {
  'diagnosis/unknown-code': {
    message: 'Nothing is known about “{query}”.',
    remedy: 'Give a verify code (0 to 100), a TLS alert, a name such as CERT_HAS_EXPIRED, or the whole error text.',
  },
} as const satisfies Record<string, ErrorEntry>
