import type { ErrorEntry } from './entry.ts'

export const diagnosisErrors = {
  'diagnosis/unknown-code': {
    message: 'Nothing is known about “{query}”.',
    remedy: 'Give a verify code (0 to 100), a TLS alert, a name such as CERT_HAS_EXPIRED, or the whole error text.',
  },
  'diagnosis/no-own-authority': {
    message: 'The visitors for “{name}” cannot be made: none of the authorities it trusts has its key in this app.',
    remedy: 'Let the site trust an authority that was created or imported with its key.',
  },
} as const satisfies Record<string, ErrorEntry>
